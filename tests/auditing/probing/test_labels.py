from dataclasses import replace

import numpy as np
import pytest
from tests.auditing import edges

from riskscreen import measures
from riskscreen.auditing.groupwise import group_findings
from riskscreen.auditing.probing import labels
from riskscreen.auditing.probing.labels import SHARES, label_findings, label_rows, turning_points
from riskscreen.core import Verdict

INSUFFICIENT = Verdict.INSUFFICIENT.value


def _turning(rows, limits, replicates=200):
    evidence = edges.evidence_of(rows, limits, replicates=replicates)
    found = group_findings(evidence, policy=limits)
    return turning_points(evidence, policy=limits, findings=found), found


@pytest.fixture(scope="module")
def both(fair, limits):
    return _turning(fair, limits)


@pytest.fixture(scope="module")
def turning(both):
    return both[0]


@pytest.fixture(scope="module")
def minority(turning):
    return next(one for one in turning if one.cell.name == "ethnicity=minority")


def test_every_required_group_has_a_curve_as_far_as_there_are_children(fair, turning, limits):
    levels = sum(len(group.levels) for group in limits.groups.values() if group.required)
    assert len(turning) == levels
    for one in turning:
        shares = tuple(point.share for point in one.points)
        cases, children = (fair.weight @ (one.cell.rows & of) for of in (fair.at_risk, fair.known))
        assert shares == tuple(share for share in SHARES if cases / (1 - share) <= children)


def test_the_axis_is_0_to_0_9_in_steps_of_a_twentieth():
    assert SHARES[0] == 0
    assert SHARES[-1] == 0.9
    assert np.diff(SHARES) == pytest.approx(0.05)


def test_the_first_point_is_the_audit_as_it_stands(both):
    turning, found = both
    verdicts = {(one.code, one.group): one for one in found}
    for one in turning:
        now = one.points[0]
        for code, figure in (("AUD-01", now.observed_over_expected), ("AUD-03", now.contrast)):
            assert now.verdict(code) is verdicts[code, one.cell.name].verdict
            assert figure == pytest.approx(verdicts[code, one.cell.name].measured)


def test_observed_over_expected_grows_as_cases_are_added(minority):
    first = minority.points[0].observed_over_expected
    for point in minority.points:
        assert point.observed_over_expected == pytest.approx(first / (1 - point.share))


def test_it_turns_where_its_own_interval_leaves_the_limit(both, minority, limits):
    found = next(f for f in both[1] if (f.code, f.group) == ("AUD-01", "ethnicity=minority"))
    most = limits.observed_over_expected[1]
    leaves = next(share for share in SHARES if found.interval[1] / (1 - share) > most)
    assert found.verdict is Verdict.PASS
    assert minority.first("AUD-01").share == leaves


def test_unrecorded_cases_are_spread_in_proportion_to_risk(fair, minority):
    """Where no child takes more than one case, the share of them on the list is that of risk."""
    inside = fair.groups["ethnicity"] == "minority"
    spared = inside & (fair.label == 0)
    w, r, on = fair.weight, fair.risk, fair.selected
    share = 0.3
    cases, found = w @ (inside & fair.at_risk), w @ (inside & fair.at_risk & on)
    more = cases * share / (1 - share)
    assert (more * r[spared] / (w * r)[spared].sum()).max() < 1
    on_list = (w * r)[spared & on].sum() / (w * r)[spared].sum()
    rate = 1 - (found + more * on_list) * (1 - share) / cases
    others = measures.false_negative_rate(fair.label[~inside], on[~inside], w[~inside])
    point = next(point for point in minority.points if point.share == pytest.approx(share))
    assert point.contrast == pytest.approx(rate - others)


def _spread(weight, risk, total):
    """Return each child's part of ``total`` cases: k times its risk, one case at most."""
    least, most = 0.0, 1e15
    for _ in range(300):
        middle = (least + most) / 2
        short = weight @ np.minimum(1, middle * risk) < total
        least, most = (middle, most) if short else (least, middle)
    return np.minimum(1, most * risk)


@pytest.mark.parametrize("share", [0.1, 0.4, 0.6, 0.75])
@pytest.mark.parametrize("zero", [0.0, 0.25], ids=["all at some risk", "some at none"])
def test_unrecorded_cases_fill_the_riskiest_first(fair, limits, share, zero):
    rng = np.random.default_rng(7)
    risk = np.where(fair.risk < zero, 0.0, fair.risk)
    risk[rng.random(8000) < 0.1] = np.nan
    rows = replace(fair, risk=risk, selected=rng.random(8000) < 0.2)
    turning, _ = _turning(rows, limits, 2)
    one = next(one for one in turning if one.cell.name == "ethnicity=minority")
    inside = rows.groups["ethnicity"] == "minority"
    of = inside & rows.scored & (rows.label == 0)
    w = rows.weight
    total = w @ (inside & rows.scored & rows.at_risk) * share / (1 - share)
    part = _spread(w[of], np.maximum(rows.risk[of], 1e-12), total)
    found = w @ (inside & rows.at_risk & rows.selected) + w[of] @ (part * rows.selected[of])
    rate = 1 - found * (1 - share) / (w @ (inside & rows.at_risk))
    others = measures.false_negative_rate(
        rows.label[~inside], rows.selected[~inside], rows.weight[~inside]
    )
    point = next(point for point in one.points if point.share == pytest.approx(share))
    assert point.contrast == pytest.approx(rate - others)


@pytest.mark.parametrize(("room", "verdict"), [(1e-6, Verdict.PASS), (-1e-6, INSUFFICIENT)])
def test_the_interval_is_that_of_the_whole_question_with_this_group_changed(
    fair, limits, room, verdict
):
    evidence = edges.evidence_of(fair, limits, replicates=200)
    of = [place for place, cell in enumerate(evidence.cells) if cell.kind == "required"]
    own, others = (
        [evidence.figure("false_negative_rate", place, others=side) for place in of]
        for side in (False, True)
    )
    values = np.column_stack([mine - theirs for mine, theirs in zip(own, others, strict=True)])
    share, rate = list(labels._missed_rates(evidence, of[1]))[8]
    values[:, 1] = rate - others[1]
    sides = [(evidence.counts[place], evidence.other_counts[place]) for place in of]
    freedom = [min(count.freedom(cases=True) for count in both) for both in sides]
    lo, hi = measures.max_t(values[0], values[1:], freedom, 0.95)
    policy = replace(limits, missed_contrast=max(-lo[1], hi[1]) + room)
    found = group_findings(evidence, policy=policy)
    one = turning_points(evidence, policy=policy, findings=found)[1]
    assert one.points[8].share == share
    assert one.points[8].verdict("AUD-03").value == verdict


def test_no_child_is_more_than_one_case(fair):
    """The riskiest are whole cases first, and what they cannot take is spread over the rest."""
    spared = fair.label == 0
    for total in np.array([0.3, 0.6, 0.9]) * fair.weight[spared].sum():
        full = labels._filled(fair, spared, total)
        rest = spared & ~full
        rate = (total - fair.weight[full].sum()) / (fair.weight * fair.risk)[rest].sum()
        assert (rate * fair.risk[rest]).max() <= 1 + 1e-9
        assert not full.any() or rate * fair.risk[full].min() >= 1 - 1e-9


def test_more_cases_than_children_end_the_curve(fair, limits):
    """In a group of whom half are at risk, no share above a half can be unrecorded."""
    rng = np.random.default_rng(0)
    label = np.where(fair.groups["sex"] == "female", rng.random(8000) < 0.5, fair.label)
    turning, _ = _turning(replace(fair, label=label.astype(float)), limits, 20)
    girls = next(one for one in turning if one.cell.name == "sex=female")
    assert girls.points[-1].share in (0.45, 0.5)


def test_a_refused_case_is_missed_however_many_there_are(fair, limits):
    girls = fair.groups["sex"] == "female"
    refused = replace(fair, risk=np.where(girls, np.nan, fair.risk))
    turning, _ = _turning(refused, limits, 20)
    one = next(one for one in turning if one.cell.name == "sex=female")
    assert len({round(point.contrast, 12) for point in one.points}) == 1


def test_the_other_groups_stay_as_they_are_recorded(fair, limits, turning):
    """The critical value of the question is shared, so it is the same family every time."""
    again, _ = _turning(fair, limits)
    for one, same in zip(turning, again, strict=True):
        assert one.points == same.points


def test_a_line_tells_the_question_that_turns_first(turning, minority, limits):
    line = next(
        line for line in label_rows(turning, policy=limits) if line["group"] == "ethnicity=minority"
    )
    turned = minority.first("AUD-01")
    assert (line["code"], line["turns_at"]) == ("AUD-01", turned.share)
    assert line["turns_to"] == turned.verdict("AUD-01").value
    assert line["verdict_now"] == "pass"
    assert list(line["curve"][0]) == ["share", "observed_over_expected", "contrast", "verdict"]


def _point(share, first, second):
    return labels.Point(share, 1.0, 0.0, (Verdict(first), Verdict(second)))


def _line(minority, limits, *points):
    (line,) = label_rows([replace(minority, points=points)], policy=limits)
    return line["code"], line["verdict_now"], line["turns_at"], line["turns_to"]


def test_where_none_turns_the_line_says_the_worse_of_both(minority, limits):
    points = (_point(0, "pass", INSUFFICIENT), _point(0.05, "pass", INSUFFICIENT))
    assert _line(minority, limits, *points) == (None, INSUFFICIENT, None, None)


def test_the_verdict_now_is_that_of_the_question_that_turns(minority, limits):
    points = (_point(0, "pass", "fail"), _point(0.05, INSUFFICIENT, "fail"))
    assert _line(minority, limits, *points) == ("AUD-01", "pass", 0.05, INSUFFICIENT)


def test_of_two_that_turn_at_once_the_worse_is_told(minority, limits):
    points = (_point(0, "pass", "pass"), _point(0.05, INSUFFICIENT, "fail"))
    assert _line(minority, limits, *points) == ("AUD-03", "pass", 0.05, "fail")


def test_a_verdict_can_turn_for_the_better(minority, limits):
    points = (_point(0, "fail", "pass"), _point(0.05, "pass", "pass"))
    assert _line(minority, limits, *points) == ("AUD-01", "fail", 0.05, "pass")


def test_findings_say_from_which_share_on_and_judge_nothing(turning, minority, limits):
    found = {f.group: f for f in label_findings(turning, policy=limits, outcome="dropout")}
    assert len(found) == len(turning)
    finding = found["ethnicity=minority"]
    turned = minority.first("AUD-01")
    assert (finding.code, finding.judges, finding.verdict) == ("AUD-19", False, Verdict.PASS)
    assert finding.measured == turned.share
    assert f"AUD-01 turns from pass to {turned.verdict('AUD-01').value} from " in finding.detail
    assert "AUD-03 " in finding.detail


def test_a_question_that_never_turns_is_said_to_stay(minority, limits):
    still = replace(minority, points=(_point(0, "pass", "pass"), _point(0.9, "pass", "pass")))
    (finding,) = label_findings([still], policy=limits, outcome="dropout")
    assert finding.measured is None
    assert finding.detail == (
        "AUD-01 stays pass up to 0.90 unrecorded; AUD-03 stays pass up to 0.90 unrecorded"
    )


def test_too_few_children_to_conclude_from_are_too_few_to_turn(minority, limits):
    bare = replace(minority, points=(_point(0, INSUFFICIENT, "pass"),))
    (finding,) = label_findings([bare], policy=limits, outcome="dropout")
    assert finding.verdict is Verdict.INSUFFICIENT


def test_small_groups_are_not_printed(fair, limits):
    turning, _ = _turning(edges.edge("one child", fair), limits, 20)
    line = next(
        line for line in label_rows(turning, policy=limits) if line["group"] == "ethnicity=minority"
    )
    assert (line["suppressed"], line["curve"], line["turns_at"]) == (True, None, None)
    found = {f.group: f for f in label_findings(turning, policy=limits, outcome="dropout")}
    finding = found["ethnicity=minority"]
    assert (finding.measured, finding.verdict) == (None, Verdict.INSUFFICIENT)
    assert "not printed" in finding.detail


@pytest.mark.parametrize("name", edges.NAMES)
def test_every_figure_of_an_odd_list_is_finite_or_none(fair, limits, name):
    turning, _ = _turning(edges.edge(name, fair), limits, 20)
    for one in turning:
        assert one.points[0].share == 0
    for line in label_rows(turning, policy=limits):
        for point in line["curve"] or []:
            for figure in (point["observed_over_expected"], point["contrast"]):
                assert figure is None or np.isfinite(figure)


def test_without_cases_there_is_nothing_to_multiply(fair, limits):
    turning, _ = _turning(edges.edge("without positives", fair), limits, 20)
    one = next(one for one in turning if one.cell.name == "ethnicity=minority")
    assert {point.verdicts for point in one.points} == {(Verdict.INSUFFICIENT,) * 2}
    assert all(np.isnan(point.contrast) for point in one.points)
