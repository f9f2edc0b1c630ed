import pytest

from riskscreen import policy, reporting
from riskscreen.errors import InputError


def test_facts_name_their_version_and_the_numbers_with_their_reasons(facts) -> None:
    assert facts["facts_version"] == reporting.FACTS_VERSION
    rows = {row["name"]: row for row in facts["policy"]["numbers"]}
    assert rows["missed_contrast"]["value"] == 0.15
    assert all(row["why"] and row["source"] for row in rows.values())


def test_an_outcome_that_lacks_a_part_is_refused() -> None:
    with pytest.raises(InputError, match="facts of dropout lack title_en"):
        reporting.facts(meta={}, policy=policy.load("demo"), outcomes=[{"name": "dropout"}])
