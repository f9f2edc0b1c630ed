"""What do the answers of a round of VHLSS mean, and what do they not mean?

The survey asks about economic activity in twelve months. That is neither child labour (no chores,
no hazard) nor last week, and "on holiday" is attending: whoever takes the columns by their names
alone must be told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.core import Finding, Verdict
from riskscreen.surveys import report
from riskscreen.surveys.vhlss.roster import Members
from riskscreen.surveys.vhlss.rounds import Round, Unit

__all__ = ["contradictions", "definitions", "holidays", "no_day", "work_time"]

_HOURS_A_DAY = 24.0
# A stray value is a slip; more than this share above what the unit can have is another unit.
_SLIPS = 0.01
_ASKED_WORK = 6.0


def work_time(
    members: Members, known: Round
) -> tuple[dict[str, NDArray[np.float64]], tuple[Finding, ...]]:
    """Return days and hours of work that their units can have, and the factor to days a week.

    Returns
    -------
    dict of str to ndarray of float64, shape (n_members,)
        ``days``, ``hours`` and ``days_a_week``; empty where the round does not tell them, or where
        the days cannot be in the unit that is named for it.
    tuple of Finding
        What was made missing.
    """
    if not {"work_days", "work_hours"} <= set(members.raw.columns):
        return {}, ()
    unit = known.unit
    days, hours = members["work_days"], members["work_hours"]
    too_many = np.asarray(days > unit.most)
    n_known = int((~np.isnan(days)).sum())
    if too_many.sum() > max(1, _SLIPS * n_known):
        return {}, (_wrong_unit(members, too_many, n_known, known),)
    odd = too_many | (days < 0) | (hours > _HOURS_A_DAY) | (hours < 0)
    told = () if not odd.any() else (_slips(members, odd, unit),)
    return {
        "days": np.where(odd, np.nan, days),
        "hours": np.where(odd, np.nan, hours),
        "days_a_week": np.full(len(days), unit.days_a_week),
    }, told


def holidays(members: Members, known: Round, *, day_was_given: bool) -> Iterator[Finding]:
    """Yield how many children attend although they answered "on holiday"."""
    children = members.children
    away = children & (members["attends"] == 2)  # noqa: PLR2004 - the questionnaire's code
    there = children & np.isin(members["attends"], (1, 2))
    if not there.any():
        return
    first = f"; first is {report.first_case(members['person'], away)}" if away.any() else ""
    season = "" if day_was_given else (
        " The files do not say in which quarter a household was asked, so how many are on holiday "
        "depends on it"
    )  # fmt: skip
    yield report.finding(
        "SUR-10",
        f"attending_school is {_named(known, 'attends')}: {report.thousands(away.sum())} of "
        f"{report.thousands(there.sum())} attending children answered 'on holiday'{first}. They "
        f"count as attending, else every summer would make drop-outs.{season}",
        n=float(away.sum()), unit="children", about="on holiday",
    )  # fmt: skip


def definitions(known: Round, *, worked: NDArray[np.float64], hours: bool) -> Iterator[Finding]:
    """Yield what work means here, and what nobody has compared with the questionnaire."""
    n_working = int((worked == 1).sum())
    n_asked = int((~np.isnan(worked)).sum())
    if n_asked:
        time = (
            f"economic_hours_week is {_named(known, 'work_days')} ({known.unit.name}) x "
            f"{_named(known, 'work_hours')} (hours a day) in the main job, brought to a week: "
            f"{known.unit.averages}"
            if hours
            else "no hours of work"
        )
        yield report.finding(
            "SUR-10",
            f"{report.thousands(n_working)} of {report.thousands(n_asked)} children with an answer "
            f"are economically active: any of {_named(known, 'work_wage')}, "
            f"{_named(known, 'work_farm')}, {_named(known, 'work_business')} in 12 months, asked "
            f"from the age of {_ASKED_WORK:.0f}. This is NOT child labour: there are no household "
            f"chores and no hazardous work, and {time}. A label child_labour from these records, "
            f"under any definition, is not comparable with a published rate",
            n=float(n_working), unit="children", about="economically active, not child labour",
            verdict=Verdict.INSUFFICIENT,
        )  # fmt: skip
    doubts = [f"{name}: {why}" for name, why in known.unverified.items()]
    if doubts:
        yield report.finding(
            "SUR-10",
            f"{len(doubts)} facts of VHLSS {known.year} are unverified; first is {doubts[0]}. "
            f"Compare them with the round's questionnaire: {'; '.join(doubts)}",
            n=float(len(doubts)), unit="facts", about="unverified", verdict=Verdict.INSUFFICIENT,
        )  # fmt: skip


def no_day(known: Round, day: np.datetime64, n_homes: int) -> Finding:
    """Return the finding that the files have no day of interview."""
    return report.finding(
        "SUR-11",
        f"the files have no day of interview for {report.thousands(n_homes)} households: every one "
        f"is dated {day}, the middle of {known.year}. VHLSS asks in four quarters, so an age may "
        "be half a year off and an answer 'on holiday' depends on the quarter. Give "
        f'observed_date="{known.year}-09-15" where the day is known',
        n=float(n_homes), unit="households", verdict=Verdict.INSUFFICIENT,
    )  # fmt: skip


def contradictions(members: Members) -> Iterator[Finding]:
    """Yield the answers of one person that cannot all be true."""
    rules: dict[str, tuple[Callable[[Members], NDArray[np.bool_]], str]] = {
        "work": (_any_against_kinds, "work in 12 months (m4ac2) and its kinds (m4ac1a-c) disagree; "
                                     "the kinds are used"),
        "too young": (_worked_too_young, f"a child under {_ASKED_WORK:.0f} has an answer about "
                                         "work, which is asked from that age; it is not used"),
        "grade": (_grade_without_school, "a child that does not attend has a current grade; "
                                         "grade_current is missing there"),
    }  # fmt: skip
    for about, (rule, words) in rules.items():
        rows = rule(members) & members.children
        if rows.any():
            yield report.finding(
                "SUR-07",
                f"{words}: {report.thousands(rows.sum())} of "
                f"{report.thousands(members.children.sum())} children; first is "
                f"{report.first_case(members['person'], rows)}",
                n=float(rows.sum()), unit="children", about=about,
            )  # fmt: skip


def _kinds(members: Members) -> list[NDArray[Any]]:
    return [members[name] for name in ("work_wage", "work_farm", "work_business")]


def _any_against_kinds(members: Members) -> NDArray[np.bool_]:
    kinds, whole = _kinds(members), members["work_any"]
    yes = np.any([kind == 1 for kind in kinds], axis=0)
    no = np.all([kind == 2 for kind in kinds], axis=0)  # noqa: PLR2004 - the questionnaire's no
    return np.asarray((yes & (whole == 2)) | (no & (whole == 1)), dtype=np.bool_)  # noqa: PLR2004


def _worked_too_young(members: Members) -> NDArray[np.bool_]:
    answered = np.any([~np.isnan(kind) for kind in _kinds(members)], axis=0)
    return np.asarray(answered & (members["age"] < _ASKED_WORK), dtype=np.bool_)


def _grade_without_school(members: Members) -> NDArray[np.bool_]:
    return np.asarray((members["attends"] == 3) & (members["grade_now"] > 0), dtype=np.bool_)  # noqa: PLR2004


def _wrong_unit(
    members: Members, too_many: NDArray[np.bool_], n_known: int, known: Round
) -> Finding:
    first = int(np.argmax(too_many))
    return report.finding(
        "SUR-10",
        f"{_named(known, 'work_days')} cannot count {known.unit.name}: it is above "
        f"{known.unit.most:g} for {report.thousands(too_many.sum())} of "
        f"{report.thousands(n_known)} members who told it; first is {members['person'][first]}: "
        f"{members['work_days'][first]:g}. economic_hours_week is left out rather than wrong; see "
        "the round's questionnaire and its unit in vhlss.toml",
        n=float(too_many.sum()), unit="members", about="unit of the days of work",
        verdict=Verdict.INSUFFICIENT,
    )  # fmt: skip


def _slips(members: Members, odd: NDArray[np.bool_], unit: Unit) -> Finding:
    first = int(np.argmax(odd))
    return report.finding(
        "SUR-07",
        f"more than {unit.most:g} {unit.name} or {_HOURS_A_DAY:g} hours a day, or less than none, "
        f"in {report.thousands(odd.sum())} of {report.thousands(len(odd))} members; first is "
        f"{members['person'][first]}: {members['work_days'][first]:g} days, "
        f"{members['work_hours'][first]:g} hours. Both are missing there",
        n=float(odd.sum()), unit="members", about="days and hours of work",
    )  # fmt: skip


def _named(known: Round, name: str) -> str:
    return known.variables[name].names[0]
