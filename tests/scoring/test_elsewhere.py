"""Who is outside of what a model learned from is told by which ground, and who is first."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from riskscreen import records, scoring
from riskscreen.scoring.elsewhere import unlisted_places

DAY = "2025-09-15"


def _told(scores: scoring.Scores) -> dict[str, str]:
    return {one.outcome: one.detail for one in scores.findings if one.code == "SCO-08"}


def test_only_who_is_older_than_any_pupil_of_training_is_elsewhere(
    held: records.Records, release: scoring.Release
) -> None:
    scores = scoring.score(held, release=release, as_of=DAY, lang="en")
    found = _told(scores)
    assert set(found) == {"dropout"}
    rows = scores.of("dropout").to_dicts()
    far = [row["child_id"] for row in rows if "outside_training" in row["refused"]]
    assert found["dropout"].startswith(f"{len(far)} of {len(rows)} children are of an age (")
    known = held.as_of(DAY)
    assert set(known.column("age_years")[np.isin(known.ids, far)].tolist()) == {17.0}
    assert "It knows ages 5 to 16" in found["dropout"]


@pytest.mark.parametrize(("lang", "words"), [("en", "a region"), ("vi", "vùng")])
def test_a_region_that_is_none_is_a_finding_by_outcome(
    release: scoring.Release, some_household: dict[str, Any], lang: Any, words: str
) -> None:
    document = json.loads(json.dumps(some_household))
    document["household"]["region"] = "mars"
    answer = json.loads(
        scoring.score_json(json.dumps(document), release=release, as_of=DAY, lang=lang)
    )
    refused = {row["outcome"] for row in answer["scores"] if "outside_training" in row["refused"]}
    told = {one["outcome"]: one for one in answer["findings"] if one["code"] == "SCO-08"}
    assert set(told) == refused
    assert refused
    for one in told.values():
        assert words in one["detail"]
        assert "mars" not in one["detail"]
        assert ("children of an age" in one["title"]) == (lang == "en")


def test_the_grounds_are_counted_apart(held: records.Records, release: scoring.Release) -> None:
    homes = held.households
    first = np.unique(homes["household_id"])[:8]
    region, year = homes["region"].astype("<U40"), homes["code_list_year"].copy()
    region[np.isin(homes["household_id"], first[:4])] = "mars"
    year[np.isin(homes["household_id"], first[4:])] = np.nan
    changed = held.replace(households=homes.with_columns(region=region, code_list_year=year))
    scores = scoring.score(changed, release=release, as_of=DAY, lang="en")
    assert len(_told(scores)) > 1
    for outcome, detail in _told(scores).items():
        rows = scores.of(outcome)
        far = np.array(["outside_training" in codes for codes in rows["refused"].tolist()])
        n_region = int((far & np.isin(rows["household_id"], first[:4])).sum())
        n_list = int((far & np.isin(rows["household_id"], first[4:])).sum())
        assert (
            f"a region ({n_region}), a code list ({n_list}) that the model of {outcome}" in detail
        )
        assert f"first is child {rows['child_id'][far][0]}." in detail


def test_an_age_that_cannot_be_true_is_not_said_twice(
    held: records.Records, release: scoring.Release
) -> None:
    ages = np.full(held.children.n_rows, 170.0)
    changed = held.replace(children=held.children.with_columns(age_years=ages))
    scores = scoring.score(changed, release=release, as_of=DAY)
    assert _told(scores) == {}
    assert "SCO-01" in {one.code for one in scores.findings}


@pytest.mark.parametrize(
    ("year", "lists", "unknown"),
    [
        (2019.0, ("before_2025",), False),
        (2025.0, ("before_2025",), True),
        (2025.0, ("before_2025", "from_2025"), False),
        (2025.0, None, False),
        (np.nan, None, True),
        (np.nan, ("from_2025",), True),
    ],
    ids=["seen", "new list", "both", "bundle says nothing", "no year", "no year, list known"],
)
def test_a_place_code_whose_list_was_not_seen_is_unknown(
    held: records.Records,
    release: scoring.Release,
    year: float,
    lists: tuple[str, ...] | None,
    unknown: bool,
) -> None:
    years = np.full(held.households.n_rows, year)
    changed = held.replace(households=held.households.with_columns(code_list_year=years))
    found = unlisted_places(replace(release, code_lists=lists), changed.as_of(DAY))
    assert set(found.tolist()) == {unknown}
