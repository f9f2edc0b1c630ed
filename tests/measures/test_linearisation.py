import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskscreen import measures
from riskscreen.errors import InputError


def _jackknife(numerator, denominator, design):
    """Delete one PSU at a time, the others of its stratum rescaled (JKn)."""
    size = np.bincount(design.stratum)
    whole = numerator.sum() / denominator.sum()
    variance = 0.0
    for psu, stratum in enumerate(design.stratum):
        n = size[stratum]
        factor = np.ones(design.n_psu)
        factor[design.stratum == stratum] = n / (n - 1)
        factor[psu] = 0.0
        kept = factor[design.index]
        one = (numerator * kept).sum() / (denominator * kept).sum()
        variance += (n - 1) / n * (one - whole) ** 2
    return np.sqrt(variance)


def _survey(rng, n_strata=6, psu_each=8, children_each=12):
    psu = np.repeat(np.arange(n_strata * psu_each), children_each)
    stratum = psu // psu_each
    weight = rng.gamma(6, 1 / 6, psu.size) * (1 + stratum / 3)
    village = rng.beta(2, 8, n_strata * psu_each)
    event = (rng.random(psu.size) < village[psu]).astype(float)
    design = measures.as_recorded(stratum.astype(str), psu.astype(str))
    return event, weight, stratum.astype(str), psu.astype(str), design


def test_the_variance_is_that_of_the_formula_worked_by_hand():
    # Cochran's ratio, two strata; weighted x and y of each PSU:
    #   a: (4, 2), (6, 3), (5, 4)   b: (10, 3), (5, 3);  r = 15/30 = 1/2
    # residual totals y - x/2: a: 0, 0, 3/2 (mean 1/2); b: -2, 1/2 (mean -3/4)
    # a: 3/2 x (1/4 + 1/4 + 1) = 9/4;  b: 2/1 x (25/16 + 25/16) = 25/4;  sum 34/4 over 30^2
    design = measures.as_recorded(list("aaabb"), list("12345"))
    ratio, error = measures.linearised_ratio([2, 3, 4, 3, 3], [4, 6, 5, 10, 5], design=design)
    assert ratio == 0.5
    assert error == pytest.approx(np.sqrt(34 / 4) / 30, rel=1e-14)


def test_children_of_one_psu_count_as_one_total():
    split = measures.as_recorded(list("aaaa"), list("1122"))
    whole = measures.as_recorded(list("aa"), list("12"))
    one = measures.linearised_ratio([1, 0, 2, 3], [2, 1, 4, 3], design=split)
    two = measures.linearised_ratio([1, 5], [3, 7], design=whole)
    assert one == pytest.approx(two, rel=1e-14)


def test_a_psu_without_a_child_of_the_domain_stays_in():
    # Three PSUs, the domain in two of them: residual totals 1/4, -1/4 and 0 of mean 0.
    sample = measures.as_recorded(list("aaa"), list("123"))
    domain = measures.Clusters(index=sample.index[:2], stratum=sample.stratum, merged=())
    _, error = measures.linearised_ratio([1, 0], [1, 1], design=domain)
    assert error == pytest.approx(np.sqrt(3 / 2 * (1 / 16 + 1 / 16)), rel=1e-14)


def test_the_one_psu_of_a_stratum_is_centred_at_the_mean_of_all():
    # r = 2/4; residual totals (y - x/2)/4: a: 1/8, 1/8 (mean 1/8); b: -2/8 against 0, the mean of
    # all three
    design = measures.as_recorded(list("aab"), list("123"))
    ratio, error = measures.linearised_ratio([1, 1, 0], [1, 1, 2], design=design)
    assert ratio == 0.5
    assert error == pytest.approx(2 / 8, rel=1e-14)
    assert measures.lone_strata(design) == 1


def test_it_is_the_jackknife_to_a_few_percent(rng):
    event, weight, *_, design = _survey(rng)
    _, error = measures.linearised_ratio(event * weight, weight, design=design)
    assert error == pytest.approx(_jackknife(event * weight, weight, design), rel=0.02)


def test_it_is_the_bootstrap_to_a_few_percent(rng):
    event, weight, stratum, psu, design = _survey(rng)
    _, error = measures.linearised_ratio(event * weight, weight, design=design)
    drawn = measures.rao_wu(stratum, psu, replicates=4000, rng=rng)
    share, replicated = measures.bootstrap_ratio(event * weight, weight, drawn)
    assert error == pytest.approx(measures.standard_error([share], replicated)[0], rel=0.05)


def test_a_domain_is_the_jackknife_of_the_domain(rng):
    event, weight, _, _, design = _survey(rng)
    inside = rng.random(event.size) < 0.2
    domain = measures.Clusters(index=design.index[inside], stratum=design.stratum, merged=())
    part = (event * weight)[inside], weight[inside]
    _, error = measures.linearised_ratio(*part, design=domain)
    assert error == pytest.approx(_jackknife(*part, domain), rel=0.05)


@given(
    scale=st.floats(1e-3, 1e6),
    seed=st.integers(0, 2**32 - 1),
)
def test_neither_the_scale_of_the_weights_nor_the_order_of_rows_matters(scale, seed):
    rng = np.random.default_rng(seed)
    event, weight, stratum, psu, design = _survey(rng, 3, 3, 4)
    order = rng.permutation(event.size)
    again = measures.as_recorded(stratum[order], psu[order])
    one = measures.linearised_ratio(event * weight, weight, design=design)
    scaled = weight[order] * scale
    two = measures.linearised_ratio(event[order] * scaled, scaled, design=again)
    assert one == pytest.approx(two, rel=1e-9, abs=1e-12)


def test_nobody_in_the_base_has_no_rate_and_one_psu_no_error():
    nobody = measures.Clusters(np.array([], dtype=np.intp), np.zeros(2, dtype=np.intp), ())
    assert np.isnan(measures.linearised_ratio([], [], design=nobody)).all()
    alone = measures.as_recorded(["a", "a"], ["1", "1"])
    ratio, error = measures.linearised_ratio([1, 0], [1, 3], design=alone)
    assert ratio == 0.25
    assert np.isnan(error)


def test_the_interval_of_a_known_variance_is_korn_and_graubards(rng):
    event, weight, stratum, psu, design = _survey(rng)
    share, error = measures.linearised_ratio(event * weight, weight, design=design)
    wanted = measures.korn_graubard(
        event, weight, design=measures.clusters(stratum, psu), confidence=0.9
    )
    got = measures.exact_share(share, error**2, n=event.size, df=design.df(), confidence=0.9)
    assert got == pytest.approx(wanted, rel=1e-9)
    assert got[0] < share < got[1]


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_share_of_none_or_all_has_an_honest_interval(share):
    lo, hi = measures.exact_share(share, 0.0, n=40, df=10, confidence=0.95)
    assert (lo, hi) != (share, share)
    assert hi - lo > 1 - 0.025 ** (1 / 40)  # no narrower than 40 children drawn one by one


def test_no_degrees_of_freedom_say_almost_nothing():
    lo, hi = measures.exact_share(0.5, 0.001, n=40, df=0, confidence=0.95)
    assert (lo, hi) == pytest.approx((0.006, 0.994), abs=0.01)


@pytest.mark.parametrize(
    ("numerator", "denominator", "message"),
    [
        ([1.0], [1.0, 1.0], "1 in the numerator, 2 in the denominator, 2 PSUs"),
        ([1.0, np.nan], [1.0, 1.0], "unknown part of a ratio in 1 of 2 children; first is row 1"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(numerator, denominator, message):
    design = measures.as_recorded(["a", "a"], ["1", "2"])
    with pytest.raises(InputError, match=message):
        measures.linearised_ratio(numerator, denominator, design=design)


def test_a_row_without_a_psu_is_refused():
    with pytest.raises(InputError, match="no PSU in 1 of 2 rows; first is row 1"):
        measures.as_recorded(["a", "a"], ["1", ""])
    with pytest.raises(InputError, match="2 strata for 1 PSUs"):
        measures.as_recorded(["a", "a"], ["1"])


def test_a_psu_of_one_name_in_two_strata_is_two():
    assert measures.as_recorded(["a", "b"], ["1", "1"]).n_psu == 2
