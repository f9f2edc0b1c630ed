"""The facts about rounds are whole, and say what nobody verified."""

import pytest

from riskscreen import records
from riskscreen.surveys.vhlss import rounds


@pytest.mark.parametrize("year", rounds.rounds())
def test_every_round_names_its_files_its_unit_and_its_doubts(year: int) -> None:
    known = rounds.describe(year)
    assert {"roster", "education", "work", "household", "weights"} <= known.files.keys()
    assert known.unit.most in (31, 366)
    assert "unit" in known.unverified
    assert set(known.unverified) <= {*known.variables, "unit"}
    roles = {role for variable in known.variables.values() for role in variable.roles}
    assert set(known.files) <= roles


def test_days_a_month_and_days_a_year_are_the_same_work() -> None:
    month = rounds.describe(2014).unit
    assert month.days_a_week * 30.4375 == pytest.approx(7)


def test_marital_status_moved_in_2014() -> None:
    assert rounds.describe(2012).variables["marital"].names == ("m1ac6",)
    assert rounds.describe(2014).variables["marital"].names == ("m1ac8",)


def test_the_shipped_mapping_is_one() -> None:
    mapped = records.mapping_from(rounds.mapping(), "VHLSS")
    assert set(records.needed_columns(mapped)) == {"homes", "members"}


@pytest.mark.parametrize(
    ("year", "variable"),
    [(2010, "attends"), (2010, "grade_now"), (2014, "grade_now"), (2018, "attends")],
)
def test_a_place_that_no_source_names_for_the_round_is_unverified(year: int, variable: str) -> None:
    assert variable in rounds.describe(year).unverified
