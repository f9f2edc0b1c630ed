from dataclasses import replace

import numpy as np
import pytest
from scipy.special import stdtrit
from tests.auditing import edges

from riskscreen import measures
from riskscreen.auditing.probing.pooled import pooled_rows
from riskscreen.measures.pooling import pooled


@pytest.fixture(scope="module")
def evidence(fair, limits):
    return edges.evidence_of(fair, limits, replicates=200)


@pytest.fixture(scope="module")
def found(evidence, limits):
    return {line["group"]: line for line in pooled_rows(evidence, policy=limits)}


def test_every_group_but_everyone_has_a_line(evidence, found):
    assert list(found) == [cell.name for cell in evidence.cells[1:]]


def test_the_raw_contrast_is_against_all_others_with_its_own_interval(evidence, found):
    place = [cell.name for cell in evidence.cells].index("region=north")
    values = evidence.figure("false_negative_rate", place) - evidence.figure(
        "false_negative_rate", place, others=True
    )
    counts = (evidence.counts[place], evidence.other_counts[place])
    df = min(count.freedom(cases=True) for count in counts)
    lo, hi = measures.t_interval(values[0], values[1:], df, 0.95)
    line = found["region=north"]
    assert (line["raw"], line["raw_lo"], line["raw_hi"]) == pytest.approx((values[0], lo, hi))


def _contrast_of(evidence, place):
    own, others = (
        evidence.figure("false_negative_rate", place, others=side) for side in (False, True)
    )
    return own - others


def _required(evidence):
    """Return the required groups but the second of two levels."""
    return [
        place
        for place, cell in enumerate(evidence.cells)
        if cell.kind == "required" and cell.level not in ("minority", "male")
    ]


def _pooled_of(evidence, of):
    values = [_contrast_of(evidence, place) for place in of]
    errors = [float(measures.standard_error(one[:1], one[1:])[0]) for one in values]
    return pooled([one[0] for one in values], errors)


def test_groups_are_pooled_with_their_own_kind_and_a_mirror_pair_counts_once(evidence, found):
    """Two levels of one attribute are one contrast with two signs: no two pieces of evidence."""
    of = _required(evidence)
    names = [evidence.cells[place].name for place in of]
    assert [found[name]["pooled"] for name in names] == pytest.approx(_pooled_of(evidence, of)[0])


@pytest.mark.parametrize(
    ("one", "other"), [("ethnicity=minority", "ethnicity=kinh_hoa"), ("sex=male", "sex=female")]
)
def test_of_two_levels_the_second_has_the_mirrored_figure_of_the_first(found, one, other):
    for name, mirrored in (
        ("pooled", "pooled"), ("pooled_lo", "pooled_hi"), ("pooled_hi", "pooled_lo")
    ):  # fmt: skip
        assert found[one][name] == pytest.approx(-found[other][mirrored])


def test_two_levels_and_a_few_children_of_no_record_are_one_contrast(fair, limits):
    """Whom no record places keeps the two from being exact mirrors, and not from being one."""
    ethnicity = fair.groups["ethnicity"].copy()
    ethnicity[:100] = "not_recorded"
    rows = replace(fair, groups={**fair.groups, "ethnicity": ethnicity})
    evidence = edges.evidence_of(rows, limits)
    lines = {one["group"]: one for one in pooled_rows(evidence, policy=limits)}
    of = _required(evidence)
    names = [evidence.cells[place].name for place in of]
    assert [lines[name]["pooled"] for name in names] == pytest.approx(_pooled_of(evidence, of)[0])
    # which has its own figure all the same
    two = lines["ethnicity=minority"]["raw"], -lines["ethnicity=kinh_hoa"]["raw"]
    mirrored = lines["ethnicity=minority"]["pooled"], -lines["ethnicity=kinh_hoa"]["pooled"]
    assert two[0] != two[1]
    assert mirrored[0] != mirrored[1]
    assert mirrored[0] == pytest.approx(mirrored[1], abs=0.01)


def test_pooled_bounds_have_the_group_s_degrees_of_freedom(evidence, found):
    """Three regions of 20 PSUs each: Student's t, not the normal quantile."""
    place = [cell.name for cell in evidence.cells].index("region=north")
    counts = (evidence.counts[place], evidence.other_counts[place])
    df = min(count.freedom(cases=True) for count in counts)
    required = _required(evidence)
    spread = _pooled_of(evidence, required)[1][required.index(place)]
    line = found["region=north"]
    assert line["pooled_hi"] - line["pooled"] == pytest.approx(stdtrit(df, 0.975) * spread)


def test_a_fair_list_pools_to_less_than_its_raw_contrasts(found):
    lines = [line for line in found.values() if line["raw"] is not None]
    assert sum(abs(line["pooled"]) < abs(line["raw"]) for line in lines) > 0.8 * len(lines)
    assert all(line["pooled_lo"] < line["pooled"] < line["pooled_hi"] for line in lines)


@pytest.mark.parametrize("cases", [12, 60])
def test_a_group_all_of_whom_are_missed_does_not_count_as_known(fair, limits, cases):
    """Its rate is 1 in every replicate; an error of the others alone would never be drawn."""
    few = np.flatnonzero(fair.at_risk & ~fair.selected)[:cases]
    urban = np.full(fair.n_children, "rural")
    urban[few] = "urban"
    urban[np.flatnonzero(~fair.at_risk)[:40]] = "urban"
    rows = replace(fair, groups={**fair.groups, "urban": urban})
    evidence = edges.evidence_of(rows, limits)
    line = {one["group"]: one for one in pooled_rows(evidence, policy=limits)}["urban=urban"]
    missed = rows.weight @ (rows.at_risk & ~rows.selected) / (rows.weight @ rows.at_risk)
    binomial = np.sqrt(missed * (1 - missed) / cases)
    assert line["raw_hi"] - line["raw_lo"] > 1.5 * binomial
    assert line["pooled_hi"] - line["pooled_lo"] > 1.5 * binomial


def test_small_groups_are_suppressed(fair, limits):
    rows = edges.edge("one child", fair)
    lines = pooled_rows(edges.evidence_of(rows, limits), policy=limits)
    line = next(one for one in lines if one["group"] == "ethnicity=minority")
    assert (line["suppressed"], line["pooled"], line["raw"]) == (True, None, None)


@pytest.mark.parametrize("name", edges.NAMES)
def test_every_figure_of_an_odd_list_is_finite_or_none(fair, limits, name):
    rows = edges.edge(name, fair)
    for line in pooled_rows(edges.evidence_of(rows, limits), policy=limits):
        for figure in ("raw", "raw_lo", "raw_hi", "pooled", "pooled_lo", "pooled_hi"):
            assert line[figure] is None or np.isfinite(line[figure])
