"""What is decoded is counted by what it is, and the first column is named."""

import pytest

from riskscreen.records.files.fonts import to_bytes, western
from riskscreen.records.files.texts import Texts

LABELS = ["Không biết", "Có", "Nông thôn"]


def test_decoded_texts_are_counted_by_what_they_are() -> None:
    old = [western(to_bytes(label, "tcvn3")) for label in LABELS]
    texts = Texts(old, declared=None)
    assert texts.codes({1: old[0], 2.0: "DK"}, column="m2ac4") == {1.0: "Không biết", 2.0: "DK"}
    assert texts.label(old[2], column="ttnt") == "Nông thôn"
    assert texts.cells([old[1], old[1], "A", old[0]], column="x") == [
        "Có", "Có", "A", "Không biết"
    ]  # fmt: skip
    (finding,) = texts.findings("hl")
    assert (finding.code, finding.verdict, finding.measured) == ("FIL-02", "pass", 5.0)
    assert finding.detail.startswith(
        "1 value labels, 1 variable labels, 3 cells of hl are written in the TCVN3 (ABC) fonts, "
        "and are read so; first is of m2ac4."
    )
    assert "Không" not in finding.detail


def test_texts_that_fit_no_table_are_counted() -> None:
    old = [western(to_bytes(label, "vni")) for label in LABELS]
    texts = Texts([*old, "Café"], declared=None)
    assert texts.cells([*old, "Café", "Café"], column="x")[-1] == "Café"
    (finding,) = texts.findings("hl")
    assert "2 fit no table and stay as they are" in finding.detail


def test_nothing_is_said_where_nothing_was_decoded() -> None:
    texts = Texts(LABELS, declared=None)
    assert texts.cells(LABELS, column="x") is LABELS
    assert list(texts.findings("hl")) == []


def test_utf8_that_is_not_declared_is_told() -> None:
    texts = Texts([LABELS[0].encode().decode("latin-1")], declared="")
    assert texts.label(LABELS[0].encode().decode("latin-1"), column="x") == LABELS[0]
    (finding,) = texts.findings("hl")
    assert "written in UTF-8, which the file does not declare" in finding.detail


def test_codes_that_are_text_are_read_too() -> None:
    old = [western(to_bytes(label, "tcvn3")) for label in LABELS]
    codes = Texts(old, declared=None).codes({old[0]: old[1]}, column="x")
    assert codes == {"Không biết": "Có"}


@pytest.mark.parametrize(("declared", "told"), [("UTF-8", 1), ("", 0)])
def test_letters_that_are_not_of_the_declared_encoding_are_told(declared: str, told: int) -> None:
    texts = Texts(["Extr\xeame-Nord"], declared=declared)
    assert texts.codes({1: "Extr\xeame-Nord"}, column="reg") == {1.0: "Extrême-Nord"}
    found = list(texts.findings("cover"))
    assert [finding.code for finding in found] == ["FIL-09"] * told
    assert all("1 texts of cover" in f.detail and "first is of reg" in f.detail for f in found)
