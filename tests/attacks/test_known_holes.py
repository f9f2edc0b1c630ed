"""What the attacks found elsewhere, and what was mended there."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.attacks import fuzzed

from riskscreen import policy, scoring
from riskscreen.errors import InputError, MappingError, PolicyError
from riskscreen.records.mapping.applying import apply_mapping
from riskscreen.records.mapping.parsing import mapping_from


@pytest.fixture
def release() -> Iterator[scoring.Release]:
    with fuzzed.clock_standing_still():
        yield fuzzed._release()


def test_half_a_surrogate_pair_in_a_text_is_refused(release: scoring.Release) -> None:
    text = fuzzed._households()[0].decode().replace("}", "\ud800}", 1)
    with pytest.raises(InputError):
        scoring.score_json(text, release=release, as_of="2025-09-15")


def test_a_day_at_the_end_of_all_days_is_refused(release: scoring.Release) -> None:
    with pytest.raises(InputError):
        scoring.score_json(fuzzed._households()[0], release=release, as_of="9999-12-31")


def test_a_text_that_is_none_is_refused(release: scoring.Release) -> None:
    with pytest.raises(InputError):
        scoring.score_json(None, release=release, as_of="2025-09-15")  # type: ignore[arg-type]


def test_a_number_beyond_any_float_in_a_mapping_is_refused() -> None:
    held = tomllib.loads(fuzzed._MAPPING.decode())
    held["tables"]["households"]["columns"]["observed_date"] = {"date": ["y", "m", 10**400]}
    with pytest.raises(MappingError):
        apply_mapping(mapping_from(held, "any.toml"), fuzzed._files())


def test_a_number_beyond_any_float_in_a_policy_is_refused(tmp_path: Path) -> None:
    plain = policy.load("demo").to_dict()
    plain["auc_floor"]["value"] = 10**400
    with pytest.raises(PolicyError):
        policy.parse(plain)
