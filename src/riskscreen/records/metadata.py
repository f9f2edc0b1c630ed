"""By what right are records held? ``records.toml``, and the arguments that override it.

What riskscreen notes there for itself (in which format it wrote, of which kind each column is) has
a table of its own, ``[written]``, so that a person's four lines stay as they are.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from riskscreen.errors import InputError
from riskscreen.records import placing

__all__ = ["FILE", "Metadata", "Written", "from_folder", "from_mapping", "to_toml", "written_in"]

FILE = "records.toml"
_TEXTS = ("legal_basis", "purpose", "retention_until", "weights", "source")
_LIST = "code_list_year"
_YEARS = (0, *range(2000, 2101))
_WRITTEN = "written"
_KINDS = ("number", "text", "date")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What goes with records beside their rows; an empty text is *nobody said*.

    Parameters
    ----------
    legal_basis, purpose, retention_until, weights, source : str
        As in `Records`.
    synthetic : bool
        Whether every row is made up.
    admitted : bool
        Whether riskscreen wrote these rows and nobody has changed them since: their ids have
        passed the door already, where a reader may have answered for them.
    code_list_year : int
        The list to which provinces are brought (2025: the 34 of today); 0 leaves them as they are.
    """

    legal_basis: str = ""
    purpose: str = ""
    retention_until: str = ""
    weights: str = ""
    synthetic: bool = False
    source: str = ""
    admitted: bool = False
    code_list_year: int = 0

    def with_arguments(self, **arguments: Any) -> Metadata:  # noqa: ANN401 - text or None
        """Return the metadata with every argument that is not None in place of the file's.

        Raises
        ------
        InputError
            If weights is neither empty nor ``none``, or ``code_list_year`` is no year.
        """
        given = {name: value for name, value in arguments.items() if value is not None}
        whole = replace(self, **given)
        if whole.weights not in ("", "none"):
            raise InputError(
                f'weights is {whole.weights!r}; leave it out, or declare "none" for a register or '
                "a full list"
            )
        if type(whole.code_list_year) is not int or whole.code_list_year not in _YEARS:
            raise InputError(
                f"code_list_year is {whole.code_list_year!r}, which is no year of a list; give "
                "2025 to bring every province to the list of 34"
            )
        return whole


@dataclass(frozen=True, slots=True)
class Written:
    """What riskscreen noted for itself when it wrote the folder.

    Parameters
    ----------
    digests : mapping of str to str
        SHA-256 of each table's file, by its name.
    kinds : mapping of str to mapping
        By table (CSV only) and column: ``number``, ``text`` or ``date``.
    """

    digests: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def from_folder(folder: Path) -> Metadata:
    """Return what ``records.toml`` says; nothing where there is no such file.

    Raises
    ------
    InputError
        If the file is not TOML in UTF-8 or has an entry that is unknown or of the wrong kind.
    """
    entries = _entries(folder)
    return from_mapping({k: v for k, v in entries.items() if k != _WRITTEN}, FILE)


def written_in(folder: Path) -> Written | None:
    """Return what riskscreen noted for itself; None where a person made the folder.

    Raises
    ------
    InputError
        If ``records.toml`` is not TOML, or its table ``[written]`` is not as it was written.
    """
    noted = _entries(folder).get(_WRITTEN)
    if noted is None:
        return None
    parts = {name: noted.get(name, {}) for name in ("files", "households", "children")}
    kinds = {name: part for name, part in parts.items() if name != "files" and part}
    if not all(_is_texts(part) for part in parts.values()) or any(
        kind not in _KINDS for part in kinds.values() for kind in part.values()
    ):
        raise InputError(
            f"{FILE}: [{_WRITTEN}] is not as riskscreen wrote it; restore it, or remove it to read "
            "the folder as one that a person made"
        )
    return Written(digests=parts["files"], kinds=kinds)


def from_mapping(entries: Mapping[str, Any], source: str) -> Metadata:
    """Return the metadata of TOML entries.

    Raises
    ------
    InputError
        If an entry is unknown or of the wrong kind.
    """
    unknown = sorted(set(entries) - {*_TEXTS, "synthetic", _LIST})
    if unknown:
        raise InputError(
            f"{source} has {len(unknown)} unknown entries; first is {unknown[0]}. "
            f"Known: {', '.join(_TEXTS)}, synthetic, {_LIST}"
        )
    synthetic = entries.get("synthetic", False)
    if not isinstance(synthetic, bool):
        raise InputError(f"{source}: synthetic is {synthetic!r}; write true or false")
    year = entries.get(_LIST, 0)
    if not isinstance(year, int) or isinstance(year, bool):
        raise InputError(f"{source}: {_LIST} is {year!r}; write a year, as 2025")
    texts = {name: str(entries[name]) for name in _TEXTS if name in entries}
    return Metadata().with_arguments(synthetic=synthetic, code_list_year=year, **texts)


def to_toml(metadata: Metadata, written: Written | None = None) -> str:
    """Return ``records.toml`` as text; reading it back gives the same metadata."""
    lines = [f"{name} = {_quoted(getattr(metadata, name))}" for name in _TEXTS]
    lines.append(f"synthetic = {str(metadata.synthetic).lower()}")
    if written is not None:
        lines += ["", "# riskscreen's own notes: which files it wrote, what their columns hold"]
        for name, noted in (("files", written.digests), *written.kinds.items()):
            lines.append(f"[{_WRITTEN}.{name}]")
            lines += [f"{_quoted(key)} = {_quoted(text)}" for key, text in noted.items()]
    return "\n".join(lines) + "\n"


def _entries(folder: Path) -> dict[str, Any]:
    path = placing.current(folder, FILE)
    if not path.is_file():
        return {}
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise InputError(f"{FILE} is not TOML in UTF-8: {fault}") from fault
    if not isinstance(entries.get(_WRITTEN, {}), dict):
        raise InputError(f"{FILE}: {_WRITTEN} is no table; remove it")
    return entries


def _is_texts(part: Any) -> bool:  # noqa: ANN401 - what a person may have written
    return isinstance(part, dict) and all(isinstance(text, str) for text in part.values())


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    plain = "".join(
        letter if letter >= " " and letter != "\x7f" else f"\\u{ord(letter):04x}"
        for letter in escaped
    )
    return f'"{plain}"'
