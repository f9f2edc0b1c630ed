"""Each ground of a refusal has its code, and an unseen commune is none."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from riskscreen import records, scoring

DAY = "2025-09-15"


def _arrays(table: records.Table, **changes: Any) -> dict[str, Any]:
    return {name: table[name] for name in table} | changes


def _scored(
    held: records.Records,
    release: scoring.Release,
    *,
    households: dict[str, Any] | None = None,
    children: dict[str, Any] | None = None,
) -> scoring.Scores:
    """Score with columns replaced by one value for everybody."""
    tables = []
    for table, cells in ((held.households, households or {}), (held.children, children or {})):
        columns = {name: np.full(table.n_rows, value) for name, value in cells.items()}
        tables.append(_arrays(table, **columns))
    return scoring.score(*tables, release=release, as_of=DAY).of("dropout")


def _codes(scores: scoring.Scores) -> set[str]:
    return {code for codes in scores["refused"] for code in codes}


def test_an_unseen_commune_is_flagged_and_scored(
    held: records.Records, release: scoring.Release
) -> None:
    seen = _scored(held, release)
    unseen = _scored(held, release, households={"commune_code": "00000"})
    assert not seen["area_fallback"].any()
    assert unseen["area_fallback"].all()
    assert np.isfinite(unseen["risk"]).sum() == np.isfinite(seen["risk"]).sum()


def test_a_region_never_seen_is_outside_training(
    held: records.Records, release: scoring.Release
) -> None:
    scores = _scored(held, release, households={"region": "a survey's own"})
    # a pupil whose attendance was not written down is refused for that first
    assert _codes(scores) - {"eligibility_not_known"} == {"not_eligible", "outside_training"}
    assert np.isnan(scores["risk"]).all()


def test_attendance_that_was_not_recorded_is_eligibility_not_known(
    held: records.Records, release: scoring.Release
) -> None:
    scores = _scored(held, release, children={"attending_school": np.nan})
    school_age = (scores["eligible"] != 0) & np.isnan(scores["eligible"])
    assert school_age.any()
    assert set(scores["refused"][school_age].tolist()) == {("eligibility_not_known",)}


def test_a_child_of_whom_too_little_is_known_is_refused(
    held: records.Records, release: scoring.Release
) -> None:
    keep = {"child_id", "household_id", "observed_date", "age_years", "sex", "attending_school",
            "grade_current", "synthetic"}  # fmt: skip
    children = {name: held.children[name] for name in held.children if name in keep}
    households = {
        name: held.households[name]
        for name in held.households
        if name in {"household_id", "observed_date", "synthetic", "region"}
    }
    scores = scoring.score(households, children, release=release, as_of=DAY).of("dropout")
    assert "too_little_known" in _codes(scores)


@pytest.mark.parametrize("year", [np.nan], ids=["no year"])
def test_a_place_code_that_does_not_say_its_list_is_outside_training(
    held: records.Records, release: scoring.Release, year: float
) -> None:
    scores = _scored(held, release, households={"code_list_year": year})
    assert np.isnan(scores["risk"]).all()
    assert "outside_training" in _codes(scores)


def test_more_is_let_in_than_to_training(held: records.Records) -> None:
    ages = held.children["age_years"].copy()
    ages[0] = 170.0
    found, findings = scoring.admit(
        _arrays(held.households), _arrays(held.children, age_years=ages)
    )
    assert found.children.n_rows == held.children.n_rows
    assert any(finding.code == "SCH-06" for finding in findings)


def test_an_impossible_age_makes_nobody_ineligible(
    held: records.Records, release: scoring.Release
) -> None:
    scores = _scored(held, release, children={"age_years": 170.0})
    assert _codes(scores) == {"eligibility_not_known"}


def test_a_child_without_a_household_goes_to_a_person(
    held: records.Records, release: scoring.Release
) -> None:
    snapshot = held.as_of(DAY)
    alone = dataclasses.replace(snapshot, household_index=np.full(snapshot.n_children, -1))
    scores = scoring.score(alone, release=release, as_of=DAY).of("dropout")
    assert np.isnan(scores["risk"]).all()
    assert "outside_training" in _codes(scores)
