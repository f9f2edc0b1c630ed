"""Nobody's name, number, address or birthday comes in, and no refusal repeats it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskscreen import schema
from riskscreen.errors import IdentifierError, InputError
from riskscreen.records import identifiers, read_records
from riskscreen.records.files import Raw


@pytest.mark.parametrize(
    "name",
    ["name", "full_name", "Họ và tên", "ho_ten", "HoTen", "tên", "mother_name", "childName",
     "phone", "Điện thoại", "SDT", "so_dien_thoai", "mobile2", "address", "dia_chi", "Địa chỉ",
     "email",
     "e-mail", "cccd", "so CCCD", "CMND", "national_id", "date_of_birth", "dob", "Ngày sinh",
     "birthdate", "passport", "latitude", "ma_dinh_danh", "zalo"],
)  # fmt: skip
def test_a_column_that_names_a_person_is_refused(name: str) -> None:
    assert identifiers.column_names_a_person(name)


@pytest.mark.parametrize(
    "name",
    ["province_name", "ten_xa", "tenure", "birth_registered", "has_smartphone", "tents", "mobility",
     "has_identity_code", "birth_year", "attention", "reading_score"],
)  # fmt: skip
def test_a_column_that_names_no_person_passes(name: str) -> None:
    assert not identifiers.column_names_a_person(name)


def test_no_column_of_the_schema_is_refused() -> None:
    assert not [name for _, name in schema.fields() if identifiers.column_names_a_person(name)]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("0912345678", "phone numbers"), ("+84 912 345 678", "phone numbers"),
        ("call 091-234-5678", "phone numbers"), ("001090123456", "12-digit identity numbers"),
        ("a.b@mail.vn", "email addresses"), ("0.912345678", ""), ("123.123456789012", ""),
        ("0112345678", ""), ("1234567890123", ""), ("2024-09-15", ""), ("", ""),
        ("f3a091234567812bc001090123456ef", ""),
    ],
)  # fmt: skip
def test_a_text_is_known_by_its_look(text: str, what: str) -> None:
    assert identifiers.pattern_in(text) == what


@given(st.integers(0, 10**12 - 1))
def test_any_twelve_digits_are_an_identity_number(number: int) -> None:
    assert identifiers.pattern_in(f"x {number:012d}.") != ""


def _faults(**columns: list[object]) -> tuple[str, ...]:
    raw = Raw("children", {name: np.array(values) for name, values in columns.items()})
    return identifiers.direct_identifiers(raw, ids_are_safe=False)


@pytest.mark.parametrize("note", ["gọi 0912 345 678", "số 001090123456", "me@mail.vn"])
def test_a_number_in_a_free_text_is_refused_and_not_repeated(note: str) -> None:
    faults = _faults(remark=["", note])
    assert faults[0].startswith("1 of 1 values of children.remark look like")
    assert note not in faults[0]


def test_identity_numbers_held_as_numbers_are_refused() -> None:
    assert _faults(remark=[101090123456.0, np.nan])


@pytest.mark.parametrize("ids", [["Nguyễn Văn An"], ["0912345678"], [101090123456]])
def test_ids_that_are_no_pseudonyms_are_refused(ids: list[object]) -> None:
    assert "give hash_key" in _faults(child_id=ids)[0]


def test_a_digest_is_no_identity_number() -> None:
    ids = identifiers.hashed(np.arange(2000).astype(str), "a secret of an office")
    assert not _faults(child_id=ids.tolist(), mother=ids.tolist())


def test_a_long_village_code_is_no_identity_number() -> None:
    assert not _faults(psu=["101090123456"])


@pytest.mark.parametrize("born", [["2017-03-02", "2012-12-30"], ["02/03/2017", "30/12/2012"]])
def test_dates_that_give_the_age_are_birth_dates(born: list[str]) -> None:
    rows = {"observed_date": ["2024-09-15"] * 2, "age_years": [7, 11]}
    assert "exact birth dates" in _faults(arrived=born, **rows)[0]
    assert not _faults(arrived=["2024-03-02", "2023-12-30"], **rows)


def test_the_refusal_is_an_error_of_its_own() -> None:
    with pytest.raises(IdentifierError, match=r"in 2 columns; first: households\.phone"):
        read_records({"phone": ["0912345678"]}, {"ho_ten": ["An"]})


@given(st.text(min_size=1), st.text(min_size=1))
def test_two_ids_share_a_digest_only_if_equal(a: str, b: str) -> None:
    one, two = identifiers.hashed(np.array([a, b], dtype=object), "a secret of an office")
    assert (one == two) == (a == b)
    assert len(one) == 32


def test_another_key_gives_other_digests() -> None:
    ids = np.array(["a", ""])
    first, second = identifiers.hashed(ids, b"k" * 16), identifiers.hashed(ids, b"l" * 16)
    assert first[0] != second[0]
    assert first[1] == second[1] == ""


@pytest.mark.parametrize("key", ["short", "k" * 65])
def test_a_key_has_sixteen_to_sixty_four_bytes(key: str) -> None:
    with pytest.raises(InputError, match=f"hash_key has {len(key)} bytes"):
        identifiers.hashed(np.array(["a"]), key)


@pytest.mark.parametrize("odd", [np.datetime64("2025-09-01").item(), 10**400, "nine"])
def test_an_age_that_is_no_number_is_left_to_the_schema(odd: object) -> None:
    raw = Raw("children", {
        "age_years": np.array([odd, 9], dtype=object),
        "observed_date": np.array(["2025-09-01"] * 2, dtype="datetime64[D]"),
        "seen_first": np.array(["2016-01-01", "2017-01-01"], dtype="datetime64[D]"),
    })  # fmt: skip
    assert list(identifiers.direct_identifiers(raw, ids_are_safe=True)) == []
