import json
from dataclasses import replace

import numpy as np
import pytest

from riskscreen import auditing, decisions, measures, records
from riskscreen.auditing.cells import cells
from riskscreen.auditing.comparing.rules import rule_tables
from riskscreen.auditing.evidence import gather

N, N_PSU = 9000, 60
REGIONS = ("north", "centre", "south")
BASE = {"north": -2.9, "centre": -2.1, "south": -1.1}


def _lists(areas, weight, limits, *, capacity=0.1):
    """Return every rule of the package as a function of risks alone."""
    child_id = np.array([f"c{i}" for i in range(weight.size)])

    def by(rule):
        return lambda risks: (
            decisions.allocate(
                risks,
                areas=areas,
                weight=weight,
                capacity=capacity,
                child_id=child_id,
                booster_digest="ab",
                policy=limits,
                rule=rule,
            ).selected
        )

    return {rule: by(rule) for rule in decisions.RULES}


def _child_rows(seed, limits, *, minority_only_in=None):
    """Return rows of three regions whose base rates differ threefold, and the rules' lists."""
    rng = np.random.default_rng(seed)
    psu = rng.integers(0, N_PSU, N)
    region = np.array(REGIONS)[psu // 20]
    minority = rng.random(N) < np.where(region == "south", 0.5, 0.15)
    hint = rng.normal(0, 1.2, N)
    logit = np.array([BASE[name] for name in region]) + hint + 0.3 * minority
    truth = 1 / (1 + np.exp(-logit))
    weight = rng.gamma(8, 1 / 8, N)
    areas = records.Areas(
        commune=psu.astype(str), difficulty=np.full(N, "I"), province=region, region=region
    )
    lists = _lists(areas, weight, limits)
    rows = auditing.AuditInput(
        outcome="dropout",
        label=(rng.random(N) < truth).astype(float),
        eligible=np.ones(N),
        risk=truth,
        selected=lists["equal_cover"](truth),
        weight=weight,
        psu=psu.astype(str),
        stratum=region,
        groups={
            "ethnicity": np.where(minority, "minority", "kinh_hoa"),
            "sex": np.where(rng.random(N) < 0.5, "female", "male"),
            "region": region,
            "urban": np.where(rng.random(N) < 0.002, "urban", "rural"),
            "poverty": np.full(N, "not_recorded"),
            "disability": np.full(N, "not_recorded"),
        },
        feature_names=("hint", "place"),
        features=np.column_stack([hint, np.array([BASE[name] for name in region])]),
        allocate=lists["equal_cover"],
    )
    return rows, lists


def _tables(rows, lists, limits, *, earlier=None, seed=0, **more):
    rows = replace(rows, lists=lists)
    drawn = measures.rao_wu(rows.stratum, rows.psu, replicates=200, rng=np.random.default_rng(seed))
    evidence = gather(rows, cells(rows, limits), replicates=drawn, confidence=limits.confidence)
    return rule_tables(
        evidence,
        policy=limits,
        rng=np.random.default_rng(seed),
        earlier=earlier,
        **more,
    )


def _by_rule(found):
    return {row["rule"]: row for row in found["rules"]}


@pytest.fixture(scope="module")
def judged(limits):
    return _child_rows(5, limits)


@pytest.fixture(scope="module")
def tables(judged, limits):
    rows, lists = judged
    return _tables(rows, lists, limits, earlier=_child_rows(6, limits)[0])


@pytest.fixture(scope="module")
def rules(tables):
    return _by_rule(tables)


def test_every_rule_and_both_studies_have_a_row(rules):
    assert list(rules) == [*decisions.RULES, "threshold_optimiser", "exponentiated_gradient"]
    assert [row["rule"] for row in rules.values() if row["chosen"]] == ["equal_cover"]
    assert {row["kind"] for name, row in rules.items() if name in decisions.RULES} == {"rule"}


def test_where_base_rates_differ_one_list_has_the_larger_contrast(rules):
    assert abs(rules["one_list"]["contrast"]) > 2 * abs(rules["equal_cover"]["contrast"])
    assert rules["one_list"]["contrast_group"].startswith("region=")


def test_with_true_risks_one_list_finds_the_most_and_the_chosen_rule_pays_for_it(rules):
    assert rules["one_list"]["cost"] > 0
    assert rules["one_list"]["cost_lo"] > 0
    drawn = [rules[name]["found"] for name in decisions.RULES]
    assert rules["one_list"]["found"] == max(drawn)


def test_a_list_blind_to_need_finds_fewer(rules):
    assert rules["equal_share"]["cost_hi"] < 0


def test_the_chosen_rule_costs_exactly_nothing(rules):
    chosen = rules["equal_cover"]
    assert (chosen["cost"], chosen["cost_lo"], chosen["cost_hi"]) == (0.0, 0.0, 0.0)


def test_the_cost_is_the_difference_of_the_shares_found(rules):
    for row in rules.values():
        gap = row["found"] - rules["equal_cover"]["found"]
        assert row["cost"] == pytest.approx(gap, abs=1e-12)


def test_the_cost_is_paired_so_its_interval_is_narrower_than_the_share_s(rules):
    row = rules["equal_share"]
    assert row["cost_hi"] - row["cost_lo"] < row["found_hi"] - row["found_lo"]


def test_the_chosen_row_agrees_with_a_count_by_hand(judged, rules):
    rows, _ = judged
    w, chosen = rows.weight, rows.selected
    assert rules["equal_cover"]["found"] == pytest.approx(
        (w @ (chosen & rows.at_risk)) / (w @ rows.at_risk)
    )
    assert rules["equal_cover"]["burden"] == pytest.approx(
        1000 * (w @ (chosen & ~rows.at_risk)) / w.sum()
    )
    assert rules["equal_cover"]["precision"] == pytest.approx(
        (w @ (chosen & rows.at_risk)) / (w @ chosen)
    )


def test_every_list_is_as_long_as_the_chosen_one(judged, tables):
    rows, _ = judged
    share = float(rows.weight @ rows.selected / rows.weight.sum())
    level = {
        name: float(rows.weight[rows.groups["sex"] == name].sum() / rows.weight.sum())
        for name in ("female", "male")
    }
    for name in {row["rule"] for row in tables["rule_groups"]}:
        of = {r["level"]: r for r in tables["rule_groups"] if r["rule"] == name}
        length = sum(level[sex] * of[sex]["selection_rate"] for sex in level)
        assert length == pytest.approx(share, abs=3 / N)


def test_the_threshold_study_finds_alike_by_ethnicity_and_says_what_it_needs(tables, rules):
    recall = {
        row["level"]: row["recall"]
        for row in tables["rule_groups"]
        if row["rule"] == "threshold_optimiser" and row["attribute"] == "ethnicity"
    }
    raw = {
        row["level"]: row["recall"]
        for row in tables["rule_groups"]
        if row["rule"] == "one_list" and row["attribute"] == "ethnicity"
    }
    assert abs(np.diff(list(recall.values()))[0]) < abs(np.diff(list(raw.values()))[0]) / 2
    study = rules["threshold_optimiser"]
    assert study["uses_attribute"]
    assert study["random"]
    assert "ethnicity of every child" in study["note_en"]
    assert "dân tộc của từng trẻ" in study["note_vi"]


def test_the_gradient_study_needs_no_attribute_to_rank_and_does_find_children(rules):
    study = rules["exponentiated_gradient"]
    assert not study["uses_attribute"]
    assert study["random"]
    assert study["found"] > 0.2
    assert study["contrast_recalibrated"] is None


def test_the_tables_are_the_same_for_the_same_seed(judged, limits, tables):
    rows, lists = judged
    assert _tables(rows, lists, limits, earlier=_child_rows(6, limits)[0]) == tables


def test_without_a_training_table_a_study_says_so_and_the_rules_stay(judged, limits, rules):
    rows, lists = judged
    found = _by_rule(_tables(rows, lists, limits))
    assert found["one_list"] == rules["one_list"]
    for name in ("threshold_optimiser", "exponentiated_gradient"):
        assert found[name]["found"] is None
        assert found[name]["note_en"].startswith("Not drawn: no training table")
        assert found[name]["note_vi"].startswith("Không lập được")


def test_recalibrated_risks_leave_less_contrast_where_the_model_is_to_blame(judged, limits):
    rows, lists = judged
    risk = np.where(rows.groups["ethnicity"] == "minority", rows.risk * 0.4, rows.risk)
    blamed = replace(rows, risk=risk, selected=lists["equal_cover"](risk))
    row = _by_rule(_tables(blamed, lists, limits))["equal_cover"]
    assert row["contrast_group"].startswith("ethnicity=")
    assert abs(row["contrast_recalibrated"]) < abs(row["contrast"]) / 2


def test_the_interval_of_the_largest_contrast_holds_for_all_required_groups(rules, tables):
    row = rules["one_list"]
    group = next(
        one
        for one in tables["rule_groups"]
        if one["rule"] == "one_list" and one["group"] == row["contrast_group"]
    )
    assert row["contrast"] == group["contrast"]
    assert (row["contrast_lo"], row["contrast_hi"]) == (group["contrast_lo"], group["contrast_hi"])
    required = [
        abs(one["contrast"])
        for one in tables["rule_groups"]
        if one["rule"] == "one_list" and one["attribute"] in ("ethnicity", "sex", "region")
    ]
    assert abs(row["contrast"]) == max(required)


def test_a_small_group_is_not_printed_under_any_rule_nor_told_by_the_others(tables):
    urban = [row for row in tables["rule_groups"] if row["attribute"] == "urban"]
    hidden = [row for row in urban if row["suppressed"]]
    assert {row["level"] for row in hidden} == {"urban"}
    assert all(row["recall"] is None and row["contrast"] is None for row in hidden)
    rural = [row for row in urban if row["level"] == "rural"]
    assert all(row["contrast"] is None for row in rural)


def test_of_too_few_children_no_figure_is_printed_and_the_rules_are_named(three_groups, limits):
    found = _tables(
        replace(three_groups, allocate=None), {"one_list": lambda risks: risks > 0.5}, limits
    )
    assert [row["rule"] for row in found["rules"]][:2] == ["equal_cover", "one_list"]
    assert all(row["suppressed"] and row["found"] is None for row in found["rules"])
    assert all(row["suppressed"] for row in found["rule_groups"])


def test_a_child_without_a_risk_is_on_no_list(judged, limits):
    rows, lists = judged
    risk = rows.risk.copy()
    risk[rows.groups["region"] == "south"] = np.nan
    bare = replace(rows, risk=risk, selected=lists["equal_cover"](risk))
    found = _tables(
        bare, {**lists, "everyone": lambda risks: np.ones(risks.size, dtype=bool)}, limits,
        earlier=_child_rows(6, limits)[0],
    )  # fmt: skip
    south = [row for row in found["rule_groups"] if row["level"] == "south"]
    assert len(south) == len(decisions.RULES) + 3
    assert all(row["recall"] == 0 and row["selection_rate"] == 0 for row in south)


def test_a_share_without_spread_has_no_interval(judged, limits):
    rows, lists = judged
    found = _tables(
        replace(rows, selected=np.zeros(N, dtype=bool)), lists, limits
    )  # fmt: skip
    none = _by_rule(found)["equal_cover"]
    assert (none["found"], none["found_lo"], none["found_hi"]) == (0.0, None, None)
    assert none["precision"] is None


def test_the_tables_are_plain_json(tables):
    assert json.loads(json.dumps(tables, allow_nan=False)) == tables
