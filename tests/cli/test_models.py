"""Training, judging, releasing and reporting, from the command line."""

import json
from pathlib import Path

from tests.signers import RELEASER

from ..conftest import FIRST, Trained  # noqa: TID252 - a test reads its own fixtures
from .conftest import Run  # noqa: TID252 - a test reads its own fixtures


def test_a_refusal_is_status_1_and_lists_why(trained: Trained, run: Run) -> None:
    for path in (trained.artifacts() / "audit").glob("*.json"):
        path.write_text('{"findings": []}', encoding="utf-8")
    trained.log_again()
    status, _, err = run(
        "release", "latest", "--name", "small", "--store", trained.store,
        "--models", trained.models, "--key", RELEASER.path,
    )  # fmt: skip
    assert status == 1
    assert "GAT-01" in err
    status, out, _ = run("audit", "latest", "--store", trained.store)
    assert status == 1
    assert "refuses" in out


def test_an_audit_on_other_records_judges_the_same_models(trained: Trained, run: Run) -> None:
    where = ["--store", trained.store, "--records", trained.panel]
    status, _, err = run("audit", "latest", *where, "--test-as-of", FIRST)
    assert status == 2
    assert "before the last training label" in err
    status, out, _ = run("audit", "latest", *where, "--test-as-of", "2024-09-15")
    assert status in (0, 1)
    assert "child_labour" in out


def test_a_report_is_written_in_the_language_asked_for(
    pristine: Trained, tmp_path: Path, run: Run
) -> None:
    page = tmp_path / "report.md"
    status, _, _ = run(
        "report", "latest", "--out", page, "--lang", "vi", "--format", "md",
        "--store", pristine.store,
    )  # fmt: skip
    assert status == 0
    assert "Lao động trẻ em" in page.read_text("utf-8")


def test_a_report_makes_its_folder(pristine: Trained, tmp_path: Path, run: Run) -> None:
    page = tmp_path / "new" / "deep" / "report.json"
    status, _, _ = run(
        "report", "latest", "--out", page, "--format", "json", "--store", pristine.store,
    )  # fmt: skip
    assert status == 0
    assert json.loads(page.read_text("utf-8"))
