import numpy as np
import pytest

from riskscreen import measures

LABEL = np.array([1.0, 1, 0, 0, 1])
LIST = np.array([True, False, True, False, True])
WEIGHT = np.array([3.0, 1, 2, 2, 2])


@pytest.mark.parametrize(
    ("measure", "by_hand"),
    [
        (measures.recall, 5 / 6),
        (measures.false_negative_rate, 1 / 6),
        (measures.false_positive_rate, 2 / 4),
        (measures.precision, 5 / 7),
    ],
)
def test_shares_equal_a_count_by_hand(measure, by_hand):
    assert measure(LABEL, LIST, WEIGHT) == pytest.approx(by_hand)


def test_selection_rate_equals_a_count_by_hand():
    assert measures.selection_rate(LIST, WEIGHT) == pytest.approx(0.7)


@pytest.mark.parametrize(
    ("measure", "label", "chosen"),
    [
        (measures.recall, [0, 0], [1, 0]),
        (measures.false_negative_rate, [0, 0], [1, 0]),
        (measures.false_positive_rate, [1, 1], [1, 0]),
        (measures.precision, [1, 0], [0, 0]),
    ],
)
def test_a_share_of_nobody_is_undefined(measure, label, chosen):
    assert np.isnan(measure(label, chosen, [1, 1]))


@pytest.mark.parametrize("measure", [measures.recall, measures.false_positive_rate])
def test_an_unknown_label_makes_the_share_unknown(measure):
    assert np.isnan(measure([1, np.nan], [1, 0], [1, 1]))
