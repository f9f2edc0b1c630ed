"""Whom people decide away from a visit is counted by group, reported, and never judges."""

from dataclasses import replace

import numpy as np
import pytest

from riskscreen import auditing, measures
from riskscreen.auditing.disclosing.quotient import quotient
from riskscreen.auditing.overriding import CODE, override_findings, override_rows
from riskscreen.core import Finding, Verdict
from riskscreen.errors import InputError


@pytest.fixture
def rows(fair):
    """8,000 children, a tenth of them listed."""
    return fair


def decided(rows, *, minority=0.3, others=0.05, seed=5, **counts):
    """Return decisions against a visit by the group's own share, and towards one at random."""
    rng = np.random.default_rng(seed)
    share = np.where(rows.groups["ethnicity"] == "minority", minority, others)
    chance = rng.random(rows.n_children)
    return auditing.Decided(
        away=rows.selected & (chance < share), towards=~rows.selected & (chance < 0.01), **counts
    )


def by_group(listed):
    return {row["group"]: row for row in listed}


def test_the_table_counts_by_group_what_a_hand_counts(rows, limits):
    given = decided(rows)
    table = by_group(override_rows(rows, given, policy=limits))
    assert set(table) == {
        "overall", "ethnicity=kinh_hoa", "ethnicity=minority", "sex=female", "sex=male",
        "region=north", "region=centre", "region=south",
    }  # fmt: skip
    own = rows.groups["ethnicity"] == "minority"
    row = table["ethnicity=minority"]
    assert row["n_listed"] == (own & rows.selected).sum()
    assert row["n_away"] == (own & given.away).sum()
    assert row["n_towards"] == (own & given.towards).sum()
    for name, happened, of in (
        ("away_share", given.away, own & rows.selected),
        ("away_share_others", given.away, ~own & rows.selected),
        ("towards_share", given.towards, own & ~rows.selected),
    ):
        assert row[name] == quotient((of & happened).sum(), of.sum())
        assert row[name] == pytest.approx(happened[of].mean(), abs=10 / of.sum())
    assert row["n_listed_others"] == (~own & rows.selected).sum()
    assert row["compared"] == "more_often"
    assert not row["suppressed"]


def test_the_printed_interval_holds_the_exact_one_by_the_design(rows, limits):
    given = decided(rows)
    row = by_group(override_rows(rows, given, policy=limits))["overall"]
    of = rows.selected
    lo, hi = measures.korn_graubard(
        given.away[of], np.ones(of.sum()), confidence=0.95,
        design=measures.clusters(rows.stratum[of], rows.psu[of]),
    )  # fmt: skip
    assert 0 < row["away_share_lo"] <= lo < row["away_share"] < hi <= row["away_share_hi"]
    assert row["away_share_hi"] - row["away_share_lo"] < hi - lo + 0.06


def test_a_group_that_is_decided_away_more_often_is_seen(rows, limits):
    found = by_group(one.to_dict() for one in override_findings(rows, decided(rows), policy=limits))
    assert found["ethnicity=minority"]["detail"].startswith("more often than among all other")
    assert found["ethnicity=kinh_hoa"]["detail"] == "less often than among all other children"
    assert found["sex=female"]["detail"] == ""
    assert not any(one["judges"] for one in found.values())


@pytest.mark.parametrize("seed", range(10))
def test_where_all_are_decided_alike_hardly_any_group_is_named(rows, limits, seed):
    given = decided(rows, minority=0.1, others=0.1, seed=seed)
    found = override_findings(rows, given, policy=limits)
    assert sum("often" in one.detail for one in found) <= 2


@pytest.mark.parametrize("many", [0, 4])
def test_of_a_few_decisions_neither_share_nor_comparison_is_told(rows, limits, many):
    """What is printed as under 5 may be none: no figure beside it says otherwise."""
    away = np.zeros(rows.n_children, dtype=bool)
    away[np.flatnonzero(rows.selected)[:many]] = True
    towards = np.zeros(rows.n_children, dtype=bool)
    towards[np.flatnonzero(~rows.selected)[:many]] = True
    given = auditing.Decided(away, towards)
    nobody = auditing.Decided(np.zeros_like(away), np.zeros_like(away))
    shown, none = (
        auditing.publish({"overrides": override_rows(rows, one, policy=limits)}, policy=limits)
        for one in (given, nobody)
    )
    assert shown == none
    for row in shown["overrides"]:
        assert row["away_share"] is row["away_share_others"] is row["compared"] is None
        assert row["towards_share"] is None
    found = override_findings(rows, given, policy=limits)
    assert found == override_findings(rows, nobody, policy=limits)
    assert {one.measured for one in found} == {None}
    assert {one.verdict for one in found} == {Verdict.PASS}
    assert {one.detail.partition(":")[0] for one in found[1:]} == {
        "fewer than 5 listed children decided away"
    }


def test_that_a_group_alone_is_decided_away_is_told_where_the_others_are_a_few(rows, limits):
    given = decided(rows, minority=0.3, others=0.0)
    row = by_group(override_rows(rows, given, policy=limits))["ethnicity=minority"]
    assert row["away_share_others"] is None
    assert row["compared"] == "more_often"


def test_of_a_few_listed_children_nothing_is_told(rows, limits):
    few = rows.selected & (np.cumsum(rows.selected & (rows.groups["sex"] == "female")) <= 29)
    few |= rows.selected & (rows.groups["sex"] == "male")
    small = replace(rows, selected=few)
    given = decided(small)
    row = by_group(override_rows(small, given, policy=limits))["sex=female"]
    assert row["n_listed"] is row["n_away"] is row["away_share"] is row["away_share_lo"] is None
    assert row["towards_share"] is not None
    found = by_group(one.to_dict() for one in override_findings(small, given, policy=limits))
    assert found["sex=female"]["measured"] is None
    assert found["sex=female"]["verdict"] == Verdict.INSUFFICIENT
    assert "fewer than 30 listed children" in found["sex=female"]["detail"]


def test_beside_a_level_of_few_listed_children_another_is_not_told(rows, limits):
    """Everyone's figure less that of the boys would be that of 29 girls."""
    few = rows.selected & (np.cumsum(rows.selected & (rows.groups["sex"] == "female")) <= 29)
    few |= rows.selected & (rows.groups["sex"] == "male")
    small = replace(rows, selected=few)
    given = decided(small)
    table = by_group(override_rows(small, given, policy=limits))
    assert table["sex=male"]["n_listed"] is table["sex=male"]["compared"] is None
    assert table["sex=male"]["towards_share"] is not None
    assert table["ethnicity=minority"]["away_share"] is not None
    found = by_group(one.to_dict() for one in override_findings(small, given, policy=limits))
    assert found["sex=male"]["measured"] is found["sex=male"]["interval"] is None
    assert found["sex=male"]["verdict"] == Verdict.INSUFFICIENT
    assert found["sex=male"]["detail"].startswith("withheld")


@pytest.mark.parametrize("many", [0, 14, 28])
def test_decided_towards_is_not_told_where_a_few_off_the_list_are_left(rows, limits, many):
    """Everyone's figure less that of Kinh and Hoa would be that of 28 minority children."""
    off, on = np.flatnonzero(~rows.selected), np.flatnonzero(rows.selected)
    risk, free = off[rows.at_risk[off]][:18], off[~rows.at_risk[off]][:10]
    minority = np.concatenate([risk, free, on[:8]])
    ethnicity = np.full(rows.n_children, "kinh_hoa", dtype="<U20")
    ethnicity[minority] = "minority"
    small = replace(rows, groups={**rows.groups, "ethnicity": ethnicity})
    towards = np.zeros(rows.n_children, dtype=bool)
    towards[minority[:many]] = True
    given = auditing.Decided(away=np.zeros_like(towards), towards=towards)
    table = by_group(override_rows(small, given, policy=limits))
    for group in ("ethnicity=minority", "ethnicity=kinh_hoa"):
        assert table[group]["n_towards"] is table[group]["towards_share"] is None
    assert table["overall"]["n_towards"] == many
    assert table["sex=female"]["n_towards"] is not None


def test_of_a_few_off_the_list_the_listed_are_told(rows, limits):
    """A level that is listed nearly whole: 28 of its children are not."""
    male = np.flatnonzero(~rows.selected & (rows.groups["sex"] == "male"))
    listed = rows.selected.copy()
    listed[male[28:]] = True
    full = replace(rows, selected=listed)
    row = by_group(override_rows(full, decided(full), policy=limits))["sex=male"]
    assert row["n_towards"] is row["towards_share"] is None
    assert row["away_share"] is not None


def test_a_group_without_enough_others_is_not_compared(rows, limits):
    rest = np.cumsum(rows.selected) > 20
    alone = replace(rows, groups={**rows.groups, "sex": np.where(rest, "male", "not_recorded")})
    given = decided(alone)
    row = by_group(override_rows(alone, given, policy=limits))["sex=male"]
    assert row["away_share_others"] is row["n_listed_others"] is row["compared"] is None
    assert row["n_listed"] is not None
    found = by_group(one.to_dict() for one in override_findings(alone, given, policy=limits))
    assert found["sex=female"]["measured"] is None
    assert "too few listed children among all others" in found["sex=male"]["detail"]


def test_a_small_group_is_suppressed(rows, limits):
    tiny = np.where(np.arange(rows.n_children) < 20, "south", "north")
    small = replace(rows, groups={**rows.groups, "region": tiny})
    row = by_group(override_rows(small, decided(small), policy=limits))["region=south"]
    assert row["suppressed"]
    assert row["n_children"] is row["towards_share"] is None
    found = by_group(
        one.to_dict() for one in override_findings(small, decided(small), policy=limits)
    )
    assert found["region=south"]["measured"] is None


def test_decisions_of_other_children_are_refused(rows, limits):
    short = np.zeros(3, dtype=bool)
    for ask in (override_rows, override_findings):
        with pytest.raises(InputError, match=r"decisions of shape \(3,\)"):
            ask(rows, auditing.Decided(short, short), policy=limits)


@pytest.fixture
def audited(rows, limits):
    """An audit that passed, with the groups' table alone."""
    groups = override_rows(rows, decided(rows), policy=limits)
    kept = ("group", "attribute", "level", "n_children", "n_at_risk", "suppressed")
    passed = [
        Finding(code, "asked", Verdict.PASS, measured=0.0, judges=True, outcome="dropout")
        for code in ("AUD-01", "AUD-25", "GAT-09")
    ]
    return auditing.Audit(
        outcome="dropout",
        findings=tuple(passed),
        tables={"groups": [{name: row[name] for name in kept} for row in groups]},
        window="later",
        design={},
    )


def test_an_audit_gets_table_and_findings_and_its_verdict_stays(rows, audited, limits):
    again = auditing.with_overrides(audited, rows, decided(rows), policy=limits)
    assert again.verdict == audited.verdict == Verdict.PASS
    assert len(again.tables["overrides"]) == 8
    codes = [one.code for one in again.findings]
    assert codes == ["AUD-01", "AUD-25", *[CODE] * 8, "GAT-09"]
    twice = auditing.with_overrides(again, rows, decided(rows), policy=limits)
    assert [one.code for one in twice.findings] == codes


def test_what_is_printed_is_rounded_as_every_table_is(rows, audited, limits):
    again = auditing.with_overrides(audited, rows, decided(rows), policy=limits)
    raw = by_group(again.tables["overrides"])
    shown = by_group(auditing.publish(again.tables, policy=limits)["overrides"])
    for row in shown.values():
        counts = [row[name] for name in ("n_listed", "n_away", "n_towards")]
        assert all(count == auditing.rounded(count) for count in counts if count is not None)
    shares = [name for name in shown["overall"] if "_share" in name]
    for group, row in shown.items():
        assert [row[name] for name in shares] == [raw[group][name] for name in shares]


def test_every_count_behind_a_printed_one_is_printed_alike(rows, audited, limits):
    """Ten decisions more or fewer in the window of a printed count: nothing that is told moves."""
    listed = np.flatnonzero(rows.selected)
    told = []
    for many in (35, 38, 44):
        away = np.zeros(rows.n_children, dtype=bool)
        away[listed[:many]] = True
        given = auditing.Decided(away, np.zeros_like(away))
        again = auditing.with_overrides(audited, rows, given, policy=limits)
        (row,) = [
            one
            for one in auditing.publish(again.tables, policy=limits)["overrides"]
            if one["group"] == "overall"
        ]
        (found,) = [one for one in again.findings if (one.code, one.group) == (CODE, "overall")]
        assert (found.measured, found.interval) == (
            row["away_share"], (row["away_share_lo"], row["away_share_hi"])
        )  # fmt: skip
        told.append(row)
    assert told[0] == told[1] == told[2]


def test_of_a_few_decisions_it_is_told_that_there_are_some(rows, audited, limits):
    given = decided(rows, n_decided=43, n_unmatched=3, n_other_times=5, releases=("a 1",))
    again = auditing.with_overrides(audited, rows, given, policy=limits)
    assert again.tables["overrides_counted"]["n_not_judged"] == 3
    assert auditing.publish(again.tables, policy=limits)["overrides_counted"] == {
        "n_decided": 40, "n_not_judged": None, "n_away_off_list": 0, "n_towards_listed": 0,
        "n_something_else": 0, "n_other_times": 10, "n_other_releases": 0, "n_other_outcomes": 0,
        "releases": ["a 1"],
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(10))
def test_every_decision_stands_in_the_row_of_everyone_or_is_counted_apart(
    rows, audited, limits, seed
):
    """Whoever is decided about, on the list or off it, judged or not: none disappears."""
    rng = np.random.default_rng(seed)
    shares = rng.dirichlet([1, 1, 1, 20])
    said = rng.choice(["no_visit", "visit", "other", ""], size=rows.n_children, p=shares)
    unmatched = int(rng.integers(0, 50))
    given = auditing.Decided(
        away=said == "no_visit",
        towards=said == "visit",
        n_decided=int((said != "").sum()) + unmatched,
        n_unmatched=unmatched,
        n_something_else=int((said == "other").sum()),
    )
    tables = auditing.with_overrides(audited, rows, given, policy=limits).tables
    apart, everyone = tables["overrides_counted"], by_group(tables["overrides"])["overall"]
    assert min(apart["n_away_off_list"], apart["n_towards_listed"]) > 0
    names = ("n_not_judged", "n_away_off_list", "n_towards_listed", "n_something_else")
    assert apart["n_decided"] == (
        everyone["n_away"] + everyone["n_towards"] + sum(apart[name] for name in names)
    )


def test_of_a_few_decided_off_the_list_it_is_told_that_there_are_some(rows, audited, limits):
    away = np.zeros(rows.n_children, dtype=bool)
    away[np.flatnonzero(~rows.selected)[:4]] = True
    towards = np.zeros_like(away)
    towards[np.flatnonzero(rows.selected)[:23]] = True
    given = auditing.Decided(away, towards, n_decided=27)
    again = auditing.with_overrides(audited, rows, given, policy=limits)
    shown = auditing.publish(again.tables, policy=limits)["overrides_counted"]
    assert (shown["n_away_off_list"], shown["n_towards_listed"]) == (None, 20)


def test_what_is_told_of_published_counts_is_no_more_than_they_are(rows, audited, limits):
    given = decided(rows, n_decided=43, n_unmatched=3)
    again = auditing.with_overrides(audited, rows, given, policy=limits)
    counts = auditing.publish(again.tables, policy=limits)["overrides_counted"]
    assert auditing.apart_in_words(counts) == (
        "40 children decided about within the time of the list; fewer than 5 children of them are "
        "not judged here"
    )
