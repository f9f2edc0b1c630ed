"""Sums over siblings equal a loop over siblings."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskscreen.errors import InputError
from riskscreen.records import Household

NAN = float("nan")
children = st.lists(
    st.tuples(st.integers(0, 4), st.one_of(st.just(NAN), st.integers(-3, 3).map(float))), min_size=1
)


def _dense(rows: list[tuple[int, float]]) -> tuple[Household, np.ndarray]:
    code = np.unique([house for house, _ in rows], return_inverse=True)[1]
    return Household(code), np.array([value for _, value in rows])


def _known(rows: list[tuple[int, float]], child: int, *, others: bool) -> list[float]:
    house = rows[child][0]
    return [
        value
        for place, (theirs, value) in enumerate(rows)
        if theirs == house and not math.isnan(value) and not (others and place == child)
    ]


@given(children)
def test_every_figure_equals_a_loop(rows: list[tuple[int, float]]) -> None:
    household, x = _dense(rows)
    for child in range(len(rows)):
        mine, others = _known(rows, child, others=False), _known(rows, child, others=True)
        for figure, expected in (
            (household.sum(x), sum(mine) if mine else NAN),
            (household.mean(x), sum(mine) / len(mine) if mine else NAN),
            (household.max(x), max(mine, default=NAN)),
            (household.min(x), min(mine, default=NAN)),
            (household.count(x), sum(v != 0 for v in mine) if mine else NAN),
            (household.others_sum(x), sum(others) if others else NAN),
            (household.others_mean(x), sum(others) / len(others) if others else NAN),
        ):
            np.testing.assert_allclose(figure[child], expected, atol=1e-12)


@given(children)
def test_a_rank_counts_the_smaller_and_half_the_equal(rows: list[tuple[int, float]]) -> None:
    household, x = _dense(rows)
    ranks = household.rank(x)
    for child, (_, value) in enumerate(rows):
        mine = _known(rows, child, others=False)
        smaller, equal = sum(v < value for v in mine), sum(v == value for v in mine)
        expected = NAN if math.isnan(value) else smaller + (equal + 1) / 2
        np.testing.assert_equal(ranks[child], expected)


def test_an_only_child_has_no_others() -> None:
    alone = Household(np.array([0]))
    one = np.array([1.0])
    assert alone.size.tolist() == [1.0]
    assert alone.others_count(one).tolist() == [0.0]
    assert np.isnan(alone.others_mean(one)).all()


def test_unknown_siblings_are_not_counted_as_none() -> None:
    pair = Household(np.array([0, 0]))
    np.testing.assert_equal(pair.others_count(np.array([1.0, NAN])), [NAN, 1.0])


def test_shuffling_rows_changes_no_bit() -> None:
    rng = np.random.default_rng(5)
    code, x = rng.integers(0, 40, 200), rng.normal(size=200)
    code = np.unique(code, return_inverse=True)[1]
    order = rng.permutation(200)
    for name in ("sum", "mean", "others_sum", "others_mean", "rank"):
        straight = getattr(Household(code), name)(x)
        shuffled = getattr(Household(code[order]), name)(x[order])
        np.testing.assert_array_equal(straight[order], shuffled)


def test_a_household_added_changes_nothing_elsewhere() -> None:
    x = np.array([0.1, 0.2, 0.7])
    small, large = Household(np.array([0, 0, 0])), Household(np.array([0, 0, 0, 1]))
    np.testing.assert_array_equal(small.others_mean(x), large.others_mean(np.r_[x, 5.0])[:3])


def test_no_children_give_no_figures() -> None:
    nobody = Household(np.array([], dtype=int))
    assert nobody.n == 0
    assert nobody.sum(np.array([])).shape == (0,)
    assert nobody.rank(np.array([])).shape == (0,)


@pytest.mark.parametrize("code", [[-1, 0], [[0]]])
def test_a_code_is_a_number_from_zero_for_each_child(code: list[int]) -> None:
    with pytest.raises(InputError, match="one whole number from 0"):
        Household(np.array(code))


def test_values_must_be_as_many_as_children() -> None:
    with pytest.raises(InputError, match="expected 2 values"):
        Household(np.array([0, 0])).sum(np.array([1.0]))
