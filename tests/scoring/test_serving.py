"""A score depends on the child, its household and the release, and on nothing else."""

from __future__ import annotations

import datetime
import json
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.signers import TRUST

from riskscreen import records, scoring
from riskscreen.core import Finding, Verdict
from riskscreen.errors import InputError, ReleaseError, SchemaError

DAY = "2025-09-15"


def _rows(scores: scoring.Scores) -> list[dict[str, Any]]:
    return sorted(scores.to_dicts(), key=lambda row: (row["child_id"], row["outcome"]))


def _arrays(table: records.Table, rows: Any = slice(None)) -> dict[str, Any]:
    return {name: table[name][rows] for name in table}


@pytest.fixture(scope="module")
def plain(held: records.Records, release: scoring.Release) -> list[dict[str, Any]]:
    """The scores of everybody, as JSON types."""
    return _rows(scoring.score(held, release=release, as_of=DAY))


@pytest.mark.parametrize("backend", ["pandas", "polars", "arrow", "dict", "folder", "snapshot"])
def test_every_way_in_gives_the_same_bits(
    held: records.Records,
    release: scoring.Release,
    plain: list[dict[str, Any]],
    backend: str,
    tmp_path: Path,
) -> None:
    sources: dict[str, Any] = {
        "dict": lambda: (_arrays(held.households), _arrays(held.children)),
        "folder": lambda: (held.write(tmp_path / "records"),),
        "snapshot": lambda: (held.as_of(DAY),),
    }
    source = sources[backend]() if backend in sources else held.to_frames(backend)
    assert _rows(scoring.score(*source, release=release, as_of=DAY)) == plain


def test_the_order_of_the_rows_changes_nothing(
    held: records.Records, release: scoring.Release, plain: list[dict[str, Any]]
) -> None:
    rng = np.random.default_rng(0)
    shuffled = [
        _arrays(table, rng.permutation(table.n_rows)) for table in (held.households, held.children)
    ]
    assert _rows(scoring.score(*shuffled, release=release, as_of=DAY)) == plain


@pytest.mark.parametrize("seed", range(3))
def test_splitting_the_batch_between_households_changes_nothing(
    held: records.Records, release: scoring.Release, plain: list[dict[str, Any]], seed: int
) -> None:
    snapshot = held.as_of(DAY)
    rng = np.random.default_rng(seed)
    part = rng.integers(0, 5, size=snapshot.household_group.max() + 1)[snapshot.household_group]
    rows = [
        row
        for piece in range(5)
        for row in scoring.score(
            snapshot.take(part == piece), release=release, as_of=DAY
        ).to_dicts()
    ]
    assert sorted(rows, key=lambda row: (row["child_id"], row["outcome"])) == plain


def test_each_household_alone_scores_as_in_the_nation(
    held: records.Records, release: scoring.Release, plain: list[dict[str, Any]]
) -> None:
    by_household: dict[str, list[dict[str, Any]]] = {}
    for row in plain:
        by_household.setdefault(row["household_id"], []).append(row)
    for household_id in list(by_household)[:25]:
        own = [
            _arrays(table, table["household_id"] == household_id)
            for table in (held.households, held.children)
        ]
        alone = scoring.score(*own, release=release, as_of=DAY)
        assert _rows(alone) == by_household[household_id]


def test_json_of_a_household_scores_as_in_the_nation(
    held: records.Records,
    release: scoring.Release,
    plain: list[dict[str, Any]],
    one_household: Callable[[str], str],
) -> None:
    snapshot = held.as_of(DAY)
    household_id = snapshot.column("household_id")[0]
    answer = json.loads(scoring.score_json(one_household(household_id), release=release, as_of=DAY))
    mine = [row for row in plain if row["household_id"] == household_id]
    assert sorted(answer["scores"], key=lambda row: (row["child_id"], row["outcome"])) == mine
    assert answer["release"] == "small 1"
    assert answer["demo"] is True


def test_nothing_opens_a_socket_while_scoring(
    held: records.Records,
    release: scoring.Release,
    one_household: Callable[[str], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    assert scoring.score(held, release=release, as_of=DAY).n_rows
    household_id = held.as_of(DAY).column("household_id")[0]
    assert scoring.score_json(one_household(household_id), release=release, as_of=DAY)


@pytest.mark.parametrize("reasons", [0, 1, 3])
def test_no_child_gets_more_reasons_than_asked_for(
    held: records.Records, release: scoring.Release, reasons: int
) -> None:
    scores = scoring.score(held, release=release, as_of=DAY, reasons=reasons)
    given = [len(row) for row in scores["reasons"]]
    assert max(given) == reasons
    refused = np.array([bool(codes) for codes in scores["refused"]])
    assert not any(np.array(given)[refused])


def test_reasons_come_in_the_language_asked_for(
    held: records.Records, release: scoring.Release
) -> None:
    said = {
        lang: {text for row in scoring.score(held, release=release, as_of=DAY, lang=lang)["reasons"]
               for text in row}
        for lang in ("vi", "en")
    }  # fmt: skip
    assert said["vi"]
    assert said["en"]
    assert not said["vi"] & said["en"]


def test_a_child_out_of_range_is_refused_and_the_rest_is_scored(
    held: records.Records, release: scoring.Release, plain: list[dict[str, Any]]
) -> None:
    child = next(row["child_id"] for row in plain if not row["refused"])
    children = _arrays(held.children)
    hours = children["chores_hours_week"].copy()
    hours[children["child_id"] == child] = 500.0
    children["chores_hours_week"] = hours
    scores = scoring.score(_arrays(held.households), children, release=release, as_of=DAY)
    mine = [row for row in scores.to_dicts() if row["child_id"] == child]
    others = [row for row in _rows(scores) if row["household_id"] != mine[0]["household_id"]]
    assert ["outside_training"] in [row["refused"] for row in mine]
    assert all(row["risk"] is None for row in mine)
    assert others == [row for row in plain if row["household_id"] != mine[0]["household_id"]]
    assert any(finding.code == "SCO-01" for finding in scores.findings)


def test_tables_that_nobody_could_read_raise_with_all_findings(
    held: records.Records, release: scoring.Release
) -> None:
    children = _arrays(held.children)
    del children["sex"]
    with pytest.raises(SchemaError, match="SCH-03") as caught:
        scoring.score(_arrays(held.households), children, release=release, as_of=DAY)
    assert caught.value.findings


def test_a_demonstration_scores_only_what_is_marked_synthetic(
    held: records.Records, release: scoring.Release
) -> None:
    real = [
        {name: values for name, values in _arrays(table).items() if name != "synthetic"}
        for table in (held.households, held.children)
    ]
    with pytest.raises(ReleaseError, match="scores only records marked synthetic"):
        scoring.score(*real, release=release, as_of=DAY)
    grown_up = replace(release, synthetic=False, demo=False)
    assert scoring.score(*real, release=grown_up, as_of=DAY).n_rows


@pytest.mark.parametrize(
    ("change", "wording"),
    [
        ({"reasons": 4}, "reasons is 4; give 0 to 3"),
        ({"reasons": -1}, "reasons is -1"),
        ({"lang": "fr"}, "no reasons in 'fr'"),
        ({"as_of": "yesterday"}, "yesterday"),
        ({"as_of": "1999-01-01"}, "nobody can be scored on 1999-01-01: 727 of 727"),
        ({"as_of": 20346}, "as_of is '20346'; write the day as 2025-09-15"),
        ({"as_of": True}, "as_of is 'True'"),
        ({"as_of": None}, "as_of is 'None'"),
        ({"as_of": np.int64(20346)}, "as_of is '20346'"),
        ({"lang": "x" * 9999}, f"no reasons in '{'x' * 40}'"),
        ({"access_log": "x.jsonl"}, r"access_log is str; give scoring.AccessLog\("),
    ],
    ids=[
        "many",
        "negative",
        "language",
        "day",
        "nobody",
        "number",
        "yes",
        "none",
        "numpy",
        "long",
        "log",
    ],
)
def test_an_impossible_request_is_refused(
    held: records.Records, release: scoring.Release, change: dict[str, Any], wording: str
) -> None:
    with pytest.raises(InputError, match=wording):
        scoring.score(held, **{"release": release, "as_of": DAY} | change)


def test_a_snapshot_of_another_day_is_refused(
    held: records.Records, release: scoring.Release
) -> None:
    with pytest.raises(InputError, match="the snapshot is of 2025-09-15, as_of is 2025-09-16"):
        scoring.score(held.as_of(DAY), release=release, as_of="2025-09-16")


def test_records_with_a_second_table_are_refused(
    held: records.Records, release: scoring.Release
) -> None:
    with pytest.raises(InputError, match="children come with the records"):
        scoring.score(held, _arrays(held.children), release=release, as_of=DAY)


def test_a_release_is_found_by_its_name(
    held: records.Records, shelf: Any, plain: list[dict[str, Any]]
) -> None:
    scores = scoring.score(held, release="small", as_of=DAY, models=shelf.models, trust=TRUST)
    assert _rows(scores) == plain


def test_the_answer_is_of_the_day_that_was_asked_for(
    release: scoring.Release, some_household: dict[str, Any]
) -> None:
    text = json.dumps(some_household)
    for day in ("2025-12-01", datetime.date(2025, 12, 1), np.datetime64("2025-12-01")):
        answer = json.loads(scoring.score_json(text, release=release, as_of=day))
        assert answer["as_of"] == "2025-12-01"


def test_a_wrong_code_of_a_place_is_a_finding_that_fails(
    release: scoring.Release, some_household: dict[str, Any]
) -> None:
    document = json.loads(json.dumps(some_household))
    document["household"]["province_code"] = "99"
    answer = json.loads(scoring.score_json(json.dumps(document), release=release, as_of=DAY))
    assert {"SCH-12", "SCH-31"} <= {one["code"] for one in answer["findings"]}


@pytest.mark.parametrize(
    ("day", "words"),
    [("2025-09-05", "household row of 2025-09-05 not used: after the child's of 2025-09-01"),
     ("2025-05-05", "household row of 2025-05-05 not used: over 90 days older than")],
    ids=["after", "before"],
)  # fmt: skip
def test_a_household_row_that_was_not_used_is_told_once_by_its_day(
    release: scoring.Release, some_household: dict[str, Any], day: str, words: str
) -> None:
    document = json.loads(json.dumps(some_household))
    document["household"]["observed_date"] = day
    answer = json.loads(
        scoring.score_json(json.dumps(document), release=release, as_of=DAY, lang="en")
    )
    told = [one for one in answer["findings"] if one["code"] in ("SCO-03", "SCO-06")]
    assert [one["code"] for one in told] == ["SCO-06"]
    assert told[0]["detail"].startswith(words)


def test_one_typo_of_a_commune_refuses_one_child(
    held: records.Records, release: scoring.Release, plain: list[dict[str, Any]]
) -> None:
    children = _arrays(held.children)
    child = next(row for row in plain if not row["refused"])
    hours = children["chores_hours_week"].astype(object)
    hours[children["child_id"] == child["child_id"]] = "abc"
    children["chores_hours_week"] = hours
    scores = scoring.score(_arrays(held.households), children, release=release, as_of=DAY)
    mine = [row for row in scores.to_dicts() if row["child_id"] == child["child_id"]]
    assert all(row["risk"] is None for row in mine)
    assert any("outside_training" in row["refused"] for row in mine)
    others = [row for row in _rows(scores) if row["household_id"] != child["household_id"]]
    assert others == [row for row in plain if row["household_id"] != child["household_id"]]
    assert "SCO-01" in {one.code for one in scores.findings}


def test_what_was_found_while_reading_is_told_of_records_too(
    held: records.Records, release: scoring.Release
) -> None:
    found = Finding("MAP-01", "rows set aside", Verdict.PASS)
    scores = scoring.score(held.replace(reading=(found,)), release=release, as_of=DAY)
    assert found in scores.findings
