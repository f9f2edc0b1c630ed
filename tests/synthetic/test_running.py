"""Blocks one after another or side by side."""

import math
from dataclasses import replace
from itertools import count, islice

import numpy as np
import pytest

from riskscreen import synthetic
from riskscreen.synthetic.profile import load_profile
from riskscreen.synthetic.running import each, make_block, order
from riskscreen.synthetic.sheets import decoded, rows


@pytest.mark.parametrize("workers", [0, 1, 2])
def test_results_come_in_the_order_of_the_tasks(workers):
    assert list(each(math.sqrt, [49, 36, 25, 16, 9, 4, 1], workers=workers)) == [
        7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0,
    ]  # fmt: skip


@pytest.mark.parametrize("workers", [1, 2])
def test_what_fails_in_a_task_fails_for_whoever_asked(workers):
    with pytest.raises(ValueError, match=r"math domain error|nonnegative"):
        list(each(math.sqrt, [4, -1], workers=workers))


@pytest.mark.parametrize("workers", [1, 2])
def test_tasks_are_taken_a_few_at_a_time(workers):
    tasks = count(1)
    assert list(islice(each(float, tasks, workers=workers), 2)) == [1.0, 2.0]
    assert next(tasks) <= 2 * workers + 3


def made_order(households, waves=3):
    profile, dials = load_profile("vhlss2014"), synthetic.Dials()
    return order(profile, households=households, waves=waves, seed=4, dials=dials)


def test_no_task_gives_no_result():
    assert list(each(math.sqrt, [], workers=2)) == []


@pytest.mark.parametrize(
    ("households", "waves", "digits"), [(360, 3, 6), (800_000, 1, 6), (800_000, 2, 7)]
)
def test_a_household_s_number_has_six_digits_or_as_many_as_there_are(households, waves, digits):
    assert made_order(households, waves).width == digits


def test_a_block_made_twice_is_the_same(country, hills_span):
    one, again = (make_block(country, hills_span) for _ in range(2))
    for table in ("households", "children", "truth"):
        sheet, other = getattr(one, table), getattr(again, table)
        for name, column in sheet.items():
            assert np.array_equal(decoded(column).astype(str), decoded(other[name]).astype(str)), (
                name
            )


def test_a_block_holds_its_waves_under_one_another(country, hills_span, hills):
    made = make_block(country, hills_span)
    assert rows(made.households) == sum(wave.home_here.sum() for wave in hills.waves)
    assert rows(made.children) == sum(wave.kid_here.sum() for wave in hills.waves)


def test_a_block_without_a_child_is_a_block():
    what = made_order(360, waves=2)
    levels = {**what.profile.levels, "with_children": 1e-9}
    barren = replace(what, profile=replace(what.profile, levels=levels))
    made = make_block(barren, next(barren.spans()))
    assert rows(made.households) > 0
    assert rows(made.children) == rows(made.truth) == 0
    assert decoded(made.children["child_id"]).shape == (0,)


def test_a_panel_of_which_one_block_has_no_child_is_made():
    made = synthetic.panel(households=360, waves=1, seed=2)
    assert made.rows["households"] == 360


def test_blocks_share_no_household():
    what = made_order(2000)
    seen: set[str] = set()
    for span in islice(what.spans(), 4):
        ids = set(decoded(make_block(what, span).households["household_id"]).tolist())
        assert not ids & seen
        seen |= ids
    assert seen
