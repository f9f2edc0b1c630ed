import numpy as np
import pytest

from riskscreen import tables

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
