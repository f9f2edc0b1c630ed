"""A score is the same to the bit in any batch, order, library, thread, process and processor."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.signers import TRUST_FILE

from riskscreen import records, scoring

DAY = "2025-09-15"

ELSEWHERE = """
import sys
from riskscreen import records, scoring
from tests.scoring.test_same_bits import DAY, digest
release = scoring.load_release("small", models=sys.argv[1], trust=sys.argv[2])
held = records.read_records(sys.argv[3])
print(digest([scoring.score(held, release=release, as_of=DAY)]))
"""


def digest(parts: list[scoring.Scores]) -> str:
    """Return the SHA-256 of all columns, bit for bit, rows in the order of child and outcome."""
    whole = {name: np.concatenate([part[name] for part in parts]) for name in scoring.COLUMNS}
    order = np.lexsort((whole["outcome"], whole["child_id"]))
    found = hashlib.sha256()
    for name, values in whole.items():
        held = values[order]
        # a text's width, and the order of an object's memory, are of the batch and tell nothing
        exact = held.tobytes() if held.dtype.kind in "fbM" else repr(held.tolist()).encode()
        found.update(name.encode() + exact)
    return found.hexdigest()


def _arrays(table: records.Table, rows: Any = slice(None)) -> dict[str, Any]:
    return {name: table[name][rows] for name in table}


@pytest.fixture(scope="module")
def few(held: records.Records) -> records.Snapshot:
    """Sixty households of the day: enough for every code and tier, few enough to score singly."""
    snapshot = held.as_of(DAY)
    return snapshot.take(snapshot.household_group < 60)


@pytest.fixture(scope="module")
def whole(held: records.Records, release: scoring.Release) -> str:
    return digest([scoring.score(held, release=release, as_of=DAY)])


def test_the_scores_compared_hold_every_kind_of_answer(
    held: records.Records, release: scoring.Release
) -> None:
    scores = scoring.score(held, release=release, as_of=DAY)
    assert set(scores["tier"].tolist()) == {"", "prevention", "support", "intervention"}
    assert any(len(told) == 3 for told in scores["reasons"])
    codes = {code for codes in scores["refused"] for code in codes}
    assert codes >= {"too_little_known", "outside_training", "missing_never_seen", "not_eligible"}


@pytest.mark.parametrize("size", [1, 7, 60], ids=["one household", "seven", "all"])
def test_the_size_of_the_batch_changes_no_bit(
    few: records.Snapshot, release: scoring.Release, size: int
) -> None:
    parts = [
        scoring.score(few.take(few.household_group // size == part), release=release, as_of=DAY)
        for part in range(-(-60 // size))
    ]
    assert digest(parts) == digest([scoring.score(few, release=release, as_of=DAY)])


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_the_rows_changes_no_bit(
    held: records.Records, release: scoring.Release, whole: str, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    shuffled = [
        _arrays(table, rng.permutation(table.n_rows)) for table in (held.households, held.children)
    ]
    assert digest([scoring.score(*shuffled, release=release, as_of=DAY)]) == whole


@pytest.mark.parametrize("library", ["pandas", "polars", "arrow", "arrays", "lists"])
def test_the_library_of_the_frames_changes_no_bit(
    held: records.Records, release: scoring.Release, whole: str, library: str
) -> None:
    tables = (held.households, held.children)
    made: dict[str, Callable[[], Any]] = {
        "arrays": lambda: [_arrays(table) for table in tables],
        "lists": lambda: [{name: table[name].tolist() for name in table} for table in tables],
    }
    frames = made[library]() if library in made else held.to_frames(library)
    assert digest([scoring.score(*frames, release=release, as_of=DAY)]) == whole


def test_eight_threads_at_once_change_no_bit(
    few: records.Snapshot, release: scoring.Release
) -> None:
    alone = digest([scoring.score(few, release=release, as_of=DAY)])

    def again(_: int) -> str:
        return digest([scoring.score(few, release=release, as_of=DAY)])

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(again, range(24))) == {alone}


@pytest.mark.parametrize("threads", ["1", "4"])
def test_another_process_with_other_threads_changes_no_bit(
    held: records.Records, shelf: Any, whole: str, tmp_path: Path, threads: str
) -> None:
    held.write(tmp_path / "records")
    asked = {"OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads, "PYTHONHASHSEED": threads}
    assert elsewhere(shelf, tmp_path / "records", **asked) == whole


def test_a_processor_without_the_newest_instructions_changes_no_bit(
    held: records.Records, shelf: Any, whole: str, tmp_path: Path
) -> None:
    held.write(tmp_path / "records")
    older = {"NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX512_ICL AVX512_SPR"}
    assert elsewhere(shelf, tmp_path / "records", **older) == whole


def elsewhere(shelf: Any, folder: Path, **environment: str) -> str:
    """Return the digest of the scores that another process gives."""
    root = Path(__file__).parents[2]
    found = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ELSEWHERE, str(shelf.models), str(TRUST_FILE),
         str(folder)],
        capture_output=True,
        text=True,
        check=False,
        env={
            **os.environ,
            **environment,
            "PYTHONPATH": os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")]),
        },
    )  # fmt: skip
    assert found.returncode == 0, found.stderr
    return found.stdout.strip()
