"""Is a workbook of XML whole, and of a size that can be held?

A workbook is a zip: 50 kB can unpack to terabytes, and two cells in the first and the last corner
of a sheet ask for a table of 17 thousand million. Both would end the process inside a library that
cannot refuse, so every part is unpacked and measured before the library sees the file.
"""

from __future__ import annotations

import html
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from riskscreen.records.files.faults import UnreadableError
from riskscreen.records.files.sheetxml import SheetSize, measure_excel, measure_opendocument
from riskscreen.records.wording import thousands

__all__ = ["measured"]

# A national survey of 180 000 persons and 200 columns unpacks to about 1.5 GB.
_UNPACKED_BYTES = 2 * 2**30
# The library holds 32 bytes for every cell between the first and the last: 40 million are 1.3 GB,
# and the survey above has 36 million.
_CELLS = 40_000_000
_BLOCK = 4 * 2**20
_SHEET = re.compile(r"xl/(worksheets/.*\.xml)$")
_SHEET_TAG = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
_RELATION_TAG = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_AGAIN = "copy it again from where it came"


def measured(path: Path) -> Mapping[str, SheetSize]:
    """Return the sizes of a workbook's sheets by name, as far as it is of XML.

    Raises
    ------
    UnreadableError
        If it is no whole zip, or unpacks to more than can be held.
    """
    try:
        with zipfile.ZipFile(path) as parts:
            _refuse_bomb(sum(part.file_size for part in parts.infolist()))
            sizes = {part.filename: _measure(parts, part) for part in parts.infolist()}
            names = _sheet_parts(parts)
    # what the standard library makes of damaged zips, beside its own error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError,
            RuntimeError) as fault:  # fmt: skip
        raise UnreadableError(f"it is not a whole workbook ({fault}); {_AGAIN}") from fault
    found = {name: size for part in sizes.values() for name, size in part.items()}
    for size in found.values():
        if size.n_cells > _CELLS:
            raise UnreadableError(
                f"its sheet reaches row {thousands(size.n_rows)} and column "
                f"{thousands(size.n_columns)}, {thousands(size.n_cells)} cells where "
                f"{thousands(_CELLS)} can be held; clear what stands far from the table, or save "
                "it as CSV"
            )
    return {name: found[part] for name, part in names.items() if part in found} or found


def _measure(parts: zipfile.ZipFile, part: zipfile.ZipInfo) -> dict[str, SheetSize]:
    """Unpack one part to its end, which checks its sum, and measure it if it is a sheet."""
    blocks = _blocks(parts, part)
    if _SHEET.match(part.filename):
        return {part.filename: measure_excel(blocks)}
    if part.filename == "content.xml":
        return measure_opendocument(blocks)
    for _ in blocks:
        pass
    return {}


def _blocks(parts: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with parts.open(part) as stream:
        while block := stream.read(_BLOCK):
            yield block


def _refuse_bomb(n_bytes: int) -> None:
    if n_bytes > _UNPACKED_BYTES:
        raise UnreadableError(
            f"it unpacks to {thousands(n_bytes // 2**20)} MB where {_UNPACKED_BYTES // 2**20} MB "
            "can be held; save it as CSV"
        )


def _sheet_parts(parts: zipfile.ZipFile) -> dict[str, str]:
    """Return which part holds which sheet of an Excel workbook, by the sheet's name."""
    try:
        book = parts.read("xl/workbook.xml")
        relations = parts.read("xl/_rels/workbook.xml.rels")
    except KeyError:
        return {}
    targets = {}
    for tag in _RELATION_TAG.findall(relations):
        target = PurePosixPath("/xl") / _attribute(tag, b"Target")
        targets[_attribute(tag, b"Id")] = str(target).lstrip("/")
    return {
        _attribute(tag, b"name"): targets.get(_attribute(tag, b"id"), "")
        for tag in _SHEET_TAG.findall(book)
    }


def _attribute(tag: bytes, name: bytes) -> str:
    found = re.search(rb"[\s:]" + name + rb"=\"([^\"]*)\"", tag)
    return html.unescape(found[1].decode("utf-8", errors="replace")) if found else ""
