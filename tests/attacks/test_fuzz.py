"""No bytes bring a reader to an error that is not ours, or a score to a number that is no risk."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.attacks import fuzz, fuzzed

from riskscreen import scoring

ROOT = Path(__file__).parents[2]
GIVEN = st.binary(min_size=4, max_size=250)


@pytest.fixture(scope="module", autouse=True)
def _still() -> Iterator[None]:
    with fuzzed.clock_standing_still():
        yield


def test_a_household_as_it_is_gets_risks() -> None:
    """Else every other test here would see refusals alone."""
    for text in fuzzed._households():
        answer = scoring.score_json(text, release=fuzzed._release(), as_of="2025-09-15")
        risks = [row["risk"] for row in json.loads(answer)["scores"]]
        assert any(risk is not None for risk in risks)


def test_the_targets_are_the_same_for_both() -> None:
    assert tuple(fuzzed.TARGETS) == fuzz.NAMES


@settings(max_examples=120)
@given(GIVEN)
def test_score_json_refuses_or_gives_risks(given: bytes) -> None:
    fuzzed.score_json(given)


@settings(max_examples=150)
@given(GIVEN)
def test_a_household_is_read_or_refused(given: bytes) -> None:
    fuzzed.read_household(given)


@settings(max_examples=200)
@given(GIVEN)
def test_a_mapping_is_read_or_refused(given: bytes) -> None:
    fuzzed.mapping(given)


@settings(max_examples=400)
@given(GIVEN)
def test_a_manifest_is_read_or_refused(given: bytes) -> None:
    fuzzed.parse_manifest(given)


@settings(max_examples=300)
@given(GIVEN)
def test_a_ledger_is_read_to_the_byte_or_refused(given: bytes) -> None:
    fuzzed.ledger_lines(given)


@settings(max_examples=200)
@given(GIVEN)
def test_a_signature_is_read_or_refused(given: bytes) -> None:
    fuzzed.signed_files(given)


@pytest.mark.parametrize("target", fuzzed.TARGETS.values(), ids=fuzzed.TARGETS)
@pytest.mark.parametrize(
    "given",
    [b"", b"\x00" * 9, b"\xff" * 99, bytes(range(256))],
    ids=["none", "zeros", "ones", "all"],
)
def test_each_target_takes_any_bytes(target: Callable[[bytes], None], given: bytes) -> None:
    target(given)


@pytest.mark.long
def test_a_minute_of_atheris_over_all_targets() -> None:
    pytest.importorskip("atheris", reason="not built for this Python")
    command = [sys.executable, "-m", "tests.attacks.fuzz", "--seconds", "60"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    assert done.stderr.count("stat::number_of_executed_units") == len(fuzz.NAMES)
