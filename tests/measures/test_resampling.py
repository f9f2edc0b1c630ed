import numpy as np
import pytest

from riskscreen import measures
from riskscreen.errors import InputError


def test_each_stratum_draws_one_psu_fewer_and_is_rescaled(rng):
    stratum = np.repeat(["a", "b"], [3, 5])
    drawn = measures.rao_wu(stratum, np.arange(8), replicates=200, rng=rng)
    assert drawn.factors[:, :3].sum(axis=1) == pytest.approx(3)
    assert drawn.factors[:, 3:].sum(axis=1) == pytest.approx(5)
    assert set(np.unique(drawn.factors[:, :3])) <= {0, 1.5, 3.0}


def test_two_psus_vary_as_much_as_the_exact_variance(rng):
    drawn = measures.rao_wu(["a"] * 2, ["1", "2"], replicates=4000, rng=rng)
    totals = drawn.totals(np.array([[1.0], [3.0]]))[1:, 0]
    assert totals.var() == pytest.approx(2 * np.var([1, 3], ddof=1), rel=0.05)


def test_a_stratum_of_one_psu_is_merged_with_its_neighbour_and_named(rng):
    stratum = ["a", "a", "b", "c", "c"]
    drawn = measures.rao_wu(stratum, list("12345"), replicates=50, rng=rng)
    assert drawn.merged == ("b",)
    assert drawn.df == 5 - 2
    assert drawn.factors.std(axis=0).min() > 0


def test_one_stratum_of_one_psu_gives_no_spread_and_no_freedom(rng):
    drawn = measures.rao_wu(["a"] * 3, ["1"] * 3, replicates=5, rng=rng)
    assert drawn.df == 0
    assert (drawn.factors == 1).all()


def test_a_psu_of_one_name_in_two_strata_is_two_psus():
    assert measures.clusters(["a", "b"], ["1", "1"]).n_psu == 2


@pytest.mark.parametrize(
    ("weight", "wanted"),
    [
        ([1.0] * 6, 4.0),
        ([2.0, 2, 2, 0, 0, 0], 2.0),
        ([9.0, 1, 1, 1, 0, 0], 144 / 84 / 4 * 2),
        ([5.0, 0, 0, 0, 0, 0], 0.0),
        ([0.0] * 6, 0.0),
    ],
    ids=["even", "one stratum", "uneven", "one PSU", "nobody"],
)
def test_degrees_of_freedom_count_psus_by_what_they_carry(weight, wanted):
    design = measures.clusters(["a"] * 3 + ["b"] * 3, list("123456"))
    assert design.effective_df(np.array(weight)) == pytest.approx(wanted)


@pytest.mark.parametrize("share", [0.05, 0.5, 1.0])
def test_the_design_of_some_children_is_that_of_their_names(rng, share):
    stratum, psu = rng.integers(0, 9, 400).astype(str), rng.integers(0, 60, 400).astype(str)
    whole, rows = measures.clusters(stratum, psu), rng.random(400) < share
    some, named = whole.of(rows), measures.clusters(stratum[rows], psu[rows])
    assert (some.index == named.index).all()
    assert (some.stratum == named.stratum).all() or whole.merged
    assert some.df() == named.df()


def test_the_lone_psu_of_a_part_is_merged_too():
    whole = measures.clusters(["a", "a", "b", "b", "c", "c"], list("123456"))
    part = whole.of(np.array([True, False, False, False, True, True]))
    assert part.n_psu == 3
    assert part.df() == 2
    assert part.merged == ("0",)


def test_a_stratum_that_the_part_leaves_out_is_no_neighbour():
    whole = measures.clusters(["a", "a", "b", "b", "c", "c"], list("123456"))
    part = whole.of(np.array([True, True, False, False, True, False]))
    assert part.df() == 2
    assert np.unique(part.stratum).size == 1


def test_the_design_of_nobody_has_no_psu():
    assert measures.clusters(["a"], ["1"]).of(np.array([False])).n_psu == 0


def test_names_are_told_apart_to_the_last_letter():
    """Ten and two sort as texts do, and a name's end counts."""
    design = measures.clusters(["10", "2", "2", "10"], ["xã Ân", "xã An", "xã Ân", "xã An"])
    assert design.n_psu == 4
    assert design.stratum.tolist() == [0, 0, 1, 1]
    assert design.index.tolist() == [1, 2, 3, 0]


def test_households_stand_in_for_psus():
    design = measures.clusters(["a"] * 3, ["", "", "9"], household=["h1", "h1", "h2"])
    assert design.n_psu == 2


def test_neither_psu_nor_household_is_refused():
    with pytest.raises(InputError, match=r"1 of 2 children; first is row 1"):
        measures.clusters(["a"] * 2, ["1", ""])


def test_the_same_seed_draws_the_same_replicates():
    one, two = (
        measures.rao_wu(["a"] * 9, np.arange(9), replicates=20, rng=np.random.default_rng(3))
        for _ in range(2)
    )
    assert (one.factors == two.factors).all()


def test_a_ratio_and_its_replicates_equal_the_statistic_one_by_one(sample, rng):
    label, risk, weight = sample
    drawn = measures.rao_wu(["a"] * 400, np.arange(400) // 20, replicates=11, rng=rng)
    quick = measures.bootstrap_ratio(weight * label, weight * risk, drawn)
    slow = measures.bootstrap_statistic(
        lambda w: measures.observed_over_expected(label, risk, w), weight, drawn
    )
    assert quick[0] == pytest.approx(slow[0])
    assert quick[1] == pytest.approx(slow[1])


def test_icc_is_one_for_copies_and_near_zero_for_chance(rng):
    group = np.repeat(np.arange(200), 4)
    assert measures.icc(np.repeat(rng.random(200), 4), group) == pytest.approx(1)
    assert abs(measures.icc(rng.random(800), group)) < 0.1
    assert np.isnan(measures.icc(np.ones(3), [1, 2, 3]))
