"""Where are the files that a mapping names: in a folder, or among frames in memory?"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Any

from riskscreen.errors import InputError
from riskscreen.records import files
from riskscreen.records.files import Raw
from riskscreen.records.mapping.language import TABLES, File, Mapped
from riskscreen.records.mapping.needed import needed_columns, needed_files
from riskscreen.records.mapping.scope import is_unreadable, spelling
from riskscreen.records.wording import shown_path

__all__ = ["from_folder", "from_frames"]


def from_folder(mapped: Mapped, folder: Path) -> dict[str, Raw]:
    """Return the files of a folder by the mapping's names; only columns that it mentions.

    File names are matched without case. A file that only optional entries name may be absent.

    Raises
    ------
    InputError
        If the folder or a file is absent, or two files differ only in case.
    """
    if not folder.is_dir():
        raise InputError(
            f"no folder {shown_path(folder)}: give the folder that holds the mapped files"
        )
    every, sure = needed_columns(mapped), needed_columns(mapped, optional=False)
    given: dict[str, Raw] = {}
    read: dict[tuple[Any, ...], Raw] = {}
    for name, file in mapped.files.items():
        path = _found(folder, file.path)
        if path is None:
            if name in needed_files(mapped):
                raise InputError(
                    f"no file {file.path} for {_role(mapped, name)} in {shown_path(folder)}; "
                    "check the name"
                )
            continue
        how = (path, file.sheet, file.header_row, file.separator, file.encoding, every[name])
        if how not in read:
            read[how] = _read(path, name, file, every[name], sure[name])
        given[name] = read[how]
    return given


def from_frames(mapped: Mapped, frames: Mapping[str, Any]) -> dict[str, Raw]:
    """Return frames by the mapping's names; a frame may also go by its file's stem.

    Raises
    ------
    InputError
        If a frame that is needed is absent, or a name is none of the mapping's.
    """
    folded = {str(name).casefold(): frame for name, frame in frames.items()}
    given: dict[str, Raw] = {}
    used: set[str] = set()
    for name, file in mapped.files.items():
        calls = (name.casefold(), PurePath(file.path).stem.casefold(), file.path.casefold())
        called = next((call for call in calls if call in folded), "")
        if called:
            given[name] = files.from_frame(folded[called], name)
            used.add(called)
        elif name in needed_files(mapped):
            raise InputError(
                f"no frame {name} for {_role(mapped, name)}; frames given: {', '.join(frames)}"
            )
    odd = sorted(set(folded) - used)
    if odd:
        raise InputError(
            f"{len(odd)} frames that mapping {mapped.name} does not name; first is {odd[0]}. It "
            f"names {', '.join(mapped.files)}"
        )
    return given


def _read(path: Path, name: str, file: File, every: frozenset[str], sure: frozenset[str]) -> Raw:
    options = {
        "sheet": file.sheet, "header_row": file.header_row,
        "separator": file.separator, "encoding": file.encoding,
    }  # fmt: skip
    raw = files.read_file(path, name, columns=sorted(every), **options)  # type: ignore[arg-type]
    unfound = [column for column in sorted(sure) if not spelling(raw, column)]
    if (not raw.columns or unfound) and not is_unreadable(raw):
        # Whole, so that a message can name what is near, or letters composed otherwise be found.
        raw = files.read_file(path, name, **options)  # type: ignore[arg-type]
    return raw


def _found(folder: Path, path: str) -> Path | None:
    """Return the file of a path in a folder, each part matched without case if need be."""
    exact = folder / path
    if exact.is_file():
        return exact
    at = [folder]
    for part in PurePath(path).parts:
        at = [
            inside
            for outer in at
            if outer.is_dir()
            for inside in sorted(outer.iterdir())
            if inside.name.casefold() == part.casefold()
        ]
    found = [place for place in at if place.is_file()]
    if len(found) > 1:
        raise InputError(
            f"{path} is there {len(found)} times, as {' and '.join(f.name for f in found)}; write "
            "the name as it is, or remove one"
        )
    return found[0] if found else None


def _role(mapped: Mapped, name: str) -> str:
    tables = [table for table in TABLES if mapped.tables[table].file == name]
    return f"the table {tables[0]}" if tables else f"files.{name}"
