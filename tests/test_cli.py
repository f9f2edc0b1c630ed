"""The verbs, their exit status and what they print."""

import json
import shlex
from pathlib import Path

import pyarrow.parquet
import pytest
import typer.main

from riskscreen import cli, flows

from .conftest import FIRST, NOW, Trained  # noqa: TID252 - a test reads its own fixtures


def run(*words: object, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["riskscreen", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out, printed.err


def test_from_a_run_to_a_visit_list(
    trained: Trained, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--store", trained.store, "--models", trained.models]
    status, out, _ = run("release", "latest", "--name", "small", *where, "--json", capsys=capsys)
    assert status == 0
    assert json.loads(out)["version"] == 1
    scores = tmp_path / "scores.parquet"
    status, out, _ = run(
        "score", trained.panel, "--as-of", NOW, "--release", "small", "--out", scores,
        "--models", trained.models, "--allow-unsigned", "--lang", "en", "--json", capsys=capsys,
    )  # fmt: skip
    assert status == 0
    assert json.loads(out)["rows"] == pyarrow.parquet.read_metadata(scores).num_rows > 0
    visits = tmp_path / "visits.csv"
    status, _, _ = run(
        "visits", scores, "--outcome", "child_labour", "--capacity", "0.05", "--out", visits,
        "--models", trained.models, "--allow-unsigned", capsys=capsys,
    )  # fmt: skip
    assert status == 0
    assert visits.read_text("utf-8").startswith("position,") or '"position"' in visits.read_text()
    status, out, _ = run("verify", trained.models, capsys=capsys)
    assert status == 0
    assert "small 1: holds" in out
    status, out, _ = run("doctor", *where, capsys=capsys)
    assert "THEY DISAGREE" not in out
    assert status == 0


def test_a_changed_bundle_is_status_3(
    trained: Trained, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(
        "release", "latest", "--name", "small", "--store", trained.store,
        "--models", trained.models, capsys=capsys,
    )  # fmt: skip
    tree = trained.models / "small" / "1" / "child_labour" / "model.txt"
    tree.write_bytes(tree.read_bytes() + b" ")
    status, _, err = run("verify", trained.models, capsys=capsys)
    assert status == 3
    assert "model.txt" in err


def test_a_refusal_is_status_1_and_lists_why(
    trained: Trained, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in (trained.artifacts() / "audit").glob("*.json"):
        path.write_text('{"findings": []}', encoding="utf-8")
    trained.log_again()
    status, _, err = run(
        "release", "latest", "--name", "small", "--store", trained.store,
        "--models", trained.models, capsys=capsys,
    )  # fmt: skip
    assert status == 1
    assert "GAT-01" in err
    status, out, _ = run("audit", "latest", "--store", trained.store, capsys=capsys)
    assert status == 1
    assert "refuses" in out


def test_an_audit_on_other_records_judges_the_same_models(
    trained: Trained, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--store", trained.store, "--records", trained.panel]
    status, _, err = run("audit", "latest", *where, "--test-as-of", FIRST, capsys=capsys)
    assert status == 2
    assert "before the last training label" in err
    status, out, _ = run("audit", "latest", *where, "--test-as-of", "2024-09-15", capsys=capsys)
    assert status in (0, 1)
    assert "child_labour" in out


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
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    status, out, err = run(*words, capsys=capsys)
    assert status in (1, 2)
    assert said in out + err
    assert "Traceback" not in out + err


def test_check_prints_every_fault_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "households.csv").write_text(
        "household_id,observed_date\nh1,2025-01-01\n", encoding="utf-8"
    )
    (tmp_path / "children.csv").write_text(
        "child_id,household_id,observed_date,age_years,sex\n"
        "c1,h1,2025-01-01,170,male\nc2,h9,2025-01-01,8,boy\n",
        encoding="utf-8",
    )
    status, out, _ = run("check", tmp_path, "--json", capsys=capsys)
    assert status == 1
    codes = {row["code"] for row in json.loads(out)["findings"] if row["verdict"] == "fail"}
    assert {"SCH-06", "SCH-07", "SCH-10"} <= codes


def test_a_report_is_written_in_the_language_asked_for(
    pristine: Trained, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "report.md"
    status, _, _ = run(
        "report", "latest", "--out", page, "--lang", "vi", "--format", "md",
        "--store", pristine.store, capsys=capsys,
    )  # fmt: skip
    assert status == 0
    assert "Lao động trẻ em" in page.read_text("utf-8")


COMMANDS = typer.main.get_command(cli.app).commands


@pytest.mark.parametrize("verb", sorted(COMMANDS))
def test_the_example_of_each_verb_is_one_that_it_takes(verb: str) -> None:
    program, named, *words = shlex.split(COMMANDS[verb].epilog.removeprefix("Example: "))
    assert (program, named) == ("riskscreen", verb)
    given = COMMANDS[verb].make_context(verb, words).params
    assert verb != "audit" or (given["records"] is None) == (given["test_as_of"] is None)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("score", "x", "--as-of", "soon", "--release", "r", "--out", "o.csv"), "'soon' is not a"),
        (("train", "x", "--as-of", FIRST, "--as-of", "2024-13-01"), "'2024-13-01' is not a day"),
        (("train", "x", "--as-of", FIRST, "--test-as-of", "20240915"), "'20240915' is not a day"),
        (("audit", "latest", "--test-as-of", "later"), "'later' is not a day"),
        (("release", "latest", "--name", "../../x"), "cannot name a release"),
        (("release", "latest", "--name", ""), "cannot name a release"),
        (("score", "x", "--as-of", NOW, "--release", "..", "--out", "o.csv"), "cannot name a"),
    ],
    ids=["as-of", "second as-of", "test-as-of", "audit's", "folder", "no name", "parent"],
)
def test_a_day_that_is_none_and_a_name_that_leaves_the_folder_are_usage(
    words: tuple[str, ...], said: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "300")
    status, out, err = run(*words, capsys=capsys)
    assert status == 2
    assert said in out + err
    assert not list(tmp_path.iterdir())


def test_a_report_makes_its_folder(
    pristine: Trained, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "new" / "deep" / "report.json"
    status, _, _ = run(
        "report", "latest", "--out", page, "--format", "json", "--store", pristine.store,
        capsys=capsys,
    )  # fmt: skip
    assert status == 0
    assert json.loads(page.read_text("utf-8"))


def test_a_file_that_cannot_be_written_is_a_sentence(
    pristine: Trained, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, err = run(
        "report", "latest", "--out", tmp_path, "--store", pristine.store, capsys=capsys
    )
    assert status == 2
    assert err == f"cannot read or write {tmp_path}: Is a directory\n"


@pytest.mark.parametrize("debug", ["", "1"], ids=["a person", "a developer"])
def test_what_nobody_foresaw_is_status_70_and_asks_to_be_reported(
    debug: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(**_: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(flows, "doctor", fail)
    monkeypatch.setenv("RISKSCREEN_DEBUG", debug)
    status, _, err = run("doctor", capsys=capsys)
    assert status == 70
    said = "riskscreen failed: ZeroDivisionError: division by zero; please report it"
    assert err.splitlines()[-1] == said
    assert ("Traceback" in err) == bool(debug)


def test_a_half_written_line_is_mended_and_a_verification_noted(
    trained: Trained, capsys: pytest.CaptureFixture[str]
) -> None:
    run(
        "release", "latest", "--name", "small", "--store", trained.store,
        "--models", trained.models, capsys=capsys,
    )  # fmt: skip
    ledger = trained.models / "ledger.jsonl"
    whole = ledger.read_bytes()
    ledger.write_bytes(whole + b'{"counter":2')
    assert run("verify", trained.models, capsys=capsys)[0] == 3
    status, out, _ = run("verify", trained.models, "--repair", "--record", capsys=capsys)
    assert status == 0
    assert "repair: 12 bytes of a half written line were moved to ledger.jsonl.torn-" in out
    assert "recorded: small 1" in out
    assert ledger.read_bytes().startswith(whole)
