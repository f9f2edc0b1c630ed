from dataclasses import replace

import numpy as np
import pytest
from tests.auditing import edges

from riskscreen import measures
from riskscreen.auditing.probing.proxy import Carrier, proxies, proxy_findings, proxy_rows
from riskscreen.core import Verdict


def _with(fair, **columns):
    return replace(
        fair, features=np.column_stack(list(columns.values())), feature_names=tuple(columns)
    )


def _found(rows, limits, seed=0, replicates=200):
    evidence = edges.evidence_of(rows, limits, replicates=replicates)
    return proxies(evidence, policy=limits, rng=np.random.default_rng(seed))


@pytest.fixture(scope="module")
def rows(fair):
    """Return a list whose inputs know the minority by its places and by what is not recorded."""
    rng = np.random.default_rng(5)
    minority = fair.groups["ethnicity"] == "minority"
    north = fair.groups["region"] == "north"
    gap = np.where(minority & (rng.random(8000) < 0.3), np.nan, rng.normal(0, 1, 8000))
    return _with(
        fair,
        area_income=rng.normal(0, 1, 8000) - 2.0 * minority,
        grade_gap_years=gap,
        hours=rng.normal(0, 1, 8000) + north,
    )


@pytest.fixture(scope="module")
def found(rows, limits):
    return {one.cell.name: one for one in _found(rows, limits)}


def test_every_level_of_every_required_attribute_is_asked_for(found, limits):
    levels = sum(len(group.levels) for group in limits.groups.values() if group.required)
    assert len(found) == levels


def test_an_input_that_knows_the_group_is_found_out(found):
    """Two normal populations two apart: their AUC is 0.921, and what is missing adds to it."""
    auc = found["ethnicity=minority"].values[0]
    assert 0.92 < auc < 0.96


def test_what_no_input_knows_is_foretold_like_a_coin(found):
    one = found["sex=female"]
    error = measures.standard_error(one.values[:1], one.values[1:])[0]
    assert abs(one.values[0] - 0.5) < 3 * error
    assert error < 0.02


def test_two_levels_are_each_others_mirror(found):
    assert found["sex=female"].values == pytest.approx(found["sex=male"].values)


def test_several_levels_are_each_asked_against_all_others(found):
    north, south = found["region=north"], found["region=south"]
    assert north.values[0] > 0.7
    assert south.values[0] < north.values[0]


def test_siblings_and_neighbours_never_teach_the_model_about_a_child(fair, limits):
    """Each PSU has its own number and its own people: within it all is known, across it nothing."""
    psu = fair.psu.astype(int)
    rng = np.random.default_rng(2)
    place = rng.permutation(60)[psu].astype(float)
    level = np.where(rng.random(60)[psu] < 0.5, "minority", "kinh_hoa")
    rows = replace(_with(fair, place=place), groups={**fair.groups, "ethnicity": level})
    auc = {one.cell.name: one for one in _found(rows, limits)}["ethnicity=minority"].values[0]
    assert auc < 0.75


def test_folds_without_the_level_do_not_lower_the_figure_by_their_base_rate(fair, limits):
    """Nothing to learn: across folds the others' base rates would rank against the level."""
    rows = _with(fair, noise=np.zeros(8000))
    for one in _found(rows, limits):
        assert one.values[0] == pytest.approx(0.5)


def test_replicates_agree_with_the_exact_ones_to_first_order(rows, limits):
    """All in one fold's terms: the standard error is within a tenth of the exact replicates'."""
    evidence = edges.evidence_of(rows, limits, replicates=200)
    one = {p.cell.name: p for p in proxies(evidence, policy=limits, rng=np.random.default_rng(0))}[
        "ethnicity=minority"
    ]
    minority = (rows.groups["ethnicity"] == "minority").astype(float)
    drawn = evidence.replicates
    exact = measures.weighted_auc_replicates(
        minority, -rows.features[:, 0], rows.weight, drawn.index, drawn.factors
    )
    error = measures.standard_error(one.values[:1], one.values[1:])[0]
    alone = measures.weighted_auc(minority, -rows.features[:, 0], rows.weight)
    assert error == pytest.approx(measures.standard_error([alone], exact)[0], rel=0.35)


def test_the_strongest_inputs_alone_are_named_missing_ones_too(rows, found):
    carriers = found["ethnicity=minority"].carriers
    minority = (rows.groups["ethnicity"] == "minority").astype(float)
    gap = np.isnan(rows.features[:, 1])
    assert carriers[0] == Carrier(
        "area_income",
        pytest.approx(measures.weighted_auc(minority, -rows.features[:, 0], rows.weight)),
    )
    assert carriers[1] == Carrier(
        "grade_gap_years (not recorded)",
        pytest.approx(measures.weighted_auc(minority, gap.astype(float), rows.weight)),
    )


def test_a_recorded_input_is_looked_at_where_it_is_recorded(rows, found):
    carriers = {one.feature: one.auc for one in found["ethnicity=minority"].carriers}
    known = ~np.isnan(rows.features[:, 1])
    minority = (rows.groups["ethnicity"] == "minority")[known].astype(float)
    auc = measures.weighted_auc(minority, rows.features[known, 1], rows.weight[known])
    assert carriers["grade_gap_years"] == pytest.approx(max(auc, 1 - auc))


def test_at_most_eight_carriers_are_named_strongest_first(fair, limits):
    rng = np.random.default_rng(0)
    rows = _with(fair, **{f"x{place}": rng.normal(0, 1, 8000) for place in range(12)})
    for one in _found(rows, limits, replicates=2):
        aucs = [carrier.auc for carrier in one.carriers]
        assert len(aucs) == 8
        assert aucs == sorted(aucs, reverse=True)


def test_an_input_recorded_for_a_few_is_no_carrier(fair, limits):
    few = np.full(8000, np.nan)
    few[np.flatnonzero(fair.groups["ethnicity"] == "minority")[:29]] = 1.0
    few[np.flatnonzero(fair.groups["ethnicity"] == "kinh_hoa")[:500]] = 0.0
    one = {p.cell.name: p for p in _found(_with(fair, few=few), limits)}["ethnicity=minority"]
    assert [carrier.feature for carrier in one.carriers] == ["few (not recorded)"]


def test_who_is_not_recorded_stands_on_neither_side(rows, limits):
    level = rows.groups["ethnicity"].astype("<U12").copy()
    level[:3000] = "not_recorded"
    hidden = replace(rows, groups={**rows.groups, "ethnicity": level})
    found = {one.cell.name: one for one in _found(hidden, limits)}
    one = found["ethnicity=minority"]
    assert one.counts.n_children + one.other_counts.n_children == 5000
    noise = rows.features.copy()
    noise[:3000] = 99.0
    same = {p.cell.name: p for p in _found(replace(hidden, features=noise), limits)}
    assert same["ethnicity=minority"].values[0] == pytest.approx(one.values[0], abs=0.01)
    assert same["ethnicity=minority"].carriers == one.carriers


def test_children_teach_by_their_weight(fair, limits):
    """The input points one way among light children, the other among heavy ones."""
    rng = np.random.default_rng(1)
    minority = fair.groups["ethnicity"] == "minority"
    heavy = rng.random(8000) < 0.4
    hint = rng.normal(0, 1, 8000) + np.where(heavy, 1, -1) * np.where(minority, 2, -2)
    rows = replace(_with(fair, hint=hint), weight=np.where(heavy, 1.0, 0.01))
    auc = {one.cell.name: one for one in _found(rows, limits)}["ethnicity=minority"].values[0]
    assert auc > 0.9


def test_the_same_seed_gives_the_same_figures(rows, limits):
    first, again = (_found(rows, limits, seed=4, replicates=2) for _ in range(2))
    for one, same in zip(first, again, strict=True):
        assert np.array_equal(one.values, same.values)


def test_a_line_has_the_figure_its_bounds_and_its_carriers(found, limits):
    (line,) = [
        line
        for line in proxy_rows(tuple(found.values()), policy=limits, confidence=0.95)
        if line["group"] == "ethnicity=minority"
    ]
    assert 0.5 < line["lo"] < line["auc"] < line["hi"] <= 1
    assert line["carriers"][0]["feature"] == "area_income"
    assert not line["suppressed"]


def test_findings_are_reported_and_say_what_describes_places(found, limits):
    findings = {
        f.group: f for f in proxy_findings(tuple(found.values()), policy=limits, outcome="dropout")
    }
    finding = findings["ethnicity=minority"]
    assert (finding.code, finding.judges, finding.limit) == ("AUD-18", False, None)
    assert finding.verdict is Verdict.PASS
    assert "strongest alone: area_income" in finding.detail
    assert "1 of the 4 strongest describe places, and groups live apart" in finding.detail
    assert "strongest that does not: grade_gap_years (not recorded)" in finding.detail


def test_a_finding_says_who_was_left_out(rows, limits):
    level = rows.groups["ethnicity"].astype("<U12").copy()
    level[:100] = "not_recorded"
    found = _found(replace(rows, groups={**rows.groups, "ethnicity": level}), limits, replicates=20)
    details = {f.group: f.detail for f in proxy_findings(found, policy=limits, outcome="dropout")}
    assert "without a recorded ethnicity stand on neither side" in details["ethnicity=minority"]
    assert "neither side" not in details["sex=female"]


@pytest.mark.parametrize("columns", [None, 0])
def test_without_features_nothing_is_measured(fair, limits, columns):
    bare = None if columns is None else np.empty((8000, 0))
    found = _found(replace(fair, features=bare, feature_names=()), limits, replicates=20)
    for finding in proxy_findings(found, policy=limits, outcome="dropout"):
        assert (finding.verdict, finding.measured) == (Verdict.INSUFFICIENT, None)
    assert proxy_rows(found, policy=limits, confidence=0.95)[0]["auc"] is None


@pytest.mark.parametrize("name", ["one PSU", "absent", "one child", "nobody recorded"])
def test_what_cannot_be_asked_is_insufficient_evidence(rows, limits, name):
    found = _found(edges.edge(name, rows), limits, replicates=20)
    findings = {f.group: f for f in proxy_findings(found, policy=limits, outcome="dropout")}
    finding = findings["ethnicity=minority"]
    assert (finding.verdict, finding.measured) == (Verdict.INSUFFICIENT, None)


@pytest.mark.parametrize("name", edges.NAMES)
def test_every_figure_of_an_odd_list_is_a_share_or_none(rows, limits, name):
    found = _found(edges.edge(name, rows), limits, replicates=20)
    for line in proxy_rows(found, policy=limits, confidence=0.95):
        for figure in ("auc", "lo", "hi"):
            assert line[figure] is None or 0 <= line[figure] <= 1


def test_small_groups_name_no_carrier(rows, limits):
    found = _found(edges.edge("one child", rows), limits, replicates=20)
    lines = {line["group"]: line for line in proxy_rows(found, policy=limits, confidence=0.95)}
    assert lines["ethnicity=minority"]["carriers"] is None
    details = {f.group: f.detail for f in proxy_findings(found, policy=limits, outcome="dropout")}
    for said in ("area_income", "no input foretells"):
        assert said not in details["ethnicity=minority"]
