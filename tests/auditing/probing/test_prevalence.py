"""One shift of the log-odds: nobody overtakes anybody, and the list changes all the same."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskscreen import decisions, records
from riskscreen.auditing.probing.prevalence import prevalence_table
from riskscreen.errors import InputError
from riskscreen.policy import load

POLICY = load("demo")


def shifted(risk, shift):
    odds = risk / (1 - risk) * np.exp(shift)
    return odds / (1 + odds)


def spread(seed, n=6000):
    """Return areas whose risks are spread differently: half the communes have a heavy tail."""
    rng = np.random.default_rng(seed)
    commune = rng.integers(0, 24, n)
    logit = -2 + rng.normal(0, np.where(commune % 2, 1.6, 0.5), n)
    return 1 / (1 + np.exp(-logit)), records.Areas(
        commune=np.char.add("c", commune.astype(str)),
        difficulty=np.where(commune % 3, "I", "III"),
        province=np.char.add("p", (commune // 6).astype(str)),
        region=np.where(commune < 12, "north", "south"),
    )


def drawer(rows, areas, rule="equal_cover", policy=POLICY):
    ids = np.char.add("k", np.arange(rows.n_children).astype(str))

    def draw(risk):
        return decisions.allocate(
            risk, areas=areas, weight=rows.weight, capacity=0.1, child_id=ids,
            booster_digest="b" * 64, policy=policy, rule=rule,
        )  # fmt: skip

    return draw


@pytest.fixture
def case(world):
    """Return rows, risks and areas of one world, a few children without a risk among them."""
    risk, areas = spread(4)
    risk[::50] = np.nan
    return replace(world(3, n=risk.size), risk=risk), risk, areas


def tabled(case, shift, *, rule="equal_cover", policy=POLICY):
    rows, risk, areas = case
    return prevalence_table(
        risk, shifted(risk, shift), rows, allocate=drawer(rows, areas, rule), areas=areas,
        policy=policy, published=0.05, shift=shift,
    )  # fmt: skip


def test_the_table_is_that_of_the_contract(case) -> None:
    table = tabled(case, -1.0)
    assert list(table) == [
        "published", "before", "after", "shift", "on_both", "list_share_changed", "tiers",
        "groups",
    ]  # fmt: skip
    assert (table["published"], table["shift"]) == (0.05, -1.0)
    assert [list(row) for row in table["tiers"]] == [["tier", "before", "after"]] * 3
    assert [row["tier"] for row in table["tiers"]] == list(decisions.TIERS)


def test_a_shift_of_nothing_changes_nothing(case) -> None:
    table = tabled(case, 0.0)
    assert table["before"] == pytest.approx(table["after"])
    assert (table["on_both"], table["list_share_changed"]) == (1.0, 0.0)
    assert all(row["before"] == row["after"] for row in table["tiers"])
    assert all(
        row["selection_rate_before"] == row["selection_rate_after"] for row in table["groups"]
    )


def test_where_risks_are_spread_otherwise_the_list_changes(case) -> None:
    assert tabled(case, 1.5)["list_share_changed"] > 0.01


def test_one_national_list_never_changes(case) -> None:
    assert tabled(case, 1.5, rule="one_list")["list_share_changed"] == 0


def test_figures_equal_a_count_by_hand(case) -> None:
    rows, risk, areas = case
    after = shifted(risk, 1.5)
    was, now = (drawer(rows, areas)(one).selected for one in (risk, after))
    table, w, has = tabled(case, 1.5), rows.weight, ~np.isnan(risk)
    assert table["on_both"] == pytest.approx(w[was & now].sum() / w[was].sum())
    assert table["list_share_changed"] == pytest.approx(w[now & ~was].sum() / w[now].sum())
    assert table["before"] == pytest.approx(np.average(risk[has], weights=w[has]))
    assert table["after"] == pytest.approx(np.average(after[has], weights=w[has]))
    girls = rows.groups["sex"] == "female"
    (row,) = (row for row in table["groups"] if row["group"] == "sex=female")
    assert row["selection_rate_before"] == pytest.approx(w[was & girls].sum() / w[girls].sum())
    assert row["selection_rate_after"] == pytest.approx(w[now & girls].sum() / w[girls].sum())
    assert row["n_children"] == girls.sum()


def test_tiers_are_those_of_the_cutoffs_that_each_set_of_risks_freezes(case) -> None:
    rows, risk, areas = case
    table = tabled(case, 1.5)
    has = ~np.isnan(risk)
    for name, one in (("before", risk), ("after", shifted(risk, 1.5))):
        cuts = drawer(rows, areas)(one).cutoffs
        named = decisions.tiers(one, *cuts.lookup(areas)[:2])
        shares = [
            rows.weight[named == tier].sum() / rows.weight[has].sum() for tier in decisions.TIERS
        ]
        assert [row[name] for row in table["tiers"]] == pytest.approx(shares)
        assert sum(row[name] for row in table["tiers"]) == pytest.approx(1)


@settings(max_examples=25)
@given(seed=st.integers(0, 9), shift=st.floats(-4, 4))
def test_within_an_area_nobody_overtakes_anybody(seed, shift) -> None:
    risk, areas = spread(seed, n=1500)
    weight, ids = np.ones(risk.size), np.arange(risk.size).astype(str)

    def draw(one):
        return decisions.allocate(
            one, areas=areas, weight=weight, capacity=0.1, child_id=ids,
            booster_digest="b" * 64, policy=POLICY,
        )  # fmt: skip

    was, now = draw(risk), draw(shifted(risk, shift))
    for commune in np.unique(areas.commune):
        of = np.flatnonzero(areas.commune == commune)
        assert (np.argsort(was.key[of]) == np.argsort(now.key[of])).all()


def test_a_small_group_is_not_printed(case, limits) -> None:
    rows, risk, areas = case
    sex = np.where(np.arange(rows.n_children) < 20, "female", "male")
    few = replace(rows, groups={**rows.groups, "sex": sex})
    table = tabled((few, risk, areas), 1.5)
    (row,) = (row for row in table["groups"] if row["group"] == "sex=female")
    assert row["suppressed"]
    assert row["selection_rate_before"] is row["n_children"] is None


def test_of_no_tier_the_share_is_printed_where_one_is_small(case) -> None:
    most = replace(POLICY, smallest_cell=(1000.0, 10.0))
    table = tabled(case, 1.5, policy=most)
    assert [row["before"] for row in table["tiers"]] == [None] * 3
    assert [row["after"] for row in table["tiers"]] == [None] * 3


def test_of_too_few_children_nothing_is_printed_but_the_rate_and_the_shift(case) -> None:
    whole = tabled(case, 1.5, policy=replace(POLICY, smallest_cell=(1e9, 10.0)))
    assert [whole[name] for name in ("before", "after", "on_both", "list_share_changed")] == (
        [None] * 4
    )
    assert (whole["published"], whole["shift"]) == (0.05, 1.5)


def test_where_nobody_has_a_risk_there_is_no_list_to_compare(case) -> None:
    rows, risk, areas = case
    none = np.full(risk.size, np.nan)
    table = tabled((replace(rows, risk=none), none, areas), 1.5)
    assert table["on_both"] is table["list_share_changed"] is table["before"] is None
    assert [row["before"] for row in table["tiers"]] == [None] * 3


def test_risks_that_are_not_one_shift_apart_are_refused(case) -> None:
    rows, risk, areas = case
    after = shifted(risk, 1.0)
    after[7] = 0.5
    with pytest.raises(InputError, match="for 1 of 6000 children; first is row 7"):
        prevalence_table(
            risk, after, rows, allocate=drawer(rows, areas), areas=areas, policy=POLICY,
            published=0.05, shift=1.0,
        )  # fmt: skip


def test_a_child_that_lost_its_risk_is_refused(case) -> None:
    rows, risk, areas = case
    after = shifted(risk, 1.0)
    after[7] = np.nan
    with pytest.raises(InputError, match="first is row 7"):
        prevalence_table(
            risk, after, rows, allocate=drawer(rows, areas), areas=areas, policy=POLICY,
            published=0.05, shift=1.0,
        )  # fmt: skip


def test_risks_of_other_children_are_refused(case) -> None:
    rows, risk, areas = case
    with pytest.raises(InputError, match="6000 children"):
        prevalence_table(
            risk[1:], risk[1:], rows, allocate=drawer(rows, areas), areas=areas, policy=POLICY,
            published=0.05, shift=0.0,
        )  # fmt: skip
