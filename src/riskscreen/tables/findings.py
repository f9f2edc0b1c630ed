"""What should a reader know about a table before believing what is learned from it?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from riskscreen import outcomes, policy, records
from riskscreen.core import Finding, Verdict
from riskscreen.tables.table import TrainingTable
from riskscreen.tables.weights import Weights

__all__ = ["carried", "counted", "lost_by_group", "never_followed", "of_join", "of_wave"]

NOT_RECORDED = "not_recorded"
_MEANING = "SUR-10"


def counted(
    whole: TrainingTable,
    rows: NDArray[np.intp],
    *,
    weights: Weights,
    asked: outcomes.Outcome,
    policy: policy.Policy,
    fallback: dict[str, int],
) -> tuple[Finding, ...]:
    """Return what was counted while a table was built.

    Parameters
    ----------
    whole : TrainingTable
        All children of the snapshot, the ineligible included.
    rows : ndarray of intp, shape (n_rows,)
        Rows that are kept.
    weights : Weights
        Weights of all children.
    asked : Outcome
        The outcome as asked for; the table may hold another definition.
    policy : Policy
        Groups, and the share lost from which a bound is due.
    fallback : dict of str to int
        Children without a PSU by the column that stands in.
    """
    table = whole.take(rows)
    found = [
        *_eligibility(table, whole),
        *_labels(table, policy),
        *_weights(table, weights),
        *_sampled(whole, weights),
        *_psu(fallback, table),
        *_definition(table, asked),
    ]
    return tuple(found)


def lost_by_group(table: TrainingTable, limits: policy.Policy) -> tuple[Finding, ...]:
    """Return the share of eligible children without a known label, overall and by group level."""
    among = table.eligible == 1
    found = [_lost(table, among, "overall", limits.followup_lost)]
    for name, group in limits.groups.items():
        levels = _levels(table.groups[group.column], group)
        found += [
            _lost(table, among & (levels == level), f"{name}={level}", limits.followup_lost)
            for level in (*group.levels, NOT_RECORDED)
            if (among & (levels == level)).any()
        ]
    return tuple(found)


def never_followed(table: TrainingTable, *, age_years: NDArray[np.float64]) -> tuple[Finding, ...]:
    """Return the ages at which children are eligible and not one label is known.

    No weighting for loss to follow-up can stand for them: a child of 17 is 18 a year later, and
    records hold children up to 17.
    """
    among = table.eligible == 1
    ages = np.unique(age_years[among & ~np.isnan(age_years)])
    lost = [age for age in ages if not table.followed[among & (age_years == age)].any()]
    if not lost or len(lost) == len(ages):
        return ()
    return (
        Finding(
            code="TAB-12",
            title="ages at which no label is known",
            verdict=Verdict.INSUFFICIENT,
            outcome=table.outcome.name,
            measured=float(np.isin(age_years[among], lost).mean()),
            unit="share of eligible children",
            detail=f"age {', '.join(f'{age:g}' for age in lost)}; nothing is learned about these "
            "children and no weight stands for them",
        ),
    )


def of_wave(table: TrainingTable, snapshot: records.Snapshot) -> tuple[Finding, ...]:
    """Return that a nowcast's day cuts its wave in two, if it does."""
    later = next((one.measured for one in snapshot.findings if one.code == "CUT-03"), 0.0)
    if not table.concurrent or not later:
        return ()
    return (
        Finding(
            code="TAB-14",
            title="children seen only after the day",
            verdict=Verdict.INSUFFICIENT,
            outcome=table.outcome.name,
            measured=later,
            unit="children",
            detail=f"left out by the day {snapshot.day}; a nowcast of the whole wave takes its "
            "last day of interview",
        ),
    )


def carried(held: records.Records, outcome: outcomes.Outcome) -> tuple[Finding, ...]:
    """Return what the reader of a survey doubted of what its answers mean, for the report."""
    return tuple(
        replace(one, outcome=outcome.name)
        for one in held.reading
        if one.code == _MEANING and one.verdict is Verdict.INSUFFICIENT
    )


def of_join(table: TrainingTable) -> tuple[Finding, ...]:
    """Return what joining windows brings: children who stand in several of them."""
    _, times = np.unique(table.child_id, return_counts=True)
    again = int((times > 1).sum())
    return (
        Finding(
            code="TAB-08",
            title="children in more than one window",
            verdict=Verdict.PASS,
            outcome=table.outcome.name,
            measured=float(again),
            unit="children",
            detail=f"of {times.size} children in {np.unique(table.days).size} windows; folds keep "
            "a household and its PSU together over all of them",
        ),
    )


def _eligibility(table: TrainingTable, whole: TrainingTable) -> list[Finding]:
    unknown = np.isnan(table.eligible)
    n_eligible = int((table.eligible == 1).sum())
    name = table.outcome.name
    found = [
        Finding(
            code="TAB-01",
            title="eligible children",
            verdict=Verdict.PASS if n_eligible else Verdict.FAIL,
            outcome=name,
            measured=float(n_eligible),
            unit="children",
            detail=f"of {whole.n_rows} in the records on {table.day}; "
            f"{int((whole.eligible == 0).sum())} are not eligible",
        )
    ]
    if unknown.any():
        found.append(
            Finding(
                code="TAB-02",
                title="eligibility cannot be known",
                verdict=Verdict.INSUFFICIENT,
                outcome=name,
                measured=float(unknown.mean()),
                unit="share of the table",
                detail=f"{int(unknown.sum())} children, first is child "
                f"{table.child_id[int(np.argmax(unknown))]}; they never train and count as "
                "eligible children without a risk; record what decides eligibility",
            )
        )
    return found


def _labels(table: TrainingTable, limits: policy.Policy) -> list[Finding]:
    among = table.eligible == 1
    known = among & table.followed
    cases = int((table.label[known] == 1).sum())
    others = int(known.sum()) - cases
    name = table.outcome.name
    found = [
        Finding(
            code="TAB-03",
            title="eligible children with a known label",
            verdict=Verdict.PASS if known.any() else Verdict.FAIL,
            outcome=name,
            measured=float(known.sum()),
            unit="children",
            detail=f"{cases} yes, {others} no",
        ),
        *lost_by_group(table, limits),
    ]
    if known.any() and not min(cases, others):
        found.append(
            Finding(
                code="TAB-06",
                title="one class only",
                verdict=Verdict.FAIL,
                outcome=name,
                measured=float(cases),
                unit="cases",
                detail=f"all {int(known.sum())} known labels are "
                f"{'yes' if cases else 'no'}; nothing can be learned from this window",
            )
        )
    return found


def _lost(table: TrainingTable, among: NDArray[np.bool_], group: str, limit: float) -> Finding:
    n = int(among.sum())
    share = float((~table.followed[among]).mean()) if n else float("nan")
    passes = n > 0 and share <= limit
    return Finding(
        code="TAB-04",
        title="eligible children whose label is not known",
        verdict=Verdict.PASS if passes else Verdict.INSUFFICIENT,
        group=group,
        outcome=table.outcome.name,
        measured=share,
        limit=(None, limit),
        unit="share of eligible children",
        detail=f"{n} eligible children"
        + ("" if passes else "; above the limit a bound without assumptions stands beside recall"),
    )


def _weights(table: TrainingTable, weights: Weights) -> list[Finding]:
    missing = np.isnan(table.weight)
    name = table.outcome.name
    if not weights.column:
        return [
            Finding(
                code="TAB-05",
                title="every child counts once, as declared",
                verdict=Verdict.PASS,
                outcome=name,
                measured=float(table.n_rows),
                unit="children",
            )
        ]
    if not missing.any():
        return []
    return [
        Finding(
            code="TAB-05",
            title="missing weight",
            verdict=Verdict.FAIL,
            outcome=name,
            measured=float(missing.mean()),
            unit="share of the table",
            detail=f"{weights.column} not recorded for {int(missing.sum())} of {table.n_rows} "
            f"children, first is child {table.child_id[int(np.argmax(missing))]}; they do not "
            'train; record it, or declare weights = "none" where every child counts once',
        )
    ]


def _sampled(whole: TrainingTable, weights: Weights) -> list[Finding]:
    outside = (whole.eligible != 0) & ~weights.sampled
    if not outside.any():
        return []
    return [
        Finding(
            code="TAB-13",
            title="children whom the survey's module did not ask",
            verdict=Verdict.PASS,
            outcome=whole.outcome.name,
            measured=float(outside.sum()),
            unit="children",
            detail=f"of {int((whole.eligible != 0).sum())} of that age; {weights.column} of those "
            "who were asked stands for them, and they are not in the table",
        )
    ]


def _psu(fallback: dict[str, int], table: TrainingTable) -> list[Finding]:
    taken = {column: n for column, n in fallback.items() if n}
    if not taken:
        return []
    words = ", ".join(f"{n} by {column}" for column, n in taken.items())
    return [
        Finding(
            code="TAB-07",
            title="no primary sampling unit recorded",
            verdict=Verdict.INSUFFICIENT,
            outcome=table.outcome.name,
            measured=float(sum(taken.values())),
            unit="children of the snapshot",
            detail=f"folds and intervals cluster {words}; too small clusters give too narrow "
            "intervals",
        )
    ]


def _definition(table: TrainingTable, asked: outcomes.Outcome) -> list[Finding]:
    outcome = table.outcome
    found = []
    if table.concurrent:
        found.append(_said("TAB-09", "concurrent, not prospective", outcome,
                           f"{len(table.barred)} columns are kept from the features"))  # fmt: skip
    if not outcome.verified:
        found.append(_said("TAB-10", "definition not verified", outcome,
                           f"{outcome.definition}: {outcome.basis}"))  # fmt: skip
    if outcome.definition != asked.definition:
        found.append(_said("TAB-11", "another definition stands in", outcome,
                           f"{outcome.definition} instead of {asked.definition}: a question was "
                           "not asked"))  # fmt: skip
    return found


def _said(code: str, title: str, outcome: outcomes.Outcome, detail: str) -> Finding:
    return Finding(
        code=code, title=title, verdict=Verdict.INSUFFICIENT, outcome=outcome.name, detail=detail
    )


def _levels(values: NDArray[np.str_], group: policy.Group) -> NDArray[np.str_]:
    levels = np.full(values.shape, "", dtype="<U64")
    recorded = ~np.isin(values, ("", NOT_RECORDED))
    for level, taken in group.levels.items():
        if "*" not in taken:
            levels[recorded & np.isin(values, taken)] = level
    rest = [level for level, taken in group.levels.items() if "*" in taken]
    if rest:
        levels[recorded & (levels == "")] = rest[0]
    levels[~recorded] = NOT_RECORDED
    return levels
