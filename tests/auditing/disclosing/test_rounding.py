import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskscreen.auditing.disclosing import rounding

COUNTS = st.integers(0, 3_000_000)


@given(COUNTS)
def test_rounding_twice_changes_nothing(count):
    assert rounding.rounded(rounding.rounded(count)) == rounding.rounded(count)


@given(COUNTS)
def test_a_window_holds_exactly_what_is_printed_so(count):
    printed = rounding.rounded(count)
    lo, hi = rounding.window(printed)
    assert lo <= count <= hi
    assert [rounding.rounded(edge) for edge in (lo, hi)] == [printed] * 2
    assert rounding.rounded(hi + 1) != printed
    assert lo == 0 or rounding.rounded(lo - 1) != printed


@given(COUNTS)
def test_ten_counts_lie_behind_every_printed_one_and_none_is_far(count):
    lo, hi = rounding.window(rounding.rounded(count))
    assert hi - lo >= (rounding.COUNT_ROUNDING - 1 if count >= 5 else 4)
    assert abs(rounding.rounded(count) - count) <= max(5, 0.025 * count)


def test_an_unrounded_count_is_known_exactly():
    assert rounding.window(1234) == (1234, 1234)


@pytest.mark.parametrize("count", [-1, float("nan"), float("inf")])
def test_what_is_no_count_is_refused(count):
    with pytest.raises(ValueError, match="a count of children is 0 or more"):
        rounding.rounded(count)


@given(st.integers(10, 5000), st.data())
def test_a_printed_share_leaves_every_denominator_in_the_window_possible(children, data):
    cases = data.draw(st.integers(0, children))
    step = rounding.figure_step(children)
    printed = rounding.rounded_figure(cases / children, step=step)
    lo, hi = rounding.window(rounding.rounded(children))
    for n in range(lo, hi + 1):
        nearest = round(printed * n)
        assert abs(nearest / n - printed) <= step / 2 * max(1, children / n) + 1e-9


def test_figures_per_thousand_have_steps_of_one_child_too():
    assert rounding.figure_step(2000, scale=1000) == 0.5
    assert rounding.rounded_figure(123.4567, step=0.5) == 123.5
