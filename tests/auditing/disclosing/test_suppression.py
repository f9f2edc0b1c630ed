import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.auditing.disclosing.reader import count_rows, ranges, rounded_rows

from riskscreen import auditing
from riskscreen.auditing.disclosing import suppression
from riskscreen.policy import load

WIDTH = (29, 9)  # every small count stays possible, 0 included


def row(level, n_children, n_at_risk, attribute="sex", **more):
    return {
        "group": f"{attribute}={level}", "attribute": attribute, "level": level,
        "n_children": n_children, "n_at_risk": n_at_risk, "auc": 0.7, **more,
    }  # fmt: skip


def hidden(rows):
    return [entry["group"] for entry in rows if entry["suppressed"]]


@pytest.mark.parametrize(("children", "cases"), [(29, 20), (300, 9), (0, 0)])
def test_a_small_cell_keeps_its_name_only(limits, children, cases):
    (got,) = auditing.suppress([row("female", children, cases)], policy=limits)
    assert got["suppressed"]
    assert got["group"] == "sex=female"
    assert (got["n_children"], got["n_at_risk"], got["auc"]) == (None, None, None)


def test_a_cell_at_the_limit_is_printed(limits):
    (got,) = auditing.suppress([row("female", 30, 10)], policy=limits)
    assert (got["suppressed"], got["auc"]) == (False, 0.7)


@pytest.mark.parametrize(
    ("children", "cases", "gone"),
    [(300, 300, True), (300, 291, True), (300, 280, False), (1224, 1199, True)],
    ids=["all", "all but nine", "all but twenty", "none once both are rounded"],
)
def test_children_who_are_not_at_risk_are_no_small_cell_either(limits, children, cases, gone):
    (got,) = auditing.suppress([row("female", children, cases)], policy=limits)
    assert got["suppressed"] is gone


def test_tables_of_the_same_groups_are_attacked_once(limits, monkeypatch):
    rows = [row("female", 13, 4), row("male", 150, 30), row("other", 140, 20)]
    first = auditing.suppress(rows, policy=limits)
    monkeypatch.setattr(suppression, "Attack", None)
    again = auditing.suppress([one | {"auc": 0.6} for one in rows], policy=limits)
    assert hidden(again) == hidden(first)


def test_another_smallest_cell_is_another_attack(limits):
    rows = [row("female", 40, 12), row("male", 150, 30), row("other", 140, 20)]
    assert hidden(auditing.suppress(rows, policy=limits)) == []
    assert hidden(auditing.suppress(rows, policy=replace(limits, smallest_cell=(50.0, 10.0))))


def test_a_single_hidden_cell_cannot_be_found_by_subtraction(limits):
    rows = [row("female", 12, 3), row("male", 150, 30), row("other", 140, 20)]
    got = auditing.suppress(rows, policy=limits)
    assert hidden(got) == ["sex=female", "sex=other"]


def test_a_row_withheld_for_anothers_sake_loses_its_figures_too(limits):
    rows = [row("female", 12, 3), row("male", 150, 30), row("other", 140, 20)]
    got = auditing.suppress(rows, policy=limits)
    assert (got[2]["n_children"], got[2]["auc"]) == (None, None)


def test_the_rounding_of_large_groups_hides_a_small_remainder(limits):
    rows = [row("female", 19_000, 2_000), row("male", 21_000, 2_400), row("other", 12, 3)]
    assert hidden(auditing.suppress(rows, policy=limits)) == ["sex=other"]


def test_two_hidden_cells_hide_each_other(limits):
    rows = [row("female", 20, 6), row("male", 22, 8), row("other", 400, 50)]
    got = auditing.suppress(rows, policy=limits)
    assert got[2]["n_children"] == 400


def test_a_group_without_a_row_is_guarded_too(limits):
    rows = [row("", 300, 60, attribute=""), row("female", 150, 30), row("male", 140, 28)]
    assert hidden(auditing.suppress(rows, policy=limits))


def test_an_intersection_goes_before_a_required_margin(limits):
    children = [("e1", "r1", "s1", place % 5 == 0) for place in range(140)]
    children += [("e1", "r1", "s2", place % 5 == 0) for place in range(12)]
    children += [("e1", "r2", sex, place % 5 == 0) for place in range(150) for sex in ("s1", "s2")]
    children += [("e2", "r2", sex, place % 5 == 0) for place in range(150) for sex in ("s1", "s2")]
    gone = hidden(auditing.suppress(count_rows(children, limits), policy=limits))
    assert "region=r1 & sex=s2" in gone
    assert len(gone) > 2
    assert all("&" in name for name in gone)


def test_bins_of_a_group_hide_each_other(limits):
    rows = [row("female", n, a, bin=place) for place, (n, a) in enumerate([(100, 30), (12, 2)])]
    assert [one["suppressed"] for one in auditing.suppress(rows, policy=limits)] == [True, True]


def test_children_missing_from_a_bin_are_guarded(limits):
    rows = [row("female", 100, 30, bin=1), row("male", 100, 30, bin=1),
            row("", 206, 61, bin=1, attribute="")]  # fmt: skip
    assert hidden(auditing.suppress(rows, policy=limits))


def test_repeated_counts_are_hidden_alike(limits):
    rows = [
        row(level, n, n // 5, capacity=capacity)
        for capacity in (0.1, 0.2)
        for level, n in (("female", 12), ("male", 150), ("other", 140))
    ]
    assert hidden(auditing.suppress(rows, policy=limits)) == ["sex=female", "sex=other"] * 2


def test_no_row_gives_no_row(limits):
    assert auditing.suppress([], policy=limits) == []


@st.composite
def tables(draw):
    """Children of three attributes of 2-6 levels, some levels rare, some not recorded."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    n_children = draw(st.sampled_from([60, 400, 1500, 6000]))
    columns = []
    for letter in "ers":
        levels = [f"{letter}{place}" for place in range(draw(st.integers(2, 6)))]
        share = rng.dirichlet(np.full(len(levels), draw(st.sampled_from([0.3, 1.0, 5.0]))))
        column = rng.choice(levels, n_children, p=share).astype("<U12")
        column[rng.random(n_children) < draw(st.sampled_from([0.0, 0.005, 0.05]))] = "not_recorded"
        columns.append(column.tolist())
    cases = (rng.random(n_children) < draw(st.sampled_from([0.03, 0.15]))).tolist()
    return list(zip(*columns, cases, strict=True))


few = settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow])


@few
@given(tables())
def test_no_hidden_cell_of_a_random_table_can_be_pinned_down(children):
    limits = load()
    rows = count_rows(children, limits)
    got = rounded_rows(auditing.suppress(rows, policy=limits))
    small = [one["group"] for one in rows if one["n_children"] < 30 or one["n_at_risk"] < 10]
    for (group, count), (lo, hi) in ranges(got, set(small[:: 1 + len(small) // 6])).items():
        surely_not_small = lo >= limits.smallest_cell[count] - 1e-6
        assert surely_not_small or hi - lo >= WIDTH[count] - 1e-6, group


@few
@given(tables())
def test_suppressing_twice_changes_nothing(children):
    once = auditing.suppress(count_rows(children, load()), policy=load())
    assert auditing.suppress(once, policy=load()) == once


@few
@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(children, random):
    rows = count_rows(children, load())
    shuffled = random.sample(rows, len(rows))
    assert sorted(hidden(auditing.suppress(rows, policy=load()))) == sorted(
        hidden(auditing.suppress(shuffled, policy=load()))
    )


@pytest.mark.parametrize(("size", "expected"), [(2, "all"), (500, "none")])
def test_everything_small_hides_everything_and_nothing_small_nothing(limits, size, expected):
    children = [
        (f"e{e}", f"r{r}", f"s{s}", place % 5 == 0)
        for e in (1, 2) for r in (1, 2) for s in (1, 2) for place in range(size)
    ]  # fmt: skip
    rows = count_rows(children, limits)
    gone = hidden(auditing.suppress(rows, policy=replace(limits, smallest_cell=(30.0, 10.0))))
    assert gone == ([one["group"] for one in rows] if expected == "all" else [])


def test_ninety_six_intersections_take_under_two_seconds_of_one_processor(limits):
    rng = np.random.default_rng(1)
    n = 20_000
    children = list(zip(
        rng.choice([f"e{place}" for place in range(8)], n, p=rng.dirichlet(np.full(8, 2.0))),
        rng.choice([f"r{place}" for place in range(6)], n),
        rng.choice(["s0", "s1"], n),
        (rng.random(n) < 0.1).tolist(),
        strict=True,
    ))  # fmt: skip
    rows = count_rows(children, limits)
    start = time.process_time()
    got = auditing.suppress(rows, policy=limits)
    spent = time.process_time() - start
    assert hidden(got)
    # the aim is 0.5 s; neighbours on the machine slow even a process's own clock
    assert spent < 2.0
