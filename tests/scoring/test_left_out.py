"""Each child that has no row is named, with why and where it goes."""

from __future__ import annotations

import json

import numpy as np
import pytest

from riskscreen import records
from riskscreen.scoring.admission import cut
from riskscreen.scoring.left_out import LeftOut, left_out
from riskscreen.scoring.showing import Lang

DAY = "2025-09-15"


def _held(*rows: tuple[str, str, float], recorded: list[str] | None = None) -> records.Records:
    ids, days, ages = zip(*rows, strict=True)
    children = {
        "child_id": list(ids), "household_id": ["h"] * len(ids),
        "observed_date": np.array(days, dtype="datetime64[D]"), "age_years": list(ages),
    }  # fmt: skip
    if recorded is not None:
        children["recorded_date"] = np.array(recorded, dtype="datetime64[D]")
    home = {"household_id": ["h"], "observed_date": np.array(["2025-09-01"], dtype="datetime64[D]")}
    return records.Records(records.Table(home), records.Table(children))


def _codes(held: records.Records) -> dict[str, str]:
    found = left_out(held, np.datetime64(DAY), held.as_of(DAY).ids)
    return {one: group.code for group in found for one in group.ids.tolist()}


def test_whoever_is_in_the_cut_is_not_left_out() -> None:
    assert _codes(_held(("a", "2025-09-01", 9), ("a", "2020-09-01", 4))) == {}


def test_the_grounds_are_told_apart() -> None:
    held = _held(
        ("in", "2025-09-01", 9), ("later", "2025-09-16", 9), ("stale", "2024-09-14", 9),
        ("edge", "2024-09-15", 9), ("both", "2020-01-01", 9), ("both", "2025-10-01", 9),
        ("undated", "NaT", 9),
    )  # fmt: skip
    assert _codes(held) == {
        "later": "not_known_on_day",
        "stale": "not_seen_for_12_months",
        "both": "not_seen_for_12_months",
        "undated": "day_out_of_range",
    }


def test_a_row_that_was_recorded_later_is_not_known() -> None:
    held = _held(
        ("in", "2025-09-01", 9), ("late", "2025-09-01", 9), recorded=["2025-09-01", "2025-09-20"]
    )
    assert _codes(held) == {"late": "not_known_on_day"}


def test_a_grown_up_is_said_to_be_one_and_no_finding_fails_for_it() -> None:
    held = _held(("in", "2025-09-01", 9), ("b", "2024-09-01", 17), ("b", "2025-09-01", 18))
    assert _codes(held) == {"b": "grown_up"}
    (found,) = left_out(held, np.datetime64(DAY), np.array(["in"]))
    assert found.findings("en") == ()
    for lang, words in (("en", "18 or older"), ("vi", "18 tuổi trở lên")):
        (row,) = found.to_dicts(lang)
        assert words in row["why"]
        assert row["route"]
    assert cut(held, DAY).findings == ()


def test_every_child_given_is_in_the_cut_or_left_out_on_one_ground() -> None:
    rng = np.random.default_rng(11)
    days = np.datetime64("2023-01-01") + rng.integers(0, 1400, 300)
    days[rng.random(300) < 0.1] = np.datetime64("NaT")
    children = [(f"c{rng.integers(0, 150)}", str(day), float(rng.integers(0, 22))) for day in days]
    known = cut(_held(*children), DAY)
    named = [one for group in known.left_out for one in group.ids.tolist()]
    assert sorted(named + known.snapshot.ids.tolist()) == sorted({row[0] for row in children})
    assert {group.code for group in known.left_out} > {"grown_up"}


def test_an_age_in_months_is_no_grown_up() -> None:
    assert _codes(_held(("in", "2025-09-01", 9), ("b", "2023-09-01", 170))) == {
        "b": "not_seen_for_12_months"
    }


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize(
    ("code", "finding"),
    [("not_seen_for_12_months", "SCO-02"), ("not_known_on_day", "SCO-05"),
     ("day_out_of_range", "SCO-07")],
)  # fmt: skip
def test_each_ground_has_its_words(code: str, finding: str, lang: Lang) -> None:
    last = np.array(["2023-01-02", "2023-01-03"], dtype="datetime64[D]")
    group = LeftOut(code, np.array(["a", "b"]), last, np.datetime64(DAY), 5)
    (told,) = group.findings(lang)
    assert (told.code, told.measured, told.verdict.value) == (finding, 2.0, "fail")
    assert "a, b" in told.detail
    assert ("trẻ" in told.detail) == (lang == "vi")
    rows = group.to_dicts(lang)
    assert [row["child_id"] for row in rows] == ["a", "b"]
    assert all(row["code"] == code and row["why"] and row["route"] for row in rows)
    assert json.dumps(rows)
