"""The verbs, their exit status and what they print."""

import json
from pathlib import Path

import pyarrow.parquet
import pytest

from riskscreen import cli

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
    assert "very records trained" in err
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
