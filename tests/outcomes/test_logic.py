import itertools

import numpy as np
import pytest

from riskscreen.outcomes import logic

ANSWERS = (1.0, 0.0, None)
PAIRS = list(itertools.product(ANSWERS, ANSWERS))


def array(*values):
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_and_is_no_if_a_side_is_no_and_unknown_only_where_it_matters(one, other):
    expected = 0.0 if 0.0 in (one, other) else None if None in (one, other) else 1.0
    np.testing.assert_array_equal(logic.both(array(one), array(other)), array(expected))


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_or_is_yes_if_a_side_is_yes_and_unknown_only_where_it_matters(one, other):
    expected = 1.0 if 1.0 in (one, other) else None if None in (one, other) else 0.0
    np.testing.assert_array_equal(logic.either(array(one), array(other)), array(expected))


def test_negation_keeps_unknown_unknown():
    np.testing.assert_array_equal(logic.negate(array(1, 0, None)), array(0, 1, None))


def test_a_comparison_with_what_is_not_known_is_unknown():
    values = array(13.9, 14, None, 14)
    limit = array(14, 14, 14, None)
    np.testing.assert_array_equal(logic.at_least(values, limit), array(0, 1, None, None))
    np.testing.assert_array_equal(logic.more_than(values, limit), array(0, 0, None, None))
    np.testing.assert_array_equal(logic.below(values, limit), array(1, 0, None, None))


@pytest.mark.parametrize("missing", ["", "not_recorded"])
def test_a_category_that_is_not_recorded_is_neither_in_a_list_nor_outside_it(missing):
    values = np.array(["Kinh", "Mông", missing])
    np.testing.assert_array_equal(logic.among(values, ["Kinh"]), array(1, 0, None))
    np.testing.assert_array_equal(logic.not_among(values, ["Kinh"]), array(0, 1, None))


def test_a_question_skipped_because_of_a_no_is_answered_no_and_a_given_answer_stays():
    answer, no_if = array(None, None, 1, None), array(1, 0, 1, None)
    np.testing.assert_array_equal(logic.resolved(answer, no_if=no_if), array(0, None, 1, None))
