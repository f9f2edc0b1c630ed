"""Scores have the columns of the design, in every form."""

from __future__ import annotations

import json

import numpy as np
import pytest

from riskscreen import decisions, records, scoring

DAY = "2025-09-15"
DESIGN = [
    "child_id", "household_id", "outcome", "definition", "as_of", "horizon_months", "eligible",
    "risk", "risk_lo", "risk_hi", "tier", "reasons", "area_fallback", "refused", "release",
]  # fmt: skip


@pytest.fixture(scope="module")
def scores(held: records.Records, release: scoring.Release) -> scoring.Scores:
    """Scores of everybody."""
    return scoring.score(held, release=release, as_of=DAY)


def test_the_columns_are_exactly_those_of_the_design(scores: scoring.Scores) -> None:
    assert list(scores.columns) == DESIGN
    assert all(len(values) == scores.n_rows for values in scores.columns.values())


@pytest.mark.parametrize("backend", ["pandas", "polars", "arrow"])
def test_a_frame_of_each_library_has_them_too(scores: scoring.Scores, backend: str) -> None:
    frame = scores.to_frame(backend)
    names = frame.column_names if backend == "arrow" else list(frame.columns)
    assert names == DESIGN
    assert frame.shape == (scores.n_rows, len(DESIGN))


def test_dicts_are_json_and_a_missing_number_is_null(scores: scoring.Scores) -> None:
    rows = scores.to_dicts()
    assert json.loads(json.dumps(rows, allow_nan=False)) == rows
    refused = next(row for row in rows if row["refused"])
    assert refused["risk"] is None
    assert refused["tier"] == ""


def test_a_row_has_either_a_risk_in_its_interval_or_codes(scores: scoring.Scores) -> None:
    refused = np.array([bool(codes) for codes in scores["refused"]])
    risk, lo, hi = scores["risk"], scores["risk_lo"], scores["risk_hi"]
    np.testing.assert_array_equal(np.isnan(risk), refused)
    np.testing.assert_array_equal(scores["tier"] == "", refused)
    told = ~refused
    assert told.any()
    assert np.all((lo[told] <= risk[told]) & (risk[told] <= hi[told]))
    assert set(scores["tier"][told]) <= set(decisions.TIERS)
    assert {code for codes in scores["refused"] for code in codes} <= set(decisions.CODES)


def test_an_outcome_that_is_not_released_has_its_code(scores: scoring.Scores) -> None:
    missing = scores.of("exclusion")
    assert missing.n_rows == scores.n_rows // 3
    assert set(missing["refused"].tolist()) == {("outcome_not_released",)}


def test_the_outcomes_of_a_child_stand_together(scores: scoring.Scores) -> None:
    assert scores["child_id"][:3].tolist() == [scores["child_id"][0]] * 3
    assert scores["outcome"][:3].tolist() == ["dropout", "child_labour", "exclusion"]


def test_a_visit_list_is_drawn_from_scores(scores: scoring.Scores) -> None:
    visits = decisions.visit_list(scores, outcome="dropout")
    eligible = scores.of("dropout")["eligible"]
    assert visits.n_visits == int(0.1 * np.count_nonzero(eligible != 0))
    assert set(visits.columns["child_id"]) <= set(scores["child_id"])


def test_rows_that_are_taken_keep_their_areas(scores: scoring.Scores) -> None:
    some = scores.take(np.array([5, 3]))
    assert some.areas.commune.tolist() == scores.areas.commune[[5, 3]].tolist()
    assert len(some) == 2
