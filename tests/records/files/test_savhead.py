"""An SPSS file that contradicts itself is refused before the library follows it."""

import struct
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskscreen.records.files import read_file
from riskscreen.records.files.faults import UnreadableError
from riskscreen.records.files.savhead import checked_encoding

FRAME = pd.DataFrame({"n": [1.0, 2.0], "place": ["a" * 20, ""], "long": ["b" * 300, ""]})
# Where the first variable and the second start, and what stands in a record of one.
FIRST, SECOND = 176, 208
WIDTH, HAS_LABEL, N_MISSING, PRINT, WRITE = 4, 8, 12, 16, 20


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("sav") / "x.sav"
    pyreadstat.write_sav(FRAME, path, variable_value_labels={"n": {1: "Có"}, "place": {"a": "A"}})
    return path.read_bytes()


def broken(folder: Path, content: bytes, changes: dict[int, int]) -> Path:
    changed = bytearray(content)
    for place, value in changes.items():
        struct.pack_into("<i", changed, place, value)
    (folder / "x.sav").write_bytes(changed)
    return folder / "x.sav"


def test_a_sound_file_says_its_encoding(tmp_path: Path, content: bytes) -> None:
    assert checked_encoding(broken(tmp_path, content, {})) == "UTF-8"


def test_a_code_page_is_an_encoding(tmp_path: Path, content: bytes) -> None:
    record = content.index(np.array([7, 20, 1, 5], dtype="<i4").tobytes())
    page = content.index(np.array([65001], dtype="<i4").tobytes())
    path = broken(tmp_path, content, {record + 4: 99, page: 1258})
    assert checked_encoding(path) == "cp1258"


@pytest.mark.parametrize(("changes", "why"), [
    ({64: 9}, "it says no order of bytes"),
    ({80: 2**30}, "1073741824 rows and is too short"),
    ({80: -7}, "-7 rows"),
    ({FIRST + WIDTH: 256}, "variable 1 has width 256"),
    ({FIRST + WIDTH: -1}, "variable 1 goes on where none started"),
    ({FIRST + WIDTH: 9}, "variable 2 has width 20"),
    ({SECOND + WIDTH: 8}, "goes on where none started"),
    ({FIRST + N_MISSING: 4}, "variable 1 has 4 missing values"),
    ({FIRST + HAS_LABEL: 7}, "variable 1 has"),
    ({FIRST + PRINT: 0x010802}, "a number in the format of text"),
    ({FIRST + WRITE: 0x010802}, "a number in the format of text"),
    ({FIRST: 5}, "a record of kind 5"),
])  # fmt: skip
def test_a_contradiction_is_named(
    tmp_path: Path, content: bytes, changes: dict[int, int], why: str
) -> None:
    with pytest.raises(UnreadableError, match=f"no whole SPSS file: .*{why}"):
        checked_encoding(broken(tmp_path, content, changes))


@pytest.mark.parametrize("place", [0, 3, 99, -1])
def test_labels_of_no_variable_are_refused(tmp_path: Path, content: bytes, place: int) -> None:
    labelled = content.index(np.array([4, 1, 1], dtype="<i4").tobytes())
    with pytest.raises(UnreadableError, match=f"value labels of variable {place} of"):
        checked_encoding(broken(tmp_path, content, {labelled + 8: place}))


def test_the_code_of_a_label_in_no_encoding_is_read(tmp_path: Path, content: bytes) -> None:
    """It ends the process in pyreadstat 1.3.7 unless the bytes are asked for."""
    code = content.index(b"a".ljust(8), content.index(b"C\xc3\xb3"))
    path = tmp_path / "x.sav"
    path.write_bytes(content[:code] + b"\x80\xe9".ljust(8) + content[code + 8 :])
    assert read_file(path, "hl").labels["place"] == {"€é": "A"}


@given(st.binary(max_size=400))
def test_any_bytes_after_a_header_are_refused(tmp_path_factory, rest: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.sav"
    path.write_bytes(b"$FL2" + bytes(60) + b"\x02\0\0\0" + bytes(108) + rest)
    with pytest.raises(UnreadableError):
        checked_encoding(path)
