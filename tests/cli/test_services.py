"""Scoring, listing and looking after a service, from the command line."""

import json
from pathlib import Path

import pyarrow.parquet
from tests.signers import RELEASER

from ..conftest import NOW, Trained  # noqa: TID252 - a test reads its own fixtures
from .conftest import Run  # noqa: TID252 - a test reads its own fixtures


def test_from_a_run_to_a_visit_list(trained: Trained, tmp_path: Path, run: Run) -> None:
    where = ["--store", trained.store, "--models", trained.models]
    status, out, _ = run(
        "release", "latest", "--name", "small", *where, "--key", RELEASER.path, "--json"
    )
    assert status == 0
    assert json.loads(out)["version"] == 1
    scores = tmp_path / "scores.parquet"
    status, out, _ = run(
        "score", trained.panel, "--as-of", NOW, "--release", "small", "--out", scores,
        "--models", trained.models, "--lang", "en", "--json",
    )  # fmt: skip
    assert status == 0
    assert json.loads(out)["rows"] == pyarrow.parquet.read_metadata(scores).num_rows > 0
    visits = tmp_path / "visits.csv"
    status, _, _ = run(
        "visits", scores, "--outcome", "child_labour", "--capacity", "0.05", "--out", visits,
        "--models", trained.models,
    )  # fmt: skip
    assert status == 0
    assert visits.read_text("utf-8").startswith("position,") or '"position"' in visits.read_text()
    status, out, _ = run("verify", trained.models)
    assert status == 0
    assert "small 1: holds" in out
    status, out, _ = run("doctor", *where)
    assert "THEY DISAGREE" not in out
    assert status == 0


def test_a_changed_bundle_is_status_3(trained: Trained, tmp_path: Path, run: Run) -> None:
    run(
        "release", "latest", "--name", "small", "--store", trained.store,
        "--models", trained.models, "--key", RELEASER.path,
    )  # fmt: skip
    tree = trained.models / "small" / "1" / "child_labour" / "model.txt"
    tree.write_bytes(tree.read_bytes() + b" ")
    status, _, err = run("verify", trained.models)
    assert status == 3
    assert "model.txt" in err


def test_a_half_written_line_is_mended_and_a_verification_noted(trained: Trained, run: Run) -> None:
    run(
        "release", "latest", "--name", "small", "--store", trained.store,
        "--models", trained.models, "--key", RELEASER.path,
    )  # fmt: skip
    ledger = trained.models / "ledger.jsonl"
    whole = ledger.read_bytes()
    ledger.write_bytes(whole + b'{"counter":2')
    assert run("verify", trained.models)[0] == 3
    status, out, _ = run("verify", trained.models, "--repair", "--key", RELEASER.path)
    assert status == 0
    assert "repair: 12 bytes of a half written line, moved to ledger.jsonl.torn-" in out
    assert "recorded: small 1" in out
    assert ledger.read_bytes().startswith(whole)
