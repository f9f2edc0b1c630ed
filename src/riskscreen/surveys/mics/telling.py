"""What does the reading report say about rows, ages, weights and definitions of a MICS survey?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from riskscreen import outcomes, records
from riskscreen.core import Finding, Verdict
from riskscreen.surveys import joining, report
from riskscreen.surveys.mics.answering import weight_of
from riskscreen.surveys.mics.described import Facts
from riskscreen.surveys.mics.keeping import (
    HOUSEHOLD,
    NO_AGE,
    NO_HOUSEHOLD,
    NO_KEY,
    NOT_A_MEMBER,
    NOT_COMPLETED,
    TWICE,
    Joined,
)
from riskscreen.surveys.mics.loading import MADE_OF_MODULES
from riskscreen.surveys.report import Sorting

__all__ = ["of_definitions", "of_rows", "of_weights", "totals"]

_USES = {
    "hh": "households",
    "hl": "all children",
    "fs": "the selected child",
    "ch": "children under five",
}
_GROWN = 18
_WORDS = {"hh": "households", "hl": "members", "fs": "selected children", "ch": "children under 5"}


def totals(joined: Joined, households: records.Raw, children: records.Raw) -> tuple[Finding, ...]:
    """Return SUR-01 for each file, held against the rows of the tables that were made.

    Parameters
    ----------
    joined : Joined
        How rows were sorted.
    households, children : Raw
        The tables that the mapping made.
    """
    n_out = {
        "hh": households.n_rows,
        "hl": children.n_rows,
        "fs": int(np.nansum(children.columns["module_selected"])),
        "ch": int(np.nansum(children.columns["module_under5"])),
    }
    return tuple(rows.finding(n_out=n_out[name]) for name, rows in sorted(joined.sortings.items()))


def of_rows(held: Mapping[str, records.Raw], joined: Joined, facts: Facts) -> tuple[Finding, ...]:
    """Return what did not match, was not completed, or stands twice, and ages that disagree."""
    return (
        *_unmatched(joined),
        *_empty_homes(held, joined, facts),
        *_not_completed(held["hh"], joined.sortings["hh"], facts),
        *_twice(joined),
        *_ages(joined),
        *_grown(joined, facts),
    )


def of_weights(
    held: Mapping[str, records.Raw], joined: Joined, facts: Facts
) -> tuple[Finding, ...]:
    """Return SUR-09: which weight each use has, its kind, and how many used rows lack it."""
    told = []
    for name in facts.files:
        if name not in held or not facts.files[name].weight:
            continue
        if name == "hl" and held[name].find(MADE_OF_MODULES):
            told.append(_no_weight_of_all(held[name]))
        elif name == "hl" and _weighs_homes_only(held, facts):
            told.append(_from_homes(held[name], facts))
        else:
            told.append(_weight(held[name], joined.sortings[name], facts))
    return tuple(told)


def of_definitions(children: records.Raw, facts: Facts) -> tuple[Finding, ...]:
    """Return SUR-10: which definitions of child labour the files support, and what each counts."""
    found = []
    for definition in facts.definitions:
        outcome = outcomes.get("child_labour", definition)
        needed = [name for name in outcome.sources if name != "worked_12_months"]
        lacking = [name for name in needed if name not in children.columns]
        can = not lacking
        detail = (
            f"child_labour[{definition}] can be computed: {outcome.basis}"
            if can else
            f"child_labour[{definition}] cannot be computed: no {report.listed(lacking)}"
        )  # fmt: skip
        note = report.finding(
            "SUR-10", detail, n=float(can), unit="definitions", about=definition,
            verdict=Verdict.PASS if can else Verdict.INSUFFICIENT,
        )  # fmt: skip
        found.append(note)
    said = "; ".join(f"{column}: {why}" for column, why in facts.absent.items())
    note = report.finding(
        "SUR-15",
        f"{len(facts.absent)} columns are left absent because the survey asks something else, or "
        f"nothing: {said}", n=float(len(facts.absent)), unit="columns",
    )  # fmt: skip
    found.append(note)
    return tuple(found)


def _unmatched(joined: Joined) -> Iterator[Finding]:
    for name, rows in joined.sortings.items():
        for reason in (NO_KEY, NO_HOUSEHOLD, NOT_A_MEMBER):
            lost = rows.aside(reason)
            ask = (
                "Their answers count nowhere"
                if reason == NO_KEY
                else "Are the files of one survey?"
            )
            if lost.any():
                yield report.finding(
                    "SUR-02",
                    f"{report.thousands(lost.sum())} of {report.thousands(len(lost))} rows of "
                    f"{name} are set aside: {reason}; first is "
                    f"{report.first_case(rows.ids, lost)}. {ask}",
                    n=float(lost.sum()), about=f"{_WORDS[name]} {reason}",
                    verdict=Verdict.INSUFFICIENT,
                )  # fmt: skip


def _empty_homes(
    held: Mapping[str, records.Raw], joined: Joined, facts: Facts
) -> Iterator[Finding]:
    if not held["hl"].find(facts.people["relation"]):  # no list of members, only children
        return
    homes = held["hh"].columns[HOUSEHOLD]
    empty = joined.sortings["hh"].used & ~np.isin(
        homes, held["hl"].columns[HOUSEHOLD][joined.members]
    )
    if empty.any():
        yield report.finding(
            "SUR-02",
            f"{report.thousands(empty.sum())} of {report.thousands(empty.size)} households were "
            f"completed and have no members; first is {report.first_case(homes, empty)}. They are "
            "kept",
            n=float(empty.sum()), unit="households", about="households without members",
            verdict=Verdict.INSUFFICIENT,
        )  # fmt: skip


def _not_completed(raw: records.Raw, rows: Sorting, facts: Facts) -> Iterator[Finding]:
    result = facts.files["hh"].result
    if not raw.find(result):
        yield report.finding(
            "SUR-03",
            f"no result of the interview ({result}): all {report.thousands(raw.n_rows)} "
            "households count as completed",
            n=float(raw.n_rows), unit="households", verdict=Verdict.INSUFFICIENT,
        )  # fmt: skip
        return
    reasons = {r: n for r, n in rows.counts().items() if r.startswith(NOT_COMPLETED)}
    n = sum(reasons.values())
    parts = "; ".join(
        f"{reason.removeprefix(NOT_COMPLETED + ': ')}: {report.thousands(count)}"
        for reason, count in reasons.items()
    )
    first = "" if not n else "; first is " + report.first_case(
        rows.ids, np.logical_or.reduce([rows.aside(reason) for reason in reasons])
    )  # fmt: skip
    yield report.finding(
        "SUR-03",
        f"{report.thousands(n)} of {report.thousands(raw.n_rows)} households were not completed"
        + (f" ({parts}){first}" if n else ""),
        n=float(n), unit="households",
    )  # fmt: skip


def _twice(joined: Joined) -> Iterator[Finding]:
    for name, rows in joined.sortings.items():
        lost = rows.aside(TWICE)
        if lost.any():
            yield report.finding(
                "SUR-06",
                f"{report.thousands(lost.sum())} of {report.thousands(len(lost))} rows of {name} "
                f"share their number with another row; first is {report.first_case(rows.ids, lost)}"
                ". None of them is used: which one is right, the file does not say",
                n=float(lost.sum()), about=name, verdict=Verdict.INSUFFICIENT,
            )  # fmt: skip


def _ages(joined: Joined) -> Iterator[Finding]:
    rows = joined.sortings["hl"]
    mine, listed = joined.module_age, joined.listed_age
    both = rows.used & ~np.isnan(mine) & ~np.isnan(listed)
    differ = both & (mine != listed)
    if differ.any():
        place = int(np.argmax(differ))
        yield report.finding(
            "SUR-13",
            f"{report.thousands(differ.sum())} of {report.thousands(both.sum())} children have "
            "another age in their own questionnaire than among the members; first is "
            f"{rows.ids[place]}: {mine[place]:g} and {listed[place]:g}. Their own questionnaire's "
            "is used",
            n=float(differ.sum()), unit="children",
        )  # fmt: skip
    unknown = rows.aside(NO_AGE)
    if unknown.any():
        yield report.finding(
            "SUR-13",
            f"{report.thousands(unknown.sum())} of {report.thousands(len(unknown))} members have "
            f"no age in any file; first is {report.first_case(rows.ids, unknown)}. They are set "
            "aside: whether they are children is not known",
            n=float(unknown.sum()), unit="members", about="age not known",
        )  # fmt: skip


def _grown(joined: Joined, facts: Facts) -> Iterator[Finding]:
    """Yield how many turned 18 since the school year began: LN.6 counts them, no snapshot does."""
    variable = facts.people["school_age"]
    grown = joined.sortings["hl"].used & (joined.age >= _GROWN)
    if grown.any():
        yield report.finding(
            "SUR-10",
            f"{report.thousands(grown.sum())} members turned {_GROWN} since the school year began "
            f"({variable}); first is {report.first_case(joined.sortings['hl'].ids, grown)}. The "
            "official base of out-of-school counts them, so they are held; no snapshot holds them",
            n=float(grown.sum()), unit="members", about="18 since the school year began",
        )  # fmt: skip


def _weighs_homes_only(held: Mapping[str, records.Raw], facts: Facts) -> bool:
    return weight_of(held["hl"], facts) is None and weight_of(held["hh"], facts) is not None


def _from_homes(raw: records.Raw, facts: Facts) -> Finding:
    names = " x ".join(facts.files["hl"].weight)
    return report.finding(
        "SUR-09",
        f"{_USES['hl']}: {names} is not in hl; every member has that of its household in hh",
        n=float(raw.n_rows), about=_USES["hl"],
    )  # fmt: skip


def _no_weight_of_all(raw: records.Raw) -> Finding:
    return report.finding(
        "SUR-09",
        f"no weight for {_USES['hl']}: the {report.thousands(raw.n_rows)} members are those of the "
        "questionnaires, a sample of the children with weights of its own. What is asked of all "
        "children is not measured; give hl",
        n=float(raw.n_rows), about=_USES["hl"], verdict=Verdict.INSUFFICIENT,
    )  # fmt: skip


def _weight(raw: records.Raw, rows: Sorting, facts: Facts) -> Finding:
    use, names = _USES[raw.name], " x ".join(facts.files[raw.name].weight)
    weight = weight_of(raw, facts)
    if weight is None:
        return report.finding(
            "SUR-09", f"no weight for {use}: {names} is not in the file. Nothing stands in for it",
            n=float(raw.n_rows), about=use, verdict=Verdict.INSUFFICIENT,
        )  # fmt: skip
    own: NDArray[np.float64] = weight[rows.used]
    without = np.isnan(own)
    mean = float(np.nanmean(own)) if (~without).any() else float("nan")
    lacking = (
        "" if not without.any() else
        f"; {report.thousands(without.sum())} of them have none above 0 and count as missing, "
        f"first {report.first_case(joining.take(raw, rows.used).columns[HOUSEHOLD], without)}"
    )  # fmt: skip
    return report.finding(
        "SUR-09",
        f"{use}: {names}, mean {mean:.3g} over {report.thousands(len(own))} used rows{lacking}",
        n=float(without.sum()), about=use,
        verdict=Verdict.INSUFFICIENT if without.any() else Verdict.PASS,
    )  # fmt: skip
