import numpy as np

from riskscreen import tables
from riskscreen.core import Verdict

DAY = "2024-09-15"


def found(table, code, group="overall"):
    return next((f for f in table.findings if f.code == code and f.group == group), None)


def test_eligible_known_and_ineligible_are_counted(by_hand):
    table = tables.build_table(by_hand(), "dropout", as_of=DAY)
    assert found(table, "TAB-01").measured == 4
    assert "1 are not eligible" in found(table, "TAB-01").detail
    assert found(table, "TAB-02").measured == 0.2
    assert "first is child d" in found(table, "TAB-02").detail
    assert found(table, "TAB-03").detail == "1 yes, 2 no"


def test_the_share_lost_is_shown_by_group(by_hand):
    table = tables.build_table(by_hand(), "dropout", as_of=DAY)
    assert found(table, "TAB-04").measured == 0.25
    assert found(table, "TAB-04", "sex=male").measured == 0.5
    assert found(table, "TAB-04", "sex=female").measured == 0
    assert found(table, "TAB-04", "sex=female").verdict is Verdict.PASS
    assert found(table, "TAB-04", "urban=not_recorded").measured == 1


def test_one_class_only_fails(by_hand):
    held = by_hand()
    without = held.children.take(np.flatnonzero(held.children["child_id"] != "a"))
    from dataclasses import replace

    table = tables.build_table(replace(held, children=without), "dropout", as_of=DAY)
    assert found(table, "TAB-06").verdict is Verdict.FAIL


def test_two_classes_give_no_such_finding(by_hand):
    assert found(tables.build_table(by_hand(), "dropout", as_of=DAY), "TAB-06") is None


def test_an_age_whose_children_are_never_seen_again_is_named(panel_records):
    table = tables.build_table(panel_records, "dropout", as_of="2023-09-15")
    assert found(table, "TAB-12").detail.startswith("age 17;")


def test_no_finding_of_a_table_lets_the_gate_pass(by_hand):
    table = tables.build_table(by_hand(), "dropout", as_of=DAY)
    assert not any(f.judges for f in table.findings if f.code.startswith("TAB"))
