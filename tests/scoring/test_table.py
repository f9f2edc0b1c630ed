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
    ended = ("not_eligible", "eligibility_not_known")
    assert all(
        set(ended) & set(codes) or "outside_training" in codes for codes in scores["refused"]
    )
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


def _one_home(
    held: records.Records, release: scoring.Release, table: str, **cells: Any
) -> tuple[scoring.Scores, scoring.Scores, np.ndarray]:
    """Score with cells of one household's newest rows changed; return before, after and whose."""
    before = scoring.score(held, release=release, as_of=DAY, lang="en")
    scored = np.array([not codes for codes in before["refused"]])
    home = before["household_id"][scored & (before["outcome"] == "dropout")][0]
    tables = {"households": _arrays(held.households), "children": _arrays(held.children)}
    of = tables[table]["household_id"] == home
    for name, change in cells.items():
        values = tables[table][name].copy()
        values[of] = change(values[of])
        tables[table][name] = values
    after = scoring.score(
        tables["households"], tables["children"], release=release, as_of=DAY, lang="en"
    )
    return before, after, before["household_id"] == home


def _told(scores: scoring.Scores, code: str) -> list[str]:
    return [found.detail for found in scores.findings if found.code == code]


def test_a_gap_that_training_never_had_is_refused_and_named(
    held: records.Records, release: scoring.Release
) -> None:
    before, after, whose = _one_home(
        held, release, "households", household_size=lambda values: values * np.nan
    )
    mine = after["refused"][whose & (after["outcome"] == "child_labour")]
    assert all("missing_never_seen" in codes for codes in mine if "not_eligible" not in codes)
    assert np.isnan(after["risk"][[bool(codes) for codes in after["refused"]]]).all()
    # neither filled up nor anybody else's affair
    assert np.array_equal(before["risk"][~whose], after["risk"][~whose], equal_nan=True)
    assert len(_told(after, "SCO-03")) > len(_told(before, "SCO-03"))
    assert all("not recorded" in detail and "first is child h" in detail
               for detail in _told(after, "SCO-03"))  # fmt: skip


def test_incomes_in_another_unit_lie_outside_the_support(
    held: records.Records, release: scoring.Release
) -> None:
    before, after, whose = _one_home(
        held, release, "households", income_kvnd_month=lambda values: np.full_like(values, 9e6)
    )
    mine = after["refused"][whose & (after["outcome"] == "dropout")]
    assert [codes for codes in mine if codes != ("not_eligible",)]
    assert all("outside_support" in codes for codes in mine if codes != ("not_eligible",))
    assert np.array_equal(before["risk"][~whose], after["risk"][~whose], equal_nan=True)
    assert any("far beyond" in detail or "bits against" in detail
               for detail in _told(after, "SCO-04"))  # fmt: skip


def test_what_cannot_be_true_of_a_child_is_not_recorded_for_its_siblings(
    held: records.Records, release: scoring.Release
) -> None:
    snapshot = held.as_of(DAY)
    sizes = np.bincount(snapshot.household_group)
    child = int(np.flatnonzero(sizes[snapshot.household_group] > 1)[0])
    siblings = snapshot.household_group == snapshot.household_group[child]

    def scored(hours: float) -> scoring.Scores:
        values = snapshot.children["economic_hours_week"].copy()
        values[child] = hours
        changed = snapshot.children.with_columns(economic_hours_week=values)
        return scoring.score(
            dataclasses.replace(snapshot, children=changed), release=release, as_of=DAY
        )

    others = np.isin(scored(0.0)["child_id"], np.delete(snapshot.ids[siblings], 0))
    others &= scored(0.0)["child_id"] != snapshot.ids[child]
    absurd, unknown = scored(1e13), scored(np.nan)
    assert others.any()
    assert np.array_equal(absurd["risk"][others], unknown["risk"][others], equal_nan=True)
    assert np.isnan(absurd["risk"][absurd["child_id"] == snapshot.ids[child]]).all()
