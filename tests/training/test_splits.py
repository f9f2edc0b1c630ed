"""A household and its PSU stay in one fold, whatever ties them together."""

import numpy as np
import pytest

from riskscreen import training
from riskscreen.errors import TrainingError
from riskscreen.training import splits

RNG = np.random.default_rng


def assign(household, psu, *, n_folds=2, seed=0, cases=None):
    household, psu = np.asarray(household), np.asarray(psu)
    cases = np.ones(household.size) if cases is None else np.asarray(cases, dtype=float)
    return training.assign_folds(household, psu, cases=cases, rng=RNG(seed), n_folds=n_folds)


def test_a_household_in_two_psus_ties_them_into_one_fold():
    folds = assign(["a", "a", "b", "c", "d", "e"], ["p", "q", "q", "r", "s", "t"])
    assert len(set(folds.fold[:3])) == 1


@pytest.mark.parametrize("seed", range(10))
def test_no_household_and_no_psu_is_torn_on_random_worlds(seed):
    rng = RNG(seed)
    psu_of_home = rng.integers(0, 40, 300)
    household = rng.integers(0, 300, 900)
    folds = assign(household, psu_of_home[household], n_folds=5, seed=seed)
    training.check_folds(folds.fold, household=household, psu=psu_of_home[household])
    assert set(folds.fold) == set(range(5))


def test_folds_carry_about_equal_weighted_cases():
    rng = RNG(1)
    psu = rng.integers(0, 100, 5000)
    cases = (rng.random(5000) < 0.12) * rng.uniform(0.5, 2, 5000)
    folds = assign(np.arange(5000), psu, n_folds=5, cases=cases)
    carried = np.bincount(folds.fold, cases)
    assert carried.max() / carried.min() < 1.15


def test_the_seed_decides_the_folds():
    ids = np.arange(200)
    assert np.array_equal(assign(ids, ids, seed=4).fold, assign(ids, ids, seed=4).fold)
    assert not np.array_equal(assign(ids, ids, seed=4).fold, assign(ids, ids, seed=5).fold)


def test_households_that_tie_most_of_the_table_are_in_no_fold():
    psu = np.repeat(np.arange(30), 20)
    household = np.arange(600)
    movers = np.repeat(np.arange(600, 629), 2)
    places = np.stack([np.arange(29), np.arange(1, 30)], axis=1).ravel()
    folds = assign(np.append(household, movers), np.append(psu, places), n_folds=5)
    assert folds.n_linking == 58
    assert (folds.fold[:600] != splits.LINKING).all()
    assert not np.isin(np.arange(600, 658), folds.outside(0)).any()


def test_too_few_pieces_are_refused():
    with pytest.raises(TrainingError, match=r"1 separate piece .* for 2 folds"):
        assign(["a", "b"], ["p", "p"])


def test_one_household_in_two_folds_is_caught():
    with pytest.raises(TrainingError, match="1 household lies in two folds; first is h2: folds 0"):
        training.check_folds(
            np.array([0, 0, 1]),
            household=np.array(["h1", "h2", "h2"]),
            psu=np.array(["p", "p", "q"]),
        )


def test_one_psu_in_two_folds_is_caught():
    with pytest.raises(TrainingError, match="1 PSU lies in two folds; first is p"):
        training.check_folds(
            np.array([0, 1]), household=np.array(["h1", "h2"]), psu=np.array(["p", "p"])
        )
