"""One list or many: whom would each allocation rule reach, and what does the chosen one cost?

All rules draw from the same risks of the same children, and their lists are as long; so what
differs is the rule alone. Each figure has its interval, and the cost is a paired difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from riskscreen.auditing.comparing.reach import (
    Contrast,
    Reach,
    bounded,
    contrasts,
    group_figures,
    overall_figures,
    reach_of,
)
from riskscreen.auditing.comparing.recalibrated import drawn_again, missed_contrast
from riskscreen.auditing.comparing.studies import studies
from riskscreen.auditing.disclosing.suppression import suppress
from riskscreen.auditing.evidence import Evidence
from riskscreen.auditing.inputs import AuditInput, Draw, Floats
from riskscreen.policy import Policy

__all__ = ["rule_tables"]

_NOTES = {
    "equal_cover": (
        "Every area gets the same covered share of its expected need. Reads no protected "
        "attribute and no outcome.",
        "Mỗi địa bàn được đáp ứng cùng một tỷ lệ nhu cầu dự kiến. Không dùng thuộc tính được bảo "
        "vệ, không dùng kết quả đã biết.",
    ),
    "one_list": (
        "The highest risks of the whole country: finds the most children where the risks are "
        "right, and visits follow how common the outcome is in a group.",
        "Những trẻ có nguy cơ cao nhất cả nước: tìm được nhiều trẻ nhất nếu nguy cơ ước tính "
        "đúng, nhưng lượt thăm dồn về nơi vấn đề phổ biến hơn.",
    ),
    "equal_share": (
        "The same share of the children of every area, whatever its need.",
        "Mỗi địa bàn được thăm cùng một tỷ lệ trẻ, không xét nhu cầu.",
    ),
    "in_proportion": (
        "Visits to each area in proportion to its expected need.",
        "Số lượt thăm ở mỗi địa bàn tỷ lệ với nhu cầu dự kiến.",
    ),
}
_OTHER_NOTE = (
    "A rule of the service's own, drawn from the same risks.",
    "Quy tắc riêng của cơ quan, lập từ cùng các nguy cơ ước tính.",
)


@dataclass(frozen=True, slots=True, eq=False)
class _Rule:
    """A list, and what may be said of how it is drawn."""

    name: str
    kind: str
    taken: Floats | None
    draw: Draw | None
    uses_attribute: bool
    random: bool
    notes: tuple[str, str]


def rule_tables(
    evidence: Evidence,
    *,
    policy: Policy,
    rng: np.random.Generator,
    earlier: AuditInput | None = None,
    attribute: str = "ethnicity",
) -> dict[str, list[dict[str, Any]]]:
    """Return the tables ``rules`` and ``rule_groups``.

    The chosen rule's list is the audited one itself. Beside the rules stand two studies that
    Fairlearn draws under equal opportunity.

    Parameters
    ----------
    evidence : Evidence
        Of the judged children; its replicates give every interval, and ``rows.lists`` every
        rule at the audited list's capacity.
    policy : Policy
        Names the chosen rule and the groups, and sets what is too small.
    rng : numpy.random.Generator
        Source of chance of the studies.
    earlier : AuditInput, optional
        The training table with out-of-fold risks, from which the studies learn.
    attribute : str
        The protected attribute of the studies.

    Returns
    -------
    dict of str to list of dict
        ``rules``: one row per rule. ``found``: share of the children at risk on its list;
        ``burden``: children on it who are not at risk, per 1,000 with a known outcome;
        ``contrast``: the largest of any required group's false negative rate against all others,
        in an interval that holds for all of them; ``contrast_recalibrated``: the same group's
        with risks recalibrated by its attribute; ``cost``: share found less the chosen rule's.
        ``rule_groups``: one row per rule and group, required or reported.
    """
    rows, chosen = evidence.rows, reach_of(evidence, evidence.rows.selected.astype(np.float64))
    found: dict[str, list[dict[str, Any]]] = {"rules": [], "rule_groups": []}
    for rule in (
        *_rules(rows, policy),
        *_studied(rows, earlier, policy=policy, attribute=attribute, rng=rng),
    ):
        figures: dict[str, Any] = dict.fromkeys(_FIGURES)
        groups: list[dict[str, Any]] = []
        if rule.taken is not None:
            reach = reach_of(evidence, rule.taken)
            by_group = contrasts(reach, policy=policy)
            figures |= overall_figures(reach, chosen, policy=policy)
            figures |= _largest(reach, by_group, rule)
            groups = group_figures(reach, by_group, policy=policy)
        found["rules"].append(_row(rule, figures, evidence, policy))
        # rule by rule: the groups of one attribute sum to everyone under one rule
        found["rule_groups"] += [
            {"rule": rule.name, **group} for group in suppress(groups, policy=policy)
        ]
    return found


_FIGURES = (
    "found", "found_lo", "found_hi", "burden", "burden_lo", "burden_hi", "precision", "contrast",
    "contrast_lo", "contrast_hi", "contrast_group", "contrast_recalibrated", "cost", "cost_lo",
    "cost_hi",
)  # fmt: skip


def _rules(rows: AuditInput, policy: Policy) -> list[_Rule]:
    chosen = policy.allocation_rule
    draws = {chosen: rows.allocate} | dict(rows.lists)
    return [
        _Rule(
            name=name,
            kind="rule",
            taken=_listed(rows, None if name == chosen else draw),
            draw=draw,
            uses_attribute=False,
            random=False,
            notes=_NOTES.get(name, _OTHER_NOTE),
        )
        for name, draw in draws.items()
    ]


def _listed(rows: AuditInput, draw: Draw | None) -> Floats:
    taken = rows.selected if draw is None else np.asarray(draw(rows.risk), dtype=bool)
    return np.where(np.isnan(rows.risk), 0.0, taken)


def _studied(
    rows: AuditInput,
    earlier: AuditInput | None,
    *,
    policy: Policy,
    attribute: str,
    rng: np.random.Generator,
) -> list[_Rule]:
    return [
        _Rule(
            name=study.rule,
            kind="study",
            taken=study.taken,
            draw=None,
            uses_attribute=study.uses_attribute,
            random=study.random,
            notes=(study.note_en, study.note_vi),
        )
        for study in studies(rows, earlier, policy=policy, attribute=attribute, rng=rng)
    ]


def _row(
    rule: _Rule, figures: dict[str, Any], evidence: Evidence, policy: Policy
) -> dict[str, Any]:
    count = evidence.counts[0]
    size = {"n_children": count.n_children, "n_at_risk": count.n_at_risk}
    # what a rule is stays readable where its figures may not be printed
    return {
        "rule": rule.name,
        "kind": rule.kind,
        "chosen": rule.name == policy.allocation_rule,
        "uses_attribute": rule.uses_attribute,
        "random": rule.random,
        **suppress([size | figures], policy=policy)[0],
        "note_en": rule.notes[0],
        "note_vi": rule.notes[1],
    }


def _largest(reach: Reach, by_group: Mapping[int, Contrast], rule: _Rule) -> dict[str, Any]:
    """Return the largest contrast of a required group, of those with an interval if any has."""
    required = {
        at: figures
        for at, figures in by_group.items()
        if reach.cell(at).kind == "required" and np.isfinite(figures[0])
    }
    certain = {at: figures for at, figures in required.items() if np.isfinite(figures[1])}
    among = certain or required
    if not among:
        return {}
    worst = max(among, key=lambda at: abs(among[at][0]))
    group, rows = reach.cell(worst), reach.evidence.rows
    again = drawn_again(rows, group.attribute, allocate=rule.draw)
    return bounded("contrast", among[worst]) | {
        "contrast_group": group.name,
        "contrast_recalibrated": (
            None if again is None else missed_contrast(rows, again, group.rows)
        ),
    }
