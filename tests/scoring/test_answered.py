"""Each child given is answered for, and no answer repeats what somebody wrote."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.signers import SIGNED

from riskscreen import bundle, ledger, records, schema, scoring, signing
from riskscreen.errors import InputError, NobodyKnownError, ReleaseError, StoppedReleaseError
from riskscreen.scoring import household_schema, serving

DAY = "2025-09-15"


@pytest.mark.parametrize(
    ("day", "code"),
    [("2026-11-01", "not_seen_for_12_months SCO-02"), ("2015-01-01", "not_known_on_day SCO-05")],
)
def test_a_household_of_which_nobody_can_be_scored_is_answered_for(
    release: scoring.Release, some_household: dict[str, Any], tmp_path: Path, day: str, code: str
) -> None:
    text = json.dumps(some_household)
    given = sorted(child["child_id"] for child in some_household["children"])
    log = scoring.AccessLog(tmp_path / "log", secret=signing.make_secret(tmp_path / "secret"))
    answer = json.loads(scoring.score_json(text, release=release, as_of=day, access_log=log))
    assert answer["scores"] == []
    assert answer["as_of"] == day
    assert [row["child_id"] for row in answer["not_scored"]] == given
    ground, finding = code.split()
    assert {row["code"] for row in answer["not_scored"]} == {ground}
    assert finding in {one["code"] for one in answer["findings"]}
    assert log.path.read_bytes() == b""


@pytest.mark.parametrize(
    "column",
    [name for name, field in household_schema()["properties"]["household"]["properties"].items()
     if "string" in field["type"] and name != "household_id"],
)  # fmt: skip
def test_no_text_of_a_household_comes_back(
    release: scoring.Release, some_household: dict[str, Any], column: str
) -> None:
    document = json.loads(json.dumps(some_household))
    document["household"][column] = "Hoa"
    for child in document["children"]:
        child["ethnicity"] = "Lan"
    try:
        told = scoring.score_json(json.dumps(document), release=release, as_of=DAY)
    except InputError as refusal:
        told = str(refusal)
    assert "Hoa" not in told
    assert "Lan" not in told


def test_a_table_of_a_day_on_which_nobody_is_known_is_a_mistake(
    held: records.Records, release: scoring.Release
) -> None:
    with pytest.raises(NobodyKnownError, match=r"nobody can be scored on 2015-01-01: .* known on"):
        scoring.score(held, release=release, as_of="2015-01-01")
    with pytest.raises(NobodyKnownError) as said:
        scoring.score(held, release=release, as_of="2030-01-01")
    named = [one for ground in said.value.not_scored for one in ground.ids.tolist()]
    assert sorted(named) == sorted(set(held.children["child_id"].tolist()))


def test_scores_of_a_table_say_who_has_none(
    held: records.Records, release: scoring.Release
) -> None:
    ids = held.children["child_id"]
    days = np.where(ids == ids[0], np.datetime64("2022-01-01"), held.children["observed_date"])
    changed = held.replace(children=held.children.with_columns(observed_date=days))
    scores = scoring.score(changed, release=release, as_of=DAY, lang="en")
    missed = {row["child_id"]: row["why"] for row in scores.not_scored("en")}
    assert "last seen 2022-01-01" in missed[ids[0]]
    assert sorted({*missed, *scores["child_id"].tolist()}) == sorted(set(ids.tolist()))
    assert scores.of("dropout").left_out == scores.left_out


def test_a_child_last_seen_over_a_year_ago_is_a_finding_that_fails(
    release: scoring.Release, some_household: dict[str, Any]
) -> None:
    document = json.loads(json.dumps(some_household))
    gone = document["children"][1]
    gone["observed_date"] = "2023-09-15"
    gone.pop("recorded_date", None)
    answer = json.loads(
        scoring.score_json(json.dumps(document), release=release, as_of=DAY, lang="en")
    )
    told = [found for found in answer["findings"] if found["code"] == "SCO-02"]
    assert len(told) == 1
    assert f"first is child {gone['child_id']}: last seen 2023-09-15" in told[0]["detail"]
    assert gone["child_id"] not in {row["child_id"] for row in answer["scores"]}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_each_child_given_is_scored_or_said_not_to_be(
    release: scoring.Release, some_household: dict[str, Any], lang: Any
) -> None:
    document = json.loads(json.dumps(some_household))
    first = document["children"][0]
    cells = {"observed_date": "2025-09-01", "age_years": 9, "sex": "male"}
    more = {"later": "2025-10-01", "stale": "2023-09-15", "older": "2022-01-01"}
    document["children"] = [
        first, *(cells | {"child_id": one, "observed_date": day} for one, day in more.items())
    ]  # fmt: skip
    answer = json.loads(
        scoring.score_json(json.dumps(document), release=release, as_of=DAY, lang=lang)
    )
    missed = {row["child_id"]: row for row in answer["not_scored"]}
    scored = {row["child_id"] for row in answer["scores"]}
    assert scored == {first["child_id"]}
    assert {name: row["code"] for name, row in missed.items()} == {
        "later": "not_known_on_day",
        "stale": "not_seen_for_12_months",
        "older": "not_seen_for_12_months",
    }
    assert "2022-01-01" in missed["older"]["why"]
    assert all(row["route"].endswith(".") for row in missed.values())
    titles = {one["code"]: one["title"] for one in answer["findings"]}
    assert (titles["SCO-02"] == "trẻ đã lâu không được ghi nhận") == (lang == "vi")
    assert (titles["SCO-05"] == "children known only after the day") == (lang == "en")


def test_a_household_that_is_scored_whole_leaves_nobody_out(
    release: scoring.Release, some_household: dict[str, Any]
) -> None:
    text = json.dumps(some_household)
    answer = json.loads(scoring.score_json(text, release=release, as_of=DAY))
    assert answer["not_scored"] == []


def test_a_household_of_nobody_known_is_held_against_the_release_all_the_same(
    release: scoring.Release, some_household: dict[str, Any]
) -> None:
    document = some_household | {"synthetic": False}
    for day in (DAY, "2026-11-01"):
        with pytest.raises(ReleaseError, match="scores only records marked synthetic"):
            scoring.score_json(json.dumps(document), release=release, as_of=day)


def test_what_was_found_in_the_records_is_told_of_a_household_of_nobody_known(
    release: scoring.Release, some_household: dict[str, Any]
) -> None:
    document = json.loads(json.dumps(some_household))
    document["household"]["province_code"] = "99"
    answer = json.loads(
        scoring.score_json(json.dumps(document), release=release, as_of="2026-11-01")
    )
    assert {"SCH-12", "SCO-02"} <= {one["code"] for one in answer["findings"]}


CODED = [
    *(("households", name) for name, field in schema.HOUSEHOLDS.items() if field.codes),
    *(("children", name) for name, field in schema.CHILDREN.items() if field.codes),
    *(("households", name) for name in ("province_code", "commune_code", "head_ethnicity")),
    ("children", "ethnicity"),
]


@pytest.mark.parametrize(("table", "column"), CODED)
@pytest.mark.parametrize("name", ["Nguyen Van An", "Nguy\u1ec5n V\u0103n An", "nguyen-van-an"])
def test_nobody_s_name_in_a_table_comes_back(
    held: records.Records, release: scoring.Release, table: str, column: str, name: str
) -> None:
    frames = {
        "households": {one: held.households[one] for one in held.households},
        "children": {one: held.children[one] for one in held.children},
    }
    rows = len(frames[table]["observed_date"])
    cells = frames[table].get(column, np.full(rows, "")).astype(object)
    cells[:5] = name
    frames[table][column] = cells
    try:
        scores = scoring.score(*frames.values(), release=release, as_of=DAY)
        told = " ".join(one.sentence() for one in scores.findings)
    except InputError as refusal:
        told = str(refusal)
    told = unicodedata.normalize("NFKD", told).casefold()
    assert told
    assert not re.search("nguye.?n", told), told


def test_a_stop_that_comes_while_nobody_is_found_is_heard(
    contents: bundle.BundleContents,
    release_again: Callable[..., Any],
    some_household: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    release = release_again(contents, tmp_path).load()
    real = serving.snapshot_of

    def slow(*given: Any, **named: Any) -> Any:
        ledger.append(
            tmp_path / scoring.LEDGER, "stop", {"why": "harm"}, name="small", version="1", **SIGNED
        )
        release.ledger.forget()  # as after a second
        return real(*given, **named)

    monkeypatch.setattr(serving, "snapshot_of", slow)
    with pytest.raises(StoppedReleaseError, match="harm"):
        scoring.score_json(json.dumps(some_household), release=release, as_of="2026-11-01")
