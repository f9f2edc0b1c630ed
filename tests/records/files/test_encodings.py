"""An encoding that is named is used, and no other."""

import unicodedata

import pytest

from riskscreen.errors import InputError
from riskscreen.records.files.encodings import decoded
from riskscreen.records.files.faults import UnreadableError
from riskscreen.records.files.fonts import to_bytes

TEXT = "mã;xã\n1;Phường Nghĩa Đô, Cầu Giấy\n"


@pytest.mark.parametrize(("encoding", "font"), [
    ("tcvn3", "tcvn3"), ("TCVN-3", "tcvn3"), ("ABC", "tcvn3"), ("vni", "vni"),
    ("cp1258", "cp1258"), ("windows-1258", "cp1258"),
])  # fmt: skip
def test_old_files_are_read_by_name(encoding: str, font: str) -> None:
    assert decoded(to_bytes(TEXT, font), encoding) == TEXT


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_todays_files_are_read_by_name_and_have_no_mark(encoding: str) -> None:
    assert decoded(TEXT.encode(encoding), encoding) == TEXT


def test_text_is_composed() -> None:
    assert decoded(unicodedata.normalize("NFD", TEXT).encode(), "utf-8") == TEXT


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_utf8_is_not_taken_for_a_font(encoding: str) -> None:
    with pytest.raises(UnreadableError, match=f"it is not {encoding} but UTF-8; leave"):
        decoded(TEXT.encode(), encoding)


def test_another_encoding_is_refused_with_its_line() -> None:
    with pytest.raises(UnreadableError, match="not ascii: first bad byte in line 3"):
        decoded(b"a\nb\n\xc3\xa0", "ascii")


@pytest.mark.parametrize("encoding", ["klingon", "zlib", "rot13", ""])
def test_what_is_no_encoding_is_refused(encoding: str) -> None:
    with pytest.raises(InputError, match="encoding"):
        decoded(b"abc", encoding)
