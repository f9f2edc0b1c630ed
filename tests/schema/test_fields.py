"""The schema says what it says in columns.csv, typed."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskscreen import schema
from riskscreen.errors import InputError
from riskscreen.schema import Kind, Role


def test_every_column_has_both_meanings_and_a_role() -> None:
    assert len(schema.fields()) == 82
    assert len(schema.HOUSEHOLDS) + len(schema.CHILDREN) == 82
    for field in schema.fields().values():
        assert field.meaning("en")
        assert field.meaning("vi")
        assert isinstance(field.role, Role)


def test_only_identifiers_day_age_and_sex_are_compulsory() -> None:
    needed = {key for key, field in schema.fields().items() if field.is_compulsory}
    assert needed == {
        ("households", "household_id"), ("households", "observed_date"), ("children", "child_id"),
        ("children", "household_id"), ("children", "observed_date"), ("children", "age_years"),
        ("children", "sex"),
    }  # fmt: skip


def test_the_protected_columns_are_those_of_the_design() -> None:
    protected = {name for (_, name), f in schema.fields().items() if f.role is Role.PROTECTED}
    assert protected == {"sex", "ethnicity", "head_ethnicity", "region", "disability"}


def test_a_question_depends_on_a_column_of_its_own_table() -> None:
    for (table, _), field in schema.fields().items():
        assert not field.asked_if or (table, field.asked_if) in schema.fields()


def test_parents_education_has_the_codes_of_the_heads() -> None:
    codes = schema.HOUSEHOLDS["head_education"].codes
    assert codes[0] == "none"
    assert schema.CHILDREN["mother_education"].codes == codes


def test_the_survey_s_own_regions_are_no_code() -> None:
    assert schema.HOUSEHOLDS["region"].codes == schema.REGIONS


def test_an_absent_column_is_missing_in_its_own_kind() -> None:
    assert schema.CHILDREN["observed_date"].empty(2).dtype == np.dtype("datetime64[D]")
    assert np.isnan(schema.CHILDREN["age_years"].empty(2)).all()
    assert schema.CHILDREN["sex"].empty(2).tolist() == ["", ""]


def test_a_meaning_exists_in_two_languages_only() -> None:
    with pytest.raises(InputError, match="ask for en or vi"):
        schema.CHILDREN["sex"].meaning("fr")


@given(st.integers(-1000, 1000), st.integers(-1000, 1000))
def test_a_range_is_read_as_written(lo: int, hi: int) -> None:
    assert schema.parse_limits(f"{lo}-{hi}", Kind.INT) == ((), (lo, hi), False)


@given(st.integers(-1000, 1000), st.booleans())
def test_a_lower_bound_is_read_as_written(lo: int, strict: bool) -> None:
    text = f"{'>' if strict else '>='} {lo}"
    assert schema.parse_limits(text, Kind.FLOAT) == ((), (lo, math.inf), strict)


@given(st.text())
def test_a_cell_is_a_limit_or_refused_with_its_text(text: str) -> None:
    try:
        codes, span, _ = schema.parse_limits(text, Kind.FLOAT)
    except InputError as fault:
        assert "cannot read the range" in str(fault)
    else:
        assert codes == ()
        assert span is None or len(span) == 2


@given(st.lists(st.from_regex(r"[a-z_]+", fullmatch=True), min_size=1))
def test_codes_come_back_in_their_order(codes: list[str]) -> None:
    assert schema.parse_limits(", ".join(codes), Kind.CATEGORY)[0] == tuple(codes)
