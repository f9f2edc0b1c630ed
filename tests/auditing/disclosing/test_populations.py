import pytest

from riskscreen.auditing.disclosing.populations import (
    every_level,
    populations,
    row_lists,
    with_rows,
)


def row(level, n_children, n_at_risk, **more):
    return {"attribute": "sex", "level": level, "n_children": n_children,
            "n_at_risk": n_at_risk, **more}  # fmt: skip


GROUPS = [row("male", 400, 60, kind="required"), row("female", 380, 70, kind="required")]


def test_tables_that_agree_on_a_group_count_the_same_children():
    rules = [row("male", 400, 60, rule="one_list")]
    (own,) = populations({"groups": GROUPS, "rules": rules})
    assert own.names == ("groups", "rules")


def test_a_table_that_counts_a_group_otherwise_counts_other_children():
    found = list(populations({"coverage": [row("male", 900, 90)], "groups": GROUPS}))
    assert [own.names for own in found] == [("groups",), ("coverage",)]


def test_a_hidden_row_is_listed_and_not_counted():
    (own,) = populations({"groups": [GROUPS[0], row("female", None, None)]})
    assert list(own.counts) == [(("sex", "male"),)]
    assert len(own.rows) == 2


@pytest.mark.parametrize("table", [[], [{"name": "x"}], {"rule": "one_list"}, "text", None, 3])
def test_what_holds_no_counts_is_no_population(table):
    assert list(populations({"other": table})) == []


def test_rows_inside_a_mapping_are_found_and_put_back():
    tables = {"prevalence": {"shift": 0.1, "groups": GROUPS}, "groups": GROUPS}
    assert set(row_lists(tables)) == {"groups", "prevalence.groups"}
    blank = [row("male", None, None)]
    changed = with_rows(tables, {"prevalence.groups": blank})
    assert changed["prevalence"] == {"shift": 0.1, "groups": blank}
    assert changed["groups"] is GROUPS


def test_levels_are_those_of_the_groups_and_bins_those_of_the_calibration():
    bins = [{"group": "overall", "attribute": "", "bin": one, "n_children": 40, "n_at_risk": 12}
            for one in (1, 2)]  # fmt: skip
    assert every_level({"groups": GROUPS, "calibration": bins}) == {
        "sex": {"male", "female"},
        "bin": {"1", "2"},
    }
