import numpy as np
import pytest

from riskscreen import outcomes
from riskscreen.errors import OutcomeError

NAN = np.nan


def made(eligible=None, label=None):
    everyone = lambda age_years: np.ones(len(age_years))  # noqa: E731
    return outcomes.Outcome(
        name="made", definition="here", title_en="", title_vi="",
        eligible=eligible or everyone, label=label or everyone,
    )  # fmt: skip


def test_eligibility_refuses_a_follow_up(follow_up_of):
    with pytest.raises(OutcomeError, match="eligible reads a Snapshot, not FollowUp"):
        outcomes.eligible(outcomes.get("dropout"), follow_up_of({"age_years": [9.0]}))


@pytest.mark.parametrize("reader", [outcomes.label, outcomes.part_labels])
def test_a_label_refuses_a_snapshot(snapshot_of, reader):
    with pytest.raises(OutcomeError, match="reads a FollowUp, not Snapshot"):
        reader(outcomes.get("dropout"), snapshot_of({"age_years": [9.0]}))


def test_a_child_that_was_not_followed_has_an_unknown_label():
    from riskscreen import records

    children = records.Table({
        "child_id": ["a", "b", "a"], "household_id": ["h", "h", "h"], "age_years": [9, 9, 10],
        "observed_date": np.array(["2024-09-15", "2024-09-15", "2025-09-15"], "datetime64[D]"),
    })  # fmt: skip
    houses = children.take(np.array([0, 2]))
    held = records.Records(
        households=records.Table({n: houses[n] for n in ("household_id", "observed_date")}),
        children=children,
    )
    follow_up = held.follow_up(held.as_of("2024-09-15"))
    np.testing.assert_array_equal(outcomes.label(made(), follow_up), [1, NAN])


def test_special_arguments_say_when(snapshot_of, follow_up_of):
    seen = {}

    def eligible(*, age_years, horizon_months, rules_day, known_day, concurrent, household):
        seen.update(months=horizon_months, rules=str(rules_day), known=str(known_day),
                    concurrent=concurrent, size=household.size.tolist())  # fmt: skip
        return age_years * 0

    outcomes.eligible(made(eligible), snapshot_of({"age_years": [9.0]}), horizon_months=6)
    assert seen == {"months": 6, "rules": "2025-03-15", "known": "2024-09-15",
                    "concurrent": False, "size": [1.0]}  # fmt: skip


def test_a_label_knows_only_its_own_day(follow_up_of):
    days = []

    def label(age_years, rules_day, known_day):
        days.extend([str(rules_day), str(known_day)])
        return age_years * 0

    outcomes.label(made(label=label), follow_up_of({"age_years": [9.0]}))
    assert days == ["2025-09-15", "2025-09-15"]


def test_a_column_that_nobody_knows_is_refused_by_name(snapshot_of):
    with pytest.raises(OutcomeError, match="outcome made needs shoe_size: no column shoe_size"):
        outcomes.eligible(made(lambda shoe_size: shoe_size), snapshot_of({"age_years": [9.0]}))


def test_a_column_of_the_data_that_the_schema_does_not_know_may_decide(snapshot_of):
    snapshot = snapshot_of({"age_years": [9.0], "entitled": [1.0]})
    assert outcomes.eligible(made(lambda entitled: entitled), snapshot) == 1


@pytest.mark.parametrize(
    ("rule", "wording"),
    [
        (lambda age_years: age_years, "neither 1, 0 nor NaN in 1 of 1 children; first is child c0"),
        (lambda age_years: age_years[:0], "one answer for each child"),
        (lambda age_years: age_years.astype(str), "one answer for each child"),
    ],
)
def test_anything_but_yes_no_and_unknown_is_refused(snapshot_of, rule, wording):
    with pytest.raises(OutcomeError, match=wording):
        outcomes.eligible(made(rule), snapshot_of({"age_years": [9.0]}))


def test_a_horizon_before_today_is_refused(snapshot_of):
    with pytest.raises(OutcomeError, match="horizon_months is -1"):
        outcomes.eligible(made(), snapshot_of({"age_years": [9.0]}), horizon_months=-1)
