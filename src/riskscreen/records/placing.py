"""How do several files come into a folder together: all of them, or none?

A rename is one moment, several renames are not. The files are written into a folder of their own;
one rename of that folder says that they are whole, and from then on they count, wherever they
still lie. Who reads or writes next finishes what a kill has left.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from riskscreen.errors import InputError

__all__ = ["SUFFIXES", "current", "placed_together", "tables"]

SUFFIXES = (".parquet", ".csv")
_TABLES = ("households", "children")
_WHOLE = ".records-whole"
_DRAFT = ".records-draft-"


@contextmanager
def placed_together(folder: Path) -> Iterator[Path]:
    """Give an empty folder to write into; when the block ends its files stand in ``folder``.

    A table among them takes the place of the table of the same name in the other format; every
    other file of the folder stays. After an error, or a kill before the end, the folder holds
    what it held.

    Raises
    ------
    InputError
        If another process writes into the folder at the same time.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _finish(folder)
    for left in folder.glob(f"{_DRAFT}*"):  # rows of children that a killed writer left
        shutil.rmtree(left)
    draft = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=folder))
    try:
        yield draft
        for path in draft.iterdir():
            _flush(path)
        draft.rename(folder / _WHOLE)
    except BaseException as fault:
        crossed = not draft.is_dir() or (folder / _WHOLE).exists()
        shutil.rmtree(draft, ignore_errors=True)
        if isinstance(fault, OSError) and crossed:
            raise InputError(
                f"another process writes records into {folder} at the same time, and theirs "
                f"stay (1 of 2 writers refused: {fault.strerror or 'a file is gone'}); write again "
                "when it is done, or into another folder"
            ) from fault
        raise
    _finish(folder)


def current(folder: Path, name: str) -> Path:
    """Return where the file ``name`` of a folder lies now; it need not be there."""
    whole = folder / _WHOLE / name
    return whole if whole.is_file() else folder / name


def tables(folder: Path, name: str) -> tuple[Path, ...]:
    """Return the files that hold the table ``name``: one if all is well, two if it is there twice.

    Parameters
    ----------
    folder : Path
        Folder of records.
    name : str
        ``households`` or ``children``.
    """
    for place in (folder / _WHOLE, folder):
        found = [place / f"{name}{suffix}" for suffix in SUFFIXES]
        found = [path for path in found if path.is_file()]
        if found:
            return tuple(found)
    return ()


def _finish(folder: Path) -> None:
    whole = folder / _WHOLE
    if not whole.is_dir():
        return
    files = sorted(whole.iterdir())
    # First: a table that has been moved must never stand beside its old self.
    for path in files:
        if path.stem in _TABLES:
            for suffix in {*SUFFIXES} - {path.suffix}:
                (folder / f"{path.stem}{suffix}").unlink(missing_ok=True)
    for path in files:
        path.replace(folder / path.name)
    whole.rmdir()


def _flush(path: Path) -> None:
    """Have the file on the disk before its name counts."""
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())
