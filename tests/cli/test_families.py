"""A caseworker at the command line: why, what to tell the family, and deciding otherwise."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from tests.scoring.conftest import (  # noqa: F401 - fixtures
    contents,
    held,
    put,
    shelf,
    some_household,
)
from tests.signers import SIGNED, TRUST, TRUST_FILE

from riskscreen import ledger, scoring, signing

from .conftest import Run  # noqa: TID252 - a test reads its own fixtures

DAY = "2025-09-15"


@pytest.fixture
def answered(shelf: Any, some_household: dict[str, Any], tmp_path: Path, run: Run) -> Path:  # noqa: F811
    """A folder with a household, the secret and the access log of a service that answered it."""
    text = json.dumps(some_household)
    (tmp_path / "household.json").write_text(text, encoding="utf-8")
    status, out, _ = run("keys", "log-secret", tmp_path / "log.secret")
    assert status == 0
    assert "readable by its owner alone" in out
    log = scoring.AccessLog(tmp_path / "access.jsonl", secret=tmp_path / "log.secret")
    scoring.score_json(
        text, release="small", as_of=DAY, models=shelf.models, trust=TRUST, access_log=log
    )
    return tmp_path


@pytest.fixture
def explain(shelf: Any, answered: Path, run: Run) -> Any:  # noqa: F811
    where = ["--models", shelf.models, "--trust", TRUST_FILE]
    return lambda *words: run("explain-score", answered / "household.json", *words, *where)


def test_a_logged_score_is_explained_by_the_childs_id(
    answered: Path, explain: Any, some_household: dict[str, Any]  # noqa: F811
) -> None:  # fmt: skip
    child = some_household["children"][0]["child_id"]
    log = ["--access-log", answered / "access.jsonl", "--secret", answered / "log.secret"]
    status, out, err = explain("--child", child, *log, "--lang", "en")
    assert (status, err) == (0, "")
    assert "the same input, the same answer" in out
    assert out.count("to the family: ") == 3
    status, out, _ = explain("--child", child, *log, "--json")
    assert json.loads(out)["logged"]["release"] == "small 1"
    status, _, err = explain("--child", "nobody", *log)
    assert (status, "access.jsonl is about child nobody" in err) == (2, True)
    status, _, err = explain("--child", child, "--access-log", answered / "access.jsonl")
    assert (status, "name both" in err) == (2, True)


def test_a_line_or_a_label_will_do(
    answered: Path, explain: Any, some_household: dict[str, Any]  # noqa: F811
) -> None:  # fmt: skip
    line = (answered / "access.jsonl").read_text("utf-8").splitlines()[0]
    status, out, _ = explain("--line", line, "--secret", answered / "log.secret", "--lang", "en")
    assert (status, "as logged at" in out) == (0, True)
    child = some_household["children"][0]["child_id"]
    status, out, _ = explain("--child", child, "--release", "small 1", "--as-of", DAY)
    assert (status, "as logged at" in out) == (0, False)


def test_a_text_that_is_no_line_is_a_word_typed_wrong_and_a_foreign_line_is_status_3(
    answered: Path, explain: Any
) -> None:
    status, _, err = explain("--line", "abc", "--secret", answered / "log.secret")
    assert (status, "--line: this is no line of an access log about a child" in err) == (2, True)
    line = (answered / "access.jsonl").read_text("utf-8").splitlines()[0]
    signing.make_secret(answered / "other.secret")
    status, _, err = explain("--line", line, "--secret", answered / "other.secret")
    assert (status, "the secret is not that of the line" in err) == (3, True)


def test_a_line_beside_a_log_would_not_be_read(answered: Path, explain: Any) -> None:
    line = (answered / "access.jsonl").read_text("utf-8").splitlines()[0]
    status, _, err = explain(
        "--line", line, "--secret", answered / "log.secret",
        "--access-log", answered / "access.jsonl", "--child", "x",
    )  # fmt: skip
    assert (status, "--line has no effect with --access-log" in err) == (2, True)


def test_another_input_than_the_logged_one_is_status_3(answered: Path, explain: Any) -> None:
    path = answered / "household.json"
    document = json.loads(path.read_text("utf-8"))
    document["household"]["household_size"] = 19
    path.write_text(json.dumps(document), encoding="utf-8")
    line = (answered / "access.jsonl").read_text("utf-8").splitlines()[0]
    status, _, err = explain("--line", line, "--secret", answered / "log.secret")
    assert status == 3
    assert "is not that of the line" in err


def test_a_household_may_come_from_stdin_or_a_folder(
    answered: Path, shelf: Any, run: Run, held: Any, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    content = (answered / "household.json").read_bytes()
    line = (answered / "access.jsonl").read_text("utf-8").splitlines()[0]
    where = ["--line", line, "--secret", answered / "log.secret", "--models", shelf.models,
             "--trust", TRUST_FILE, "--json"]  # fmt: skip
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    status, from_stdin, _ = run("explain-score", "-", *where)
    assert status == 0
    folder = held.write(answered / "records")
    status, from_folder, _ = run("explain-score", folder, *where)
    assert (status, from_folder) == (0, from_stdin)
    status, _, err = run("explain-score", answered / "none.json", *where)
    assert (status, "none.json" in err) == (2, True)


def test_a_folder_that_is_scored_stands_in_the_log_first(
    answered: Path, shelf: Any, run: Run, held: Any  # noqa: F811
) -> None:  # fmt: skip
    log, out = answered / "survey.jsonl", answered / "scores.csv"
    words = [
        "score", held.write(answered / "records"), "--as-of", DAY, "--release", "small", "--out",
        out, "--models", shelf.models, "--trust", TRUST_FILE, "--access-log", log,
    ]  # fmt: skip
    status, _, err = run(*words)
    assert (status, "an access log without its secret" in err) == (2, True)
    status, told, err = run(*words, "--secret", answered / "log.secret", "--json")
    assert status == 0, err
    assert len(log.read_bytes().splitlines()) == json.loads(told)["children"] > 100
    out.unlink()
    log.unlink()
    log.mkdir()
    status, _, err = run(*words, "--secret", answered / "log.secret")
    assert (status, "cannot be written" in err, out.exists()) == (2, True, False)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_fails_is_told_in_the_language_asked_for(
    lang: str, answered: Path, shelf: Any, run: Run, held: Any  # noqa: F811
) -> None:  # fmt: skip
    age = held.children["age_years"].copy()
    age[held.children["observed_date"] == held.children["observed_date"].max()] = 170
    folder = held.replace(children=held.children.with_columns(age_years=age)).write(
        answered / "records"
    )
    status, out, _ = run(
        "score", folder, "--as-of", DAY, "--release", "small", "--out", answered / "s.csv",
        "--models", shelf.models, "--trust", TRUST_FILE, "--lang", lang,
    )  # fmt: skip
    assert status == 0
    told = [line.strip() for line in out.splitlines() if line.startswith("  S")]
    codes = {line[:6] for line in told}
    assert {"SCH-06", "SCO-01"} <= codes
    for line in told:
        english = line.partition("(tiếng Anh)")[0] if line.startswith("SCH") else line
        assert ("children" in english or "range" in english) == (lang == "en"), line


def test_what_a_person_decided_is_recorded(answered: Path, run: Run) -> None:
    words = [
        "override", answered / "overrides.jsonl", "--models", answered / "none", "--child", "c1",
        "--outcome", "dropout", "--decision", "no_visit", "--tier", "intervention",
        "--release", "small 1", "--as-of", DAY,
        "--by", "social worker", "--reason", "the child moved", "--secret", answered / "log.secret",
    ]  # fmt: skip
    status, out, _ = run(*words)
    assert (status, "line 1: no_visit for dropout" in out) == (0, True)
    assert out.splitlines()[-1].startswith("NOT CHECKED: the release, since there is no ledger ")
    status, out, _ = run(*words, "--json")
    assert json.loads(out)["counter"] == 2
    assert json.loads(out)["not_checked"]["no_access_log"].endswith("no --access-log is named")
    status, _, err = run(*words[:-2])
    assert (status, "riskscreen keys log-secret" in err) == (2, True)
    status, _, err = run(*words[:-4], "--reason", "call 0912 345 678", *words[-2:], "--json")
    assert (status, json.loads(err)["kind"]) == (2, "IdentifierError")


def test_what_no_list_can_have_asked_is_not_recorded(answered: Path, run: Run) -> None:
    said = {
        "--child": "c1", "--outcome": "dropout", "--decision": "no_visit", "--tier": "intervention",
        "--release": "small 1", "--as-of": DAY, "--by": "social worker", "--reason": "moved",
        "--secret": answered / "log.secret", "--models": answered / "none",
    }  # fmt: skip
    for name, value in (
        ("--outcome", "droput"), ("--as-of", "2199-01-01"), ("--tier", "prevention"),
        ("--reason", "CCCD 001 203 004 567"), ("--reason", "child (C1)"), ("--reason", "a\x1bb"),
    ):  # fmt: skip
        words = [word for pair in {**said, name: value}.items() for word in pair]
        status, _, err = run("override", answered / "overrides.jsonl", *words)
        assert (status, "othing was recorded" in err) == (2, True), err
    assert not (answered / "overrides.jsonl").exists()


def test_a_decision_about_a_score_that_there_was_not_is_not_recorded(
    answered: Path, run: Run, shelf: Any, some_household: dict[str, Any]  # noqa: F811
) -> None:  # fmt: skip
    child = some_household["children"][0]["child_id"]
    said = {
        "--child": child, "--outcome": "dropout", "--decision": "other", "--release": "small 1",
        "--as-of": DAY, "--by": "social worker", "--reason": "moved",
        "--secret": answered / "log.secret", "--access-log": answered / "access.jsonl",
        "--models": shelf.models, "--trust": TRUST_FILE,
    }  # fmt: skip
    for name, value in (
        ("--child", f"{child}x"), ("--release", "smal 1"), ("--release", "small 2"),
        ("--as-of", "2025-09-14"),
    ):  # fmt: skip
        words = [word for pair in {**said, name: value}.items() for word in pair]
        status, _, err = run("override", answered / "overrides.jsonl", *words)
        assert (status, "Nothing was recorded" in err) == (2, True), err
    assert not (answered / "overrides.jsonl").exists()
    words = [word for pair in said.items() for word in pair]
    status, out, _ = run("override", answered / "overrides.jsonl", *words)
    assert (status, out.splitlines()[-1]) == (
        0, "checked: the ledger holds the release, the access log holds the score; NOT CHECKED: "
        "the tier, in no log",
    )  # fmt: skip


def test_a_stopped_release_explains_a_logged_score_alone(
    answered: Path, run: Run, some_household: dict[str, Any], contents: Any  # noqa: F811
) -> None:  # fmt: skip
    models = put(contents, answered / "models").models
    ledger.append(
        models / scoring.LEDGER, "stop", {"why": "harm"}, name="small", version="1", **SIGNED
    )
    child = some_household["children"][0]["child_id"]
    words = ["explain-score", answered / "household.json", "--child", child, "--models", models,
             "--trust", TRUST_FILE, "--release", "small 1", "--as-of", DAY]  # fmt: skip
    status, out, err = run(*words)
    assert (status, out) == (3, "")
    assert "harm" in err
    assert "give line and secret" in err
