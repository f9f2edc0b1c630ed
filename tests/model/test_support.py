"""Novelty is a sum of whole numbers, the same in any order, and a gap never seen is named."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from riskscreen import model
from riskscreen.errors import InputError
from riskscreen.model import support

FAR = model.FAR
AGE = model.SeenFeature("age", 0, 0.0, (0.0, 5.0, 10.0, 20.0), (FAR, 700, 0, 40, FAR, 0))
HOURS = model.SeenFeature("hours", 3, 0.01, (-1.0, 8.0, 99.0), (FAR, 0, 0, FAR, 5))
MEAN = model.SeenFeature("area_mean", 0, 0.0, (), (0, 0))
NEVER = [[0] * 5 for _ in range(6)]
NEVER[1][2] = 4000  # from 0 to 5 years, over 8 hours
HELD = model.Support(
    (AGE, HOURS, MEAN), (model.SeenPair(0, 1, tuple(map(tuple, NEVER))),), 4500, (2, 0, 3)
)


def row(age: float, hours: float, mean: float = 0.5) -> np.ndarray:
    return np.array([[hours, 77.0, age, mean]])


@pytest.mark.parametrize(
    ("age", "hours", "novelty"),
    [
        (7.0, 0.0, 0),
        (12.0, np.nan, 45),
        (3.0, 4.0, 700),
        (3.0, 9.0, 4700),
        (np.nan, 4.0, 0),
        (20.0, 4.0, FAR),
        (-0.1, 4.0, FAR),
        (np.inf, 4.0, FAR),
        (7.0, -np.inf, FAR),
        (1e300, 1e300, 2 * FAR),
    ],
    ids=["seen", "two costs", "one cost", "a pair", "gap", "edge", "below", "inf", "-inf", "two"],
)
def test_novelty_is_the_sum_of_what_each_value_and_each_pair_costs(age, hours, novelty) -> None:
    assert HELD.novelty(row(age, hours)).tolist() == [novelty]
    assert HELD.outside(row(age, hours)).tolist() == [novelty > 4500]


def test_only_what_was_never_missing_may_not_be_missing() -> None:
    gaps = HELD.unseen_gaps(np.full((1, 4), np.nan))
    assert dict(zip(HELD.names, gaps[0].tolist(), strict=True)) == {
        "age": True, "hours": False, "area_mean": True,
    }  # fmt: skip
    assert not HELD.unseen_gaps(row(7.0, np.nan)).any()


def test_area_means_are_not_asked_about() -> None:
    assert HELD.novelty(row(7.0, 0.0, mean=1e9)).tolist() == [0]


def test_batch_and_order_change_nothing(monkeypatch) -> None:
    rng = np.random.default_rng(0)
    X = rng.normal(5, 8, size=(500, 4))
    X[rng.random(X.shape) < 0.2] = np.nan
    whole, order = HELD.novelty(X), rng.permutation(500)
    assert (HELD.novelty(X[order]) == whole[order]).all()
    assert (HELD.novelty(np.asfortranarray(X)) == whole).all()
    assert np.concatenate([HELD.novelty(X[at : at + 1]) for at in range(500)]).tolist() == (
        whole.tolist()
    )
    monkeypatch.setattr(support, "_CELLS", 21)
    assert (HELD.novelty(X) == whole).all()
    assert HELD.strangest(X).tolist() == [
        int(HELD.strangest(X[at : at + 1])[0]) for at in range(500)
    ]


def test_the_strangest_feature_is_the_dearest_with_its_pairs() -> None:
    assert [HELD.names[at] for at in HELD.strangest(np.vstack([row(3, 4), row(7, -5)]))] == [
        "age", "hours",
    ]  # fmt: skip


def test_nobody_has_no_novelty_and_no_feature_makes_none() -> None:
    assert HELD.novelty(np.empty((0, 4))).shape == (0,)
    empty = model.Support((), (), 0, ())
    assert empty.novelty(np.zeros((2, 3))).tolist() == [0, 0]
    assert empty.unseen_gaps(np.zeros((2, 3))).shape == (2, 0)
    assert empty.strangest(np.zeros((2, 3))).tolist() == [0, 0]


def test_json_brings_it_back() -> None:
    plain = json.loads(json.dumps(HELD.to_dict()))
    back = model.Support.from_dict(plain, ("hours", "other", "age", "area_mean"))
    assert (back.features, back.pairs, back.limit, back.places) == (
        HELD.features, HELD.pairs, HELD.limit, HELD.places,
    )  # fmt: skip


def test_a_feature_that_the_model_does_not_read_is_refused() -> None:
    with pytest.raises(InputError, match="1 features that the model does not read; first is hours"):
        model.Support.from_dict(HELD.to_dict(), ("age", "area_mean"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"limit": FAR}, "limit of novelty is 1000000000"),
        ({"limit": -1}, "limit of novelty is -1"),
        ({"places": (0,)}, "with 1 columns"),
        ({"features": (AGE, AGE, MEAN)}, "2 of them different"),
        ({"features": (replace(AGE, edges=(0.0, 0.0, 1.0, 2.0)), HOURS, MEAN)}, "are to rise"),
        ({"features": (replace(AGE, edges=(0.0, 1.0, 2.0, np.inf)), HOURS, MEAN)}, "are to rise"),
        ({"features": (replace(AGE, cost=(0, 0)), HOURS, MEAN)}, "2 costs"),
        ({"features": (replace(AGE, cost=(0, 0, -1, 0, 0, 0)), HOURS, MEAN)}, "a cost outside"),
        ({"features": (replace(AGE, missing_share=1.5), HOURS, MEAN)}, "a share in 0-1"),
        ({"features": (replace(AGE, missing_share=np.nan), HOURS, MEAN)}, "a share in 0-1"),
        ({"pairs": (model.SeenPair(1, 0, ()),)}, "features 1 and 0 of 3"),
        ({"pairs": (model.SeenPair(0, 3, ()),)}, "features 0 and 3 of 3"),
        ({"pairs": (model.SeenPair(0, 1, ((0, 0),)),)}, "give 6 of 5"),
        ({"pairs": (model.SeenPair(0, 1, ((0, 0, 0, 0, FAR + 1),) * 6),)}, "a cost outside"),
    ],
    ids=["limit", "negative", "places", "twice", "level", "infinite", "costs", "cost", "share",
         "nan", "order", "absent", "size", "pair cost"],
)  # fmt: skip
def test_parts_that_do_not_belong_together_are_refused(changes, words) -> None:
    with pytest.raises(InputError, match=words):
        replace(HELD, **changes)
