"""A file is what its first bytes say, and its suffix must agree."""

from pathlib import Path

import pytest

from riskscreen.records.files.faults import UnreadableError
from riskscreen.records.files.kinds import KINDS, refuse_disguise


@pytest.mark.parametrize(("head", "kind", "what"), [
    (b"PK\x03\x04x", ".csv", "a new workbook"), (b"PK\x03\x04x", ".xls", "a new workbook"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".csv", "Excel 97"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".ods", "Excel 97"),
    (b"$FL2@(#)", ".dta", "an SPSS file"), (b"$FL3@(#)", ".csv", "an SPSS file"),
    (b"<stata_dta><header>", ".sav", "a Stata file"), (b"PAR1", ".csv", "a Parquet file"),
    (b"ASCII SPSS PORT FILE" + b" " * 100 + b"ASPSSPORT", ".sav", "portable SPSS"),
    (b"<html><table>", ".xls", "a web page"), (b"\xef\xbb\xbf<?xml version", ".xls", "a web page"),
    (b"%PDF-1.7", ".xlsx", "a PDF"), (b"\x1f\x8b\x08", ".dta", "a compressed file"),
])  # fmt: skip
def test_a_wrong_suffix_is_refused(tmp_path: Path, head: bytes, kind: str, what: str) -> None:
    path = tmp_path / f"x{kind}"
    path.write_bytes(head)
    with pytest.raises(UnreadableError, match=f"not what its suffix says but .*{what}"):
        refuse_disguise(path, kind)


@pytest.mark.parametrize(("head", "kind"), [
    (b"a,b\n", ".csv"), (b"PK\x03\x04", ".xlsx"), (b"$FL3", ".sav"), (b"$FL2", ".zsav"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xlsx"), (b"s\x02\x01\x00", ".dta"),
])  # fmt: skip
def test_the_right_suffix_passes(tmp_path: Path, head: bytes, kind: str) -> None:
    path = tmp_path / f"x{kind}"
    path.write_bytes(head)
    refuse_disguise(path, kind)


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_file_is_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"x{kind}"
    path.touch()
    with pytest.raises(UnreadableError, match="is empty"):
        refuse_disguise(path, kind)
