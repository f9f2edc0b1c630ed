"""What was found and waits to be mended where it stands: each is to be taken out once it is.

Strict: a hole that was mended fails here until its mark is gone.
"""

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

HOLE = {"strict": True}


@pytest.fixture
def release() -> Iterator[scoring.Release]:
    with fuzzed.clock_standing_still():
        yield fuzzed._release()


@pytest.mark.xfail(**HOLE, reason="scoring.household: text.encode() outside of the try")
def test_half_a_surrogate_pair_in_a_text_is_refused(release: scoring.Release) -> None:
    text = fuzzed._households()[0].decode().replace("}", "\ud800}", 1)
    with pytest.raises(InputError):
        scoring.score_json(text, release=release, as_of="2025-09-15")


@pytest.mark.xfail(**HOLE, reason="the cut of a day beyond 9999: IndexError")
def test_a_day_at_the_end_of_all_days_is_refused(release: scoring.Release) -> None:
    with pytest.raises(InputError):
        scoring.score_json(fuzzed._households()[0], release=release, as_of="9999-12-31")


@pytest.mark.xfail(**HOLE, reason="scoring.serving: a text of no text goes to re: TypeError")
def test_a_text_that_is_none_is_refused(release: scoring.Release) -> None:
    with pytest.raises(InputError):
        scoring.score_json(None, release=release, as_of="2025-09-15")  # type: ignore[arg-type]


@pytest.mark.xfail(**HOLE, reason="records.mapping.columns: float(10**400)")
def test_a_number_beyond_any_float_in_a_mapping_is_refused() -> None:
    held = tomllib.loads(fuzzed._MAPPING.decode())
    held["tables"]["households"]["columns"]["observed_date"] = {"date": ["y", "m", 10**400]}
    with pytest.raises(MappingError):
        apply_mapping(mapping_from(held, "any.toml"), fuzzed._files())


@pytest.mark.xfail(**HOLE, reason="policy.reader._finite: math.isfinite(10**400)")
def test_a_number_beyond_any_float_in_a_policy_is_refused(tmp_path: Path) -> None:
    plain = policy.load("demo").to_dict()
    plain["auc_floor"]["value"] = 10**400
    with pytest.raises(PolicyError):
        policy.parse(plain)
