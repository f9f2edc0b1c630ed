import pytest

from riskscreen import auditing


def row(level, n_children, n_at_risk):
    return {
        "group": f"sex={level}", "attribute": "sex", "level": level,
        "n_children": n_children, "n_at_risk": n_at_risk, "auc": 0.7,
    }  # fmt: skip


@pytest.mark.parametrize(("children", "cases"), [(29, 20), (300, 9), (0, 0)])
def test_a_small_cell_keeps_its_name_only(limits, children, cases):
    (got,) = auditing.suppress([row("female", children, cases)], policy=limits)
    assert got["suppressed"]
    assert got["group"] == "sex=female"
    assert (got["n_children"], got["n_at_risk"], got["auc"]) == (None, None, None)


def test_a_cell_at_the_limit_is_printed(limits):
    (got,) = auditing.suppress([row("female", 30, 10)], policy=limits)
    assert (got["suppressed"], got["auc"]) == (False, 0.7)


def test_a_single_hidden_cell_cannot_be_found_by_subtraction(limits):
    rows = [row("female", 12, 3), row("male", 500, 60), row("other", 400, 50)]
    got = auditing.suppress(rows, policy=limits)
    assert [entry["n_children"] for entry in got] == [None, 500, None]
    assert got[2]["auc"] == 0.7


def test_two_hidden_cells_hide_each_other(limits):
    rows = [row("female", 12, 3), row("male", 12, 4), row("other", 400, 50)]
    got = auditing.suppress(rows, policy=limits)
    assert got[2]["n_children"] == 400
