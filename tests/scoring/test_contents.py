"""The bytes that a log's hashes are of are those of the rows, and of nothing else."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from riskscreen import records, scoring
from riskscreen.scoring import contents

DAY = "2025-09-15"


def snapshot(**changes: Any) -> records.Snapshot:
    homes = {"household_id": ["h1", "h2"], "observed_date": [DAY, DAY], "urban": [True, None]}
    kids = {
        "child_id": ["b", "a", "c"], "household_id": ["h1", "h1", "h2"],
        "observed_date": [DAY, DAY, DAY], "age_years": [7, 9, 5], "sex": ["male", "female", None],
        "weight": [-0.0, 0.1, 1e-300],
    }  # fmt: skip
    kids |= {name: value for name, value in changes.items() if name not in homes}
    homes |= {name: value for name, value in changes.items() if name in homes}
    return records.read_records(homes, kids, weights="none", check=False).as_of(DAY)


def read(of: records.Snapshot, columns: tuple[str, ...] = ()) -> dict[str, list[Any]]:
    (rows,) = contents.households(of, at_least=of.n_children)
    found = contents.inputs(of, rows, columns=columns)
    return {
        str(child): json.loads(content)
        for child, content in zip(of.ids[rows].tolist(), found, strict=True)
    }


def test_siblings_stand_together_each_with_its_household() -> None:
    found = read(snapshot())
    home = {"household_id": "h1", "observed_date": DAY, "urban": 1.0}
    assert found["a"] == found["b"] == [
        [{"age_years": 9.0, "child_id": "a", "household_id": "h1", "observed_date": DAY,
          "sex": "female", "weight": 0.1}, home],
        [{"age_years": 7.0, "child_id": "b", "household_id": "h1", "observed_date": DAY,
          "sex": "male", "weight": 0.0}, home],
    ]  # fmt: skip


def test_what_is_not_recorded_is_left_out() -> None:
    ((kid, home),) = read(snapshot())["c"]
    assert "sex" not in kid
    assert kid["weight"] == 1e-300
    assert "urban" not in home


def test_a_child_without_a_household_row_says_so() -> None:
    of = snapshot(household_id=["h1", "h3"])
    assert read(of)["c"][0][1] is None
    alone = snapshot(household_id=["h8", "h9"])
    assert all(pair[1] is None for pairs in read(alone).values() for pair in pairs)


def test_only_columns_that_the_schema_or_the_release_knows_count() -> None:
    of = snapshot(note=["x", "y", "z"], synthetic=[True] * 3)
    assert read(of) == read(snapshot())
    assert [kid["note"] for kid, _ in read(of, ("note",))["a"]] == ["y", "x"]


@pytest.mark.parametrize("value", ["\ud800", "é\n", 'quo"te', "\x00"])
def test_any_text_has_bytes(value: str) -> None:
    of = snapshot()
    kids = of.children.with_columns(ethnicity=np.array([value] * 3))
    odd = records.Snapshot(of.day, kids, of.households, of.household_index, of.household_group)
    (rows,) = contents.households(odd, at_least=3)
    assert all(one.isascii() for one in contents.inputs(odd, rows, columns=()))


@pytest.mark.parametrize(
    ("at_least", "sizes"), [(1, [2, 1]), (2, [2, 1]), (3, [3]), (9, [3])], ids=str
)
def test_a_household_is_never_cut_in_two(at_least: int, sizes: list[int]) -> None:
    parts = list(contents.households(snapshot(), at_least=at_least))
    assert [len(part) for part in parts] == sizes
    assert sorted(np.concatenate(parts).tolist()) == [0, 1, 2]


def test_an_answer_is_what_was_said_of_each_outcome_but_its_reasons(
    release: scoring.Release, held: records.Records
) -> None:
    of = held.as_of(DAY).take(np.arange(4))
    vi, en = (scoring.score(of, release=release, as_of=DAY, lang=lang) for lang in ("vi", "en"))
    rows = np.array([2, 0])
    said = contents.answers(vi, rows, n_outcomes=3)
    assert said == contents.answers(en, rows, n_outcomes=3)
    plain = json.loads(said[0])
    assert [set(row) for row in plain] == [set(contents.ANSWERED)] * 3
    due = [row for row in vi.to_dicts() if row["child_id"] == of.ids[2]]
    assert [row["risk"] for row in plain] == [row["risk"] for row in due]


def test_the_columns_of_a_release_are_those_that_its_features_rest_on(
    release: scoring.Release,
) -> None:
    read_of = contents.columns_read(release)
    assert {"age_years", "poverty_status"} <= set(read_of)
    assert "hotline_reports" not in read_of
