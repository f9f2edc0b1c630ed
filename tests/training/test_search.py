"""A search sees the training part only, and takes small trees where they do as well."""

import dataclasses

import numpy as np

from riskscreen.training import fit, search


def choose(rows, part, *, seed=0, n_threads=1):
    binned = fit.bin_rows(rows.X, label=rows.label, weight=rows.weight, names=rows.names)
    return search.choose(
        binned,
        part,
        household=rows.household,
        psu=rows.psu,
        search=search.Search(drawn=1, max_rounds=40),
        rng=np.random.default_rng(seed),
        n_threads=n_threads,
    )


def test_labels_outside_the_training_part_change_nothing(world):
    rows = world.rows
    inside = np.flatnonzero(~np.char.endswith(rows.psu, "1"))
    outside = np.setdiff1d(np.arange(rows.n_rows), inside)
    label = rows.label.copy()
    label[outside] = 1 - label[outside]
    flipped = dataclasses.replace(rows, label=label)
    assert choose(rows, inside) == choose(flipped, inside)


def test_threads_change_nothing(world):
    every = np.arange(world.rows.n_rows)
    assert choose(world.rows, every) == choose(world.rows, every, n_threads=2)


def test_every_candidate_is_kept_for_the_record(world):
    choice = choose(world.rows, np.arange(world.rows.n_rows))
    assert len(choice.tried) == 4
    assert all(np.isfinite(one["log_loss"]) for one in choice.tried)


def test_equally_good_candidates_give_the_smallest_trees():
    candidates = tuple(fit.Parameters(num_leaves=leaves) for leaves in (8, 2, 4))
    assert search._simplest(candidates, np.array([0.4000, 0.4005, 0.4001])) == 1
    assert search._simplest(candidates, np.array([0.4000, 0.4100, 0.4001])) == 2
