from dataclasses import replace

import numpy as np
import pytest
from tests.auditing.disclosing.reader import count_rows, ranges, rounded_rows

from riskscreen.auditing.disclosing.attack import Attack, close
from riskscreen.auditing.disclosing.counted import counted, name_of


def groups(table, policy):
    found = Attack(table, policy=policy).exposed()
    return found if found is None else {name_of(table.tied.keys[one.node]) for one in found}


def row(attribute, level, n_children, n_at_risk):
    return {"attribute": attribute, "level": level, "n_children": n_children,
            "n_at_risk": n_at_risk}  # fmt: skip


def square(hidden, n_children=100):
    """Return a 3 x 3 table of 100 children each, margins printed, these intersections hidden."""
    rows = [row("", "", 9 * n_children, 180)]
    rows += [row(name, level, 3 * n_children, 60) for name in "ab" for level in "xyz"]
    return rows + [
        row("a & b", f"{one} & {two}", *((None, None) if one + two in hidden else (n_children, 20)))
        for one in "xyz"
        for two in "xyz"
    ]


@pytest.mark.parametrize(
    ("hidden", "found"),
    [
        (["xx"], {"a=x & b=x"}),
        (["xx", "yy"], {"a=x & b=x", "a=y & b=y"}),
        (["xx", "xy", "yx", "yy"], set()),
    ],
    ids=["alone", "no cycle", "a cycle hides all four"],
)
def test_a_hidden_group_needs_company_in_every_direction(limits, hidden, found):
    limits = replace(limits, smallest_cell=(150.0, 50.0))
    table = counted(square(hidden), policy=limits, levels={"a": "xyz", "b": "xyz"},
                    to_be_rounded=False)  # fmt: skip
    assert groups(table, limits) == found


def test_counts_that_contradict_each_other_are_nobodys(limits):
    rows = [row("", "", 1000, 100), row("a", "x", 100, 10), row("a", "y", 100, 10)]
    table = counted(rows, policy=limits, levels={"a": "xyz"}, to_be_rounded=False)
    assert groups(table, limits) == {"a=z"} - {"a=z"}
    whole = counted(rows, policy=limits, levels={"a": "xy", "b": "x"}, to_be_rounded=False)
    whole.guarded[:] = True
    assert groups(whole, limits) is None


@pytest.mark.parametrize(
    ("lo", "hi", "narrow"),
    [(0, 28, True), (0, 29, False), (30, 31, False), (29, 40, True)],
    ids=["28 of 29", "every small count", "surely not small", "perhaps small"],
)
def test_a_range_is_close_where_fewer_counts_remain_than_are_small(limits, lo, hi, narrow):
    limits = replace(limits, smallest_cell=(30.0, 30.0))
    got = close(np.full((2, 1), lo), np.full((2, 1), hi), limits)
    assert got.tolist() == [[narrow]] * 2


@pytest.mark.parametrize("seed", range(4))
def test_the_attack_finds_what_a_reader_from_the_rows_up_finds(limits, seed):
    rng = np.random.default_rng(seed)
    children = [
        (f"e{min(rng.geometric(0.5), 3)}", f"r{rng.integers(3)}", f"s{rng.integers(2)}",
         rng.random() < 0.3)
        for _ in range(1500)
    ]  # fmt: skip
    rows = rounded_rows(count_rows(children, limits))
    picked = rng.choice(len(rows), 8, replace=False)
    rows = [one | ({"n_children": None, "n_at_risk": None} if place in picked else {})
            for place, one in enumerate(rows)]  # fmt: skip
    hidden = {one["group"] for one in rows if one["n_children"] is None}
    spans = ranges(rows, hidden)
    small = {0: 30, 1: 10}
    expected = {
        group
        for (group, count), (lo, hi) in spans.items()
        if hi - lo < small[count] - 1 - 1e-6 and lo < small[count] - 1e-6
    }
    levels = {name: {one["level"] for one in rows if one["attribute"] == name}
              for name in ("ethnicity", "region", "sex")}  # fmt: skip
    table = counted(rows, policy=limits, levels=levels, to_be_rounded=False)
    assert groups(table, limits) == expected
