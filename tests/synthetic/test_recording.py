"""Gaps and losses."""

import numpy as np

from riskscreen import synthetic

ASKED_OF_FEW = {
    "attended_last_year", "grade_attained", "grade_current", "school_absence_days",
    "school_distance_km", "economic_hours_week", "worked_12_months", "chores_hours_week",
    "hazardous_work", "tuition_support", "school_support", "vaccinated_8_under1",
    "vaccinated_12_under5",
}  # fmt: skip


def missing(values):
    return np.isnan(values) if values.dtype.kind == "f" else values == ""


def test_answers_are_missing_in_at_most_one_of_twelve(demo):
    for table in (demo.households, demo.children):
        for name, values in table.items():
            if name not in ASKED_OF_FEW:
                assert missing(values).mean() <= 0.08, name


def test_poor_households_leave_more_unanswered(demo):
    homes = demo.households
    poor, others = homes["poverty_status"] == "poor", homes["poverty_status"] == "not_poor"
    gap = np.isnan(homes["food_shortage_months"])
    assert gap[poor].mean() > 1.2 * gap[others].mean()


def test_five_to_eight_percent_are_lost_in_a_year_and_movers_more(demo):
    kids, homes = demo.children, demo.households
    days = np.array(synthetic.WAVE_DAYS)
    wave, home_wave = (np.searchsorted(days, table["observed_date"]) for table in (kids, homes))
    for number in (0, 1):
        young = (wave == number) & (kids["age_years"] < 17)
        kept = np.isin(kids["child_id"][young], kids["child_id"][wave == number + 1])
        assert 0.04 <= 1 - kept.mean() <= 0.08
    first = home_wave == 0
    kept = np.isin(homes["household_id"][first], homes["household_id"][home_wave == 1])
    moved = homes["moved_12_months"][first]
    assert kept[moved == 1].mean() < kept[moved == 0].mean() - 0.02
