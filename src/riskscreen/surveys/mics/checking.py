"""Where do the answers of a MICS household contradict each other?

Nothing is corrected: a contradiction is counted, with the first case, and the answers stay as they
were given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import records
from riskscreen.core import Finding, Verdict
from riskscreen.surveys import joining, report
from riskscreen.surveys.mics.dating import days_of, month_of
from riskscreen.surveys.mics.described import Facts
from riskscreen.surveys.mics.keeping import HOUSEHOLD, PERSON

__all__ = ["check"]

_YES, _NO = 1.0, 2.0
# Not an answer to a question of one digit or two.
_NO_ANSWER = (7.0, 8.0, 9.0, 97.0, 98.0, 99.0)
_NO_HOURS = 97.0
_YOUNGEST, _OLDEST = 5, 17

Files = Mapping[str, records.Raw]


def check(files: Files, facts: Facts) -> tuple[Finding, ...]:
    """Return what contradicts what among the used rows.

    Parameters
    ----------
    files : mapping of str to Raw
        Used rows, as from `mics_answers.answered`.
    facts : Facts
        The round.
    """
    found = [
        *_heads(files, facts),
        *_same_question(files, facts),
        *_within_households(files, facts),
        *_hours(files, facts),
        *_ages_of_work(files),
        *_flags(files, facts),
        *_module_days(files, facts),
        *_births(files, facts),
    ]
    return tuple(found)


def _heads(files: Files, facts: Facts) -> Iterator[Finding]:
    if "members" not in files:
        return
    members, homes = files["members"], files["hh"].columns[HOUSEHOLD]
    relation = joining.numbers(members, facts.people["relation"])
    heads = members.columns[HOUSEHOLD][relation == facts.people["head"]]
    keys, n = np.unique(heads, return_counts=True)
    place = joining.match(keys, homes)
    n_heads = np.where(place >= 0, np.append(n, 0)[place], 0)
    for rows, what in ((n_heads == 0, "no head"), (n_heads > 1, "more than one head")):
        if rows.any():
            yield report.finding(
                "SUR-05",
                f"{what} in {report.thousands(rows.sum())} of {report.thousands(len(homes))} "
                f"households; first is {report.first_case(homes, rows)}. Columns of the head come "
                "from the household's own file, else are missing",
                n=float(rows.sum()), unit="households", about=what, verdict=Verdict.INSUFFICIENT,
            )  # fmt: skip


def _same_question(files: Files, facts: Facts) -> Iterator[Finding]:
    for question, (left, right) in facts.same.items():
        (file, column), (other, theirs) = (name.split(".") for name in (left, right))
        if file not in files or other not in files:
            continue
        mine, others = files[file], files[other]
        if not mine.find(column) or not others.find(theirs):
            continue
        key = HOUSEHOLD if other == "hh" else PERSON
        place = joining.match(others.columns[key], mine.columns[key])
        answers = np.append(_answers(others, theirs), np.nan)[place]
        own = _answers(mine, column)
        both = int((~np.isnan(own) & ~np.isnan(answers)).sum())
        yield from _contradiction(
            _differ(own, answers), mine.columns[PERSON], about=question, n=both,
            unit="rows with both answers",
            what=f"{left} and {right} answer the same question differently",
            advice=f"The answer of {left} is used.",
        )  # fmt: skip


def _within_households(files: Files, facts: Facts) -> Iterator[Finding]:
    """Yield where members of one household have different values of a household's variable."""
    raw = files.get("members", files["hl"])
    homes, home = np.unique(raw.columns[HOUSEHOLD], return_inverse=True)
    for column in facts.people["one_value"]:
        if not raw.find(column) or not raw.n_rows:
            continue
        values = joining.numbers(raw, column)
        known = ~np.isnan(values)
        lowest, highest = (np.full(home.max() + 1, bound) for bound in (np.inf, -np.inf))
        np.minimum.at(lowest, home[known], values[known])
        np.maximum.at(highest, home[known], values[known])
        yield from _contradiction(
            lowest < highest, homes, about=f"{column} within a household", unit="households",
            what=f"members of one household differ in {column}",
            advice="The household's own file is used.",
        )  # fmt: skip


def _hours(files: Files, facts: Facts) -> Iterator[Finding]:
    for file, parts in facts.hours.items():
        if file not in files:
            continue
        raw = files[file]
        for part, (screen, hours) in parts.items():
            said_no = joining.numbers(raw, screen) == (0.0 if screen.startswith("rs_") else _NO)
            given = joining.numbers(raw, hours)
            odd = said_no & (given > 0) & (given < _NO_HOURS)
            yield from _contradiction(
                odd, raw.columns[PERSON], about=f"hours of {part}",
                what=f"{hours} gives hours although every question before it ({screen}) is no",
                advice="They count as 0 hours.",
            )  # fmt: skip


def _ages_of_work(files: Files) -> Iterator[Finding]:
    if "fs" not in files or not files["fs"].find("rs_works"):
        return
    raw = files["fs"]
    ages = np.append(files["hl"].columns["rs_age"], np.nan)
    age = ages[joining.match(files["hl"].columns[PERSON], raw.columns[PERSON])]
    answered = ~np.isnan(raw.columns["rs_works"])
    odd = answered & ((age < _YOUNGEST) | (age > _OLDEST))
    yield from _contradiction(
        odd, raw.columns[PERSON], about="age and questions on work",
        what=f"a child outside {_YOUNGEST}-{_OLDEST} years has answers on work",
        advice="Definitions of child labour leave the child out.",
    )  # fmt: skip


def _flags(files: Files, facts: Facts) -> Iterator[Finding]:
    for file, flags in facts.flags.items():
        if file not in files:
            continue
        raw = files[file]
        for column, (code, meaning) in flags.items():
            yield from _contradiction(
                joining.numbers(raw, column) == code, raw.columns[PERSON], about=column,
                what=f"{column} is {code}: {meaning}", advice="The row is used.",
            )  # fmt: skip


def _module_days(files: Files, facts: Facts) -> Iterator[Finding]:
    homes = files["hh"]
    home_day = np.append(homes.columns["rs_day"], np.datetime64("NaT", "D"))
    for name in ("fs", "ch"):
        if name not in files or not facts.files[name].day:
            continue
        raw = files[name]
        day, _ = days_of(raw, facts.files[name].day, years=facts.years)
        odd = day < home_day[joining.match(homes.columns[HOUSEHOLD], raw.columns[HOUSEHOLD])]
        what = f"the questionnaire {name} is dated before the household's"
        yield from _disorder(odd, raw, f"{name} before hh", what)


def _births(files: Files, facts: Facts) -> Iterator[Finding]:
    homes = files["hh"]
    months = homes.columns["rs_day"].astype("datetime64[M]").astype(np.int64) + 1970 * 12 + 1
    for name, one in facts.files.items():
        if name not in files or not one.born:
            continue
        raw = files[name]
        place = joining.match(homes.columns[HOUSEHOLD], raw.columns[HOUSEHOLD])
        odd = (place >= 0) & (month_of(raw, one.born) > np.append(months, 0)[place])
        what = "the month of birth lies after the interview"
        yield from _disorder(odd, raw, f"birth after interview in {name}", what)


def _disorder(odd: NDArray[np.bool_], raw: records.Raw, about: str, what: str) -> Iterator[Finding]:
    if odd.any():
        yield report.finding(
            "SUR-08",
            f"{what} in {report.thousands(odd.sum())} of {report.thousands(len(odd))} rows of "
            f"{raw.name}; first is {report.first_case(raw.columns[PERSON], odd)}. The household's "
            "day is used; ages stay as recorded",
            n=float(odd.sum()), about=about, verdict=Verdict.INSUFFICIENT,
        )  # fmt: skip


def _contradiction(
    odd: NDArray[np.bool_],
    ids: NDArray[Any],
    *,
    what: str,
    about: str,
    advice: str,
    unit: str = "rows",
    n: int = 0,
) -> Iterator[Finding]:
    if odd.any():
        yield report.finding(
            "SUR-07",
            f"{what} in {report.thousands(odd.sum())} of {report.thousands(n or len(odd))} {unit}; "
            f"first is {report.first_case(ids, odd)}. {advice}",
            n=float(odd.sum()), unit=unit, about=about, verdict=Verdict.INSUFFICIENT,
        )  # fmt: skip


def _answers(raw: records.Raw, column: str) -> NDArray[np.float64]:
    values = joining.numbers(raw, column)
    return np.where(np.isin(values, _NO_ANSWER), np.nan, values)


def _differ(left: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.bool_]:
    return np.asarray(~np.isnan(left) & ~np.isnan(right) & (left != right), dtype=np.bool_)
