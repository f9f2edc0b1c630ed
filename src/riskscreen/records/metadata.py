"""By what right are records held? ``records.toml``, and the arguments that override it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from riskscreen.errors import InputError

__all__ = ["FILE", "Metadata", "from_folder", "from_mapping", "to_toml"]

FILE = "records.toml"
_TEXTS = ("legal_basis", "purpose", "retention_until", "weights")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What goes with records beside their rows; an empty text is *nobody said*."""

    legal_basis: str = ""
    purpose: str = ""
    retention_until: str = ""
    weights: str = ""
    synthetic: bool = False

    def with_arguments(self, **arguments: Any) -> Metadata:  # noqa: ANN401 - text or None
        """Return the metadata with every argument that is not None in place of the file's.

        Raises
        ------
        InputError
            If weights is neither empty nor ``none``.
        """
        given = {name: value for name, value in arguments.items() if value is not None}
        whole = replace(self, **given)
        if whole.weights not in ("", "none"):
            raise InputError(
                f'weights is {whole.weights!r}; leave it out, or declare "none" for a register or '
                "a full list"
            )
        return whole


def from_folder(folder: Path) -> Metadata:
    """Return what ``records.toml`` says; nothing where there is no such file.

    Raises
    ------
    InputError
        If the file is not TOML in UTF-8 or has an entry that is unknown or of the wrong kind.
    """
    path = folder / FILE
    if not path.is_file():
        return Metadata()
    try:
        return from_mapping(tomllib.loads(path.read_text(encoding="utf-8")), FILE)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise InputError(f"{FILE} is not TOML in UTF-8: {fault}") from fault


def from_mapping(entries: Mapping[str, Any], source: str) -> Metadata:
    """Return the metadata of TOML entries.

    Raises
    ------
    InputError
        If an entry is unknown or of the wrong kind.
    """
    unknown = sorted(set(entries) - {*_TEXTS, "synthetic"})
    if unknown:
        raise InputError(
            f"{source} has {len(unknown)} unknown entries; first is {unknown[0]}. "
            f"Known: {', '.join(_TEXTS)}, synthetic"
        )
    synthetic = entries.get("synthetic", False)
    if not isinstance(synthetic, bool):
        raise InputError(f"{source}: synthetic is {synthetic!r}; write true or false")
    texts = {name: str(entries[name]) for name in _TEXTS if name in entries}
    return Metadata(**texts, synthetic=synthetic).with_arguments()


def to_toml(metadata: Metadata) -> str:
    """Return ``records.toml`` as text; reading it back gives the same metadata."""
    lines = [f"{name} = {_quoted(getattr(metadata, name))}" for name in _TEXTS]
    return "\n".join([*lines, f"synthetic = {str(metadata.synthetic).lower()}"]) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    plain = "".join(
        letter if letter >= " " and letter != "\x7f" else f"\\u{ord(letter):04x}"
        for letter in escaped
    )
    return f'"{plain}"'
