"""Which files lie in this folder, and may they be read at all?

Sizes first, then names and kinds; then each file's bytes are read once, and every later check
speaks of those bytes, so nobody can change a file between its check and its use.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from riskscreen.bundle import limits
from riskscreen.core import digest_bytes
from riskscreen.errors import BundleError

__all__ = [
    "MANIFEST",
    "OUTCOME",
    "SIGNATURE",
    "expected_paths",
    "read_once",
    "signature_sha256",
    "survey",
]

MANIFEST = "manifest.json"
SIGNATURE = "model.sig"
OUTCOME = r"[a-z][a-z0-9_]{0,63}"
_PATH = re.compile(rf"(?:{OUTCOME}/)?[a-z][a-z0-9_]{{0,63}}\.(?:json|txt|html)|model\.sig")
_COMMON = (
    "features.json", "policy.json", "schema.json", "verdicts.json", "card.json", "golden.json",
    "approvals.json", "report_en.html", "report_vi.html",
)  # fmt: skip
_PER_OUTCOME = ("model.txt", "model.json")


@dataclass(frozen=True, slots=True)
class _Entry:
    path: str
    mode: int
    size: int


def expected_paths(outcomes: tuple[str, ...]) -> frozenset[str]:
    """Return the paths that a bundle with these outcomes holds beside manifest and signature."""
    models = {f"{outcome}/{name}" for outcome in outcomes for name in _PER_OUTCOME}
    return frozenset(models | set(_COMMON))


def survey(folder: Path) -> dict[str, int]:
    """Return the size in bytes of each file by its path within the folder.

    Raises
    ------
    BundleError
        If the folder is none or a link; a file or all of them are too large; a name is not one
        that a bundle holds, or differs from another in case alone; or an entry is a link, a
        device or anything but a plain file.
    """
    try:
        if not stat.S_ISDIR(os.lstat(folder).st_mode):
            raise BundleError(f"{folder} is no folder; a bundle is a folder and never a link")
        entries = list(_entries(folder, inside=""))
    except OSError as fault:
        raise BundleError(f"no readable bundle {folder}: {fault.strerror}") from fault
    _check_sizes(entries)
    _check_names(entries)
    return {entry.path: entry.size for entry in entries if stat.S_ISREG(entry.mode)}


def read_once(folder: Path, path: str, *, size: int) -> bytes:
    """Return the bytes of a plain file that is still of this size.

    Raises
    ------
    BundleError
        If it cannot be read, has become something else, or has another size.
    """
    # a name may have become a link, or a pipe that would wait for ever, since the survey
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):
        flags |= getattr(os, name, 0)
    try:
        handle = os.open(folder / path, flags)
        with os.fdopen(handle, "rb") as stream:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise BundleError(f"{path} is no plain file")
            content = stream.read(size + 1)
    except OSError as fault:
        raise BundleError(f"{path} cannot be read: {fault.strerror}") from fault
    if len(content) != size:
        raise BundleError(f"{path} changed its size while it was read; it had {size} bytes")
    return content


def signature_sha256(folder: str | Path) -> str:
    """Return the SHA-256 of a bundle's signature, which the ledger's line of its release holds.

    Raises
    ------
    BundleError
        If it has none that can be read.
    """
    place = Path(folder)
    try:
        size = (place / SIGNATURE).stat().st_size
    except OSError as fault:
        raise BundleError(f"{SIGNATURE} of {place}: {fault.strerror}") from fault
    return digest_bytes(read_once(place, SIGNATURE, size=size))


def _entries(folder: Path, *, inside: str) -> Iterator[_Entry]:
    with os.scandir(folder) as found:
        for count, entry in enumerate(found):
            if count >= limits.MOST_FILES:
                raise BundleError(
                    f"{inside or folder} holds over {limits.MOST_FILES} entries; "
                    "a bundle holds fewer"
                )
            facts = entry.stat(follow_symlinks=False)
            yield _Entry(f"{inside}{entry.name}", facts.st_mode, facts.st_size)
            if not inside and stat.S_ISDIR(facts.st_mode):
                yield from _entries(folder / entry.name, inside=f"{entry.name}/")


def _check_sizes(entries: list[_Entry]) -> None:
    plain = [entry for entry in entries if stat.S_ISREG(entry.mode)]
    for entry in plain:
        most = _most(entry.path)
        if entry.size > most:
            raise BundleError(f"{entry.path!a} has {entry.size} bytes; at most {most} are read")
    total = sum(entry.size for entry in plain)
    if total > limits.MOST_BYTES:
        raise BundleError(f"the bundle has {total} bytes; at most {limits.MOST_BYTES} are read")


def _most(path: str) -> int:
    if path == MANIFEST:
        return limits.MOST_MANIFEST_BYTES
    return limits.MOST_SIGNATURE_BYTES if path == SIGNATURE else limits.MOST_FILE_BYTES


def _check_names(entries: list[_Entry]) -> None:
    folded: dict[str, str] = {}
    for entry in entries:
        twin = folded.setdefault(entry.path.casefold(), entry.path)
        if twin != entry.path:
            raise BundleError(f"{twin!a} and {entry.path!a} differ in case alone")
    for entry in entries:
        is_folder = stat.S_ISDIR(entry.mode)
        if not is_folder and not stat.S_ISREG(entry.mode):
            raise BundleError(
                f"{entry.path!a} is a {_kind(entry.mode)}; a bundle holds plain files only"
            )
        known = re.fullmatch(OUTCOME, entry.path) if is_folder else _PATH.fullmatch(entry.path)
        if not known:
            raise BundleError(f"{entry.path!a} is no name that a bundle holds; remove it")


def _kind(mode: int) -> str:
    if stat.S_ISLNK(mode):
        return "link"
    return "device, pipe or socket"
