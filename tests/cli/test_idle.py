"""An option that counts for nothing is refused, and one of the environment is not."""

from __future__ import annotations

import pytest

from ..conftest import LATER, NOW  # noqa: TID252 - a test reads its own fixtures
from .conftest import Run  # noqa: TID252 - a test reads its own fixtures

IDLE = {
    f"audit latest --test-as-of {LATER}": "--test-as-of has no effect without --records",
    f"audit latest --test-as-of {LATER} --mapping m.toml": "--test-as-of, --mapping have no effect",
    "audit latest --secret log.secret": "--secret has no effect without --overrides",
    "audit latest --overrides o.jsonl": "overrides without the children",
    f"score r --as-of {NOW} --release x --out s.csv --secret log.secret": "without --access-log",
    "synth --fit panel --waves 2 --workers 1": "--waves, --workers have no effect with --fit",
    "survey mics6 files --out o --lang en": "--lang has no effect without --indicators",
    "report latest --out r.json --format json --lang en": "--lang has no effect with --format json",
    "explain-score h.json --secret log.secret": "--secret has no effect without --access-log or",
    "explain-score h.json --line x --access-log a.jsonl": "no line of an access log",
    "release r --name x --key k --why y --until 2027-01-01": "--why, --until without --waive",
}


@pytest.mark.parametrize("words", IDLE)
def test_an_option_without_effect_is_refused(words: str, in_folder: object, run: Run) -> None:
    status, out, err = run(*words.split())
    assert (status, out) == (2, "")
    assert IDLE[words] in err


def test_what_stands_in_the_environment_is_no_option_given(
    in_folder: object, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    monkeypatch.setenv("RISKSCREEN_LOG_SECRET", "log.secret")
    assert "no effect" not in run("audit", "latest")[2]
