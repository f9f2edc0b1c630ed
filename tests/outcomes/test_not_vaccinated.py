from pathlib import Path

import numpy as np

from riskscreen import outcomes


def test_one_s_own_outcome_takes_a_file_of_under_30_lines():
    text = Path(__file__).with_name("not_vaccinated.py").read_text(encoding="utf-8")
    assert len(text.splitlines()) < 30


def test_it_is_found_by_name(not_vaccinated):
    assert outcomes.get("not_vaccinated") is not_vaccinated


def test_eligible_are_children_under_five_a_year_from_now(not_vaccinated, snapshot_of):
    snapshot = snapshot_of({"age_years": [3.0, 4.0, np.nan]})
    np.testing.assert_array_equal(outcomes.eligible(not_vaccinated, snapshot), [1, 0, np.nan])


def test_yes_is_not_vaccinated_at_follow_up(not_vaccinated, follow_up_of):
    follow_up = follow_up_of({"age_years": [3.0] * 3, "vaccinated_12_under5": [0.0, 1.0, np.nan]})
    np.testing.assert_array_equal(outcomes.label(not_vaccinated, follow_up), [1, 0, np.nan])
