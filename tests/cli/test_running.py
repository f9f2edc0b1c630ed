"""How a command ends: its exit status and its words."""

import json
from pathlib import Path

import pytest
from tests.signers import RELEASER

from riskscreen import flows, signing

from ..conftest import FIRST, NOW, Trained  # noqa: TID252 - a test reads its own fixtures
from .conftest import Run  # noqa: TID252 - a test reads its own fixtures


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("train", "no_such_folder", "--as-of", FIRST), "no_such_folder"),
        (("score", "x", "--as-of", NOW, "--release", "r", "--out", "o.csv"), "x"),
        (("check", "no_such_folder"), ""),
        (("report", "latest", "--out", "r.html", "--format", "pdf"), "pdf"),
        (("release",), "Missing argument"),
        (("fly",), "fly"),
    ],
    ids=["no records", "nothing to score", "nothing to check", "format", "usage", "verb"],
)
def test_bad_input_is_a_sentence_and_not_a_traceback(
    words: tuple[str, ...], said: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, run: Run,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    status, out, err = run(*words)
    assert status in (1, 2)
    assert said in out + err
    assert "Traceback" not in out + err


def test_a_file_that_cannot_be_written_is_a_sentence(
    pristine: Trained, tmp_path: Path, run: Run
) -> None:
    status, _, err = run("report", "latest", "--out", tmp_path, "--store", pristine.store)
    assert status == 2
    assert err == f"cannot read or write {tmp_path}: Is a directory\n"


@pytest.mark.parametrize("debug", ["", "1"], ids=["a person", "a developer"])
def test_what_nobody_foresaw_is_status_70_and_asks_to_be_reported(
    debug: str, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    def fail(**_: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(flows, "doctor", fail)
    monkeypatch.setenv("RISKSCREEN_DEBUG", debug)
    status, _, err = run("doctor")
    assert status == 70
    said = "riskscreen failed: ZeroDivisionError: division by zero; please report it"
    assert err.splitlines()[-1] == said
    assert ("Traceback" in err) == bool(debug)


@pytest.mark.parametrize(
    ("words", "expected", "said"),
    [
        (("check", "nowhere", "--json"), (2, "InputError"), "no folder nowhere"),
        (("verify", "--json", "a_file"), (3, "LedgerError"), "a_file"),
        (("survey", "mics6", "somewhere", "--json"), (2, "UsageError"), "Missing option"),
        (("synth", "--json"), (2, "InputError"), "3 of 3 options are missing"),
        (("fly", "--json"), (2, "UsageError"), "fly"),
        (("release", "x", "--name", "../x", "--json"), (2, "UsageError"), "cannot name a release"),
    ],
    ids=["input", "integrity", "option missing", "options missing", "verb", "name"],
)
def test_an_error_is_one_json_object_for_a_machine_and_has_the_same_status(
    words: tuple[str, ...], expected: tuple[int, str], said: str, in_folder: Path, run: Run
) -> None:
    (in_folder / "a_file").touch()
    status, out, err = run(*words)
    told = json.loads(err)
    assert (status, told["kind"]) == expected
    assert (out, told["findings"]) == ("", [])
    assert said in told["error"]
    assert run(*(word for word in words if word != "--json"))[0] == status


def test_the_findings_behind_an_error_are_in_its_json(tmp_path: Path, run: Run) -> None:
    (tmp_path / "households.csv").write_text("household_id,observed_date\nh1,2025-01-01\n")
    (tmp_path / "children.csv").write_text("child_id,household_id,observed_date\nc1,h1,soon\n")
    words = ("train", tmp_path, "--as-of", FIRST)
    status, _, err = run(*words, "--json")
    told = json.loads(err)
    assert (status, told["kind"]) == (2, "SchemaError")
    codes = [finding["code"] for finding in told["findings"]]
    assert {"SCH-03", "SCH-05"} <= set(codes)
    _, _, plain = run(*words)
    step, error, *lines = plain.splitlines()
    assert (step, error) == (f"reading {tmp_path}", told["error"])
    assert [line.split()[0] for line in lines] == codes


def test_a_refusals_findings_are_in_its_json(trained: Trained, run: Run) -> None:
    for path in (trained.artifacts() / "audit").glob("*.json"):
        path.write_text('{"findings": []}', encoding="utf-8")
    trained.log_again()
    where = ("--store", trained.store, "--models", trained.models, "--json")
    status, _, err = run("release", "latest", "--name", "small", *where, "--key", RELEASER.path)
    told = json.loads(err)
    assert (status, told["kind"]) == (1, "GateError")
    assert "GAT-01" in {finding["code"] for finding in told["findings"]}


def test_what_nobody_foresaw_is_a_fault_for_a_machine_too(
    monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    def fail(**_: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(flows, "doctor", fail)
    status, _, err = run("doctor", "--json")
    assert (status, json.loads(err)["kind"]) == (70, "Fault")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("verify", "m", "--trust", "set/none.toml"), ("set/none.toml", "RISKSCREEN_TRUST")),
        (("stop", "small", "--why", "x", "--key", "set/none.pem"), ("set/none.pem", "--key")),
        (("keys", "trust", "set/none.pub", "--holder", "x", "--role", "approve"),
         ("set/none.pub",)),
        (("stop", "small", "--why", "x", "--key", RELEASER.path, "--models", "set/none"),
         ("set/none/ledger.jsonl", "--models")),
        (("score", "set", "--as-of", NOW, "--release", "small", "--out", "s.csv", "--access-log",
          "a.jsonl", "--secret", "set/none"), ("set/none", "RISKSCREEN_LOG_SECRET")),
        (("explain-score", "set", "--child", "c", "--secret", "set/secret", "--access-log",
          "set/none.jsonl"), ("set/none.jsonl", "--access-log")),
        (("check", "set/none"), ("set/none",)),
        (("check", "set", "--mapping", "set/none.toml"), ("set/none.toml", "--mapping")),
        (("audit", "latest", "--store", "set/none"), ("set/none", "--store")),
    ],
    ids=["trust", "key", "public key", "ledger", "secret", "log", "records", "mapping", "store"],
)  # fmt: skip
def test_a_file_that_is_not_there_is_named_as_it_was_given_and_by_what(
    words: tuple[str, ...], said: tuple[str, ...], in_folder: Path, run: Run
) -> None:
    (in_folder / "set").mkdir()
    (in_folder / "m").mkdir()
    (in_folder / "m" / "ledger.jsonl").touch()
    signing.make_secret(in_folder / "set" / "secret")
    status, _, err = run(*words)
    assert status in (2, 3)
    assert [word for word in said if word not in err] == []
