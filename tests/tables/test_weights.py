import dataclasses

import numpy as np
import pytest

from riskscreen import outcomes, tables
from riskscreen.tables import weights as weighing

DAY = "2024-09-15"


def build(held):
    return tables.build_table(held, "dropout", as_of=DAY)


def finding(table, code):
    return next((found for found in table.findings if found.code == code), None)


def test_weights_have_mean_one_over_the_eligible(by_hand):
    table = build(by_hand())  # eligible weigh 1, 2, 3, 6: mean 3
    np.testing.assert_allclose(table.weight, [1 / 3, 2 / 3, 1, 4 / 3, 2])
    assert table.weight_sum == 12


def test_a_missing_weight_is_a_finding_and_the_row_does_not_train(by_hand):
    table = build(by_hand(weight=(np.nan, 2.0, 3.0, 4.0, 5.0, 6.0)))
    assert table.trains.tolist() == [False, True, False, False, True]
    assert np.isnan(table.weight[0])
    missing = finding(table, "TAB-05")
    assert missing.verdict == "fail"
    assert "weight not recorded for 1 of 5 children, first is child a" in missing.detail


def test_no_weights_at_all_is_never_one_in_silence(by_hand):
    table = build(by_hand(weight=None))
    assert not table.trains.any()
    assert finding(table, "TAB-05").measured == 1


def test_every_child_counts_once_where_that_is_declared(by_hand):
    table = build(by_hand(weight=None, declared="none"))
    assert (table.weight == 1).all()
    assert table.expansion
    assert finding(table, "TAB-05").title == "every child counts once, as declared"


@pytest.mark.parametrize(
    ("kind", "expansion"), [("expansion", True), ("normalised", False), (None, False)]
)
def test_only_expansion_weights_count_the_population(by_hand, kind, expansion):
    assert build(by_hand(kind=kind)).expansion is expansion


def selected(by_hand, **columns):
    """Six children of a nowcast of whom a module asked some, and its weight."""
    held = by_hand()
    asked = np.array([3.0, np.nan, 2.0, np.nan, 5.0, np.nan])
    hours = np.array([0.0, np.nan, 2.0, np.nan, 0.0, np.nan])
    rows = {"weight_selected": asked, "economic_hours_week": hours, "worked_12_months": hours * 0}
    rows["chores_hours_week"] = np.where(np.isnan(hours), np.nan, 30.0)
    wave = held.children.take(np.arange(6))
    return held.replace(children=wave.with_columns(**{**rows, **columns}))


def test_a_module_counts_by_its_own_weight_and_those_it_never_asked_are_set_aside(by_hand):
    table = tables.build_table(selected(by_hand), "child_labour", as_of=DAY, horizon_months=0)
    asked = finding(table, "TAB-13")
    assert asked.verdict == "pass"
    assert "weight_selected of those who were asked" in asked.detail
    assert not np.isnan(table.weight).any()
    assert finding(table, "TAB-05") is None
    assert (asked.measured, table.child_id.tolist()) == (3, ["a", "c", "e"])
    np.testing.assert_allclose(table.weight, [0.9, 0.6, 1.5])


def test_a_known_answer_without_the_modules_weight_is_a_fault(by_hand):
    hours = np.array([0.0, 1.0, 2.0, np.nan, 0.0, np.nan])
    held = selected(
        by_hand, economic_hours_week=hours, worked_12_months=hours * 0,
        chores_hours_week=np.where(np.isnan(hours), np.nan, 30.0),
    )  # fmt: skip
    table = tables.build_table(held, "child_labour", as_of=DAY, horizon_months=0)
    assert finding(table, "TAB-05").verdict == "fail"


def test_school_answers_of_all_children_keep_the_weight_of_all(by_hand):
    table = tables.build_table(selected(by_hand), "dropout", as_of=DAY)
    np.testing.assert_allclose(table.weight, [1 / 3, 2 / 3, 1, 4 / 3, 2])
    assert finding(table, "TAB-13") is None


def test_two_modules_are_brought_to_one_scale(by_hand):
    both = dataclasses.replace(
        outcomes.get("dropout"), weights=(("weight_under5", "weight_selected"), ("weight",))
    )
    # The under-fives (a, b) are all asked, of the others only d and f: 3 + 18 children stand here.
    young, old = np.array([0.5, 1.0]), np.array([1.0, 2.0])
    held = selected(
        by_hand,
        age_years=np.array([3.0, 4.0, 10.0, 10.0, 10.0, 10.0]),
        weight_under5=np.r_[young, np.full(4, np.nan)],
        weight_selected=np.r_[np.full(3, np.nan), old[0], np.nan, old[1]],
        attending_school=np.array([1.0, 1.0, np.nan, 1.0, np.nan, 1.0]),
    )
    snapshot = held.as_of(DAY)
    known = snapshot.column("attending_school")
    found = weighing.survey_weights(
        held, snapshot, both, eligible=np.ones(6), label=np.where(np.isnan(known), np.nan, 0.0)
    )
    np.testing.assert_allclose(found.raw, [1.0, 2.0, np.nan, 6.0, np.nan, 12.0])
    assert found.sampled.tolist() == [True, True, False, True, False, True]
