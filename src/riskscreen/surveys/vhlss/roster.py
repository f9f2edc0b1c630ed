"""Who lives in the households, and what did the sections ask of each of them?

A person's key is all that joins the sections: two persons with one key are both set aside, since
nobody can say whose answers are whose.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import records
from riskscreen.core import Finding
from riskscreen.surveys import report
from riskscreen.surveys.report import Sorting
from riskscreen.surveys.vhlss import parsing
from riskscreen.surveys.vhlss.opening import Found, Sheet
from riskscreen.surveys.vhlss.rounds import Round

__all__ = ["ADULT", "Members", "read"]

ADULT = 18.0
_HEAD = 1
_GRADE = "grade_done"
# Questions of one kind: where a round has one of them, the others are unknown, not absent.
_TOGETHER = (
    ("work_wage", "work_farm", "work_business", "work_any"),
    ("level_now", "grade_now"),
)
_HIGHER, _VOCATIONAL = (8, 9, 10, 11), (4, 5, 6, 7)
_GENERAL = {0: "none", 1: "primary", 2: "lower_secondary", 3: "upper_secondary"}


@dataclass(frozen=True, slots=True)
class Members:
    """Every member that can be told apart, adults too.

    Parameters
    ----------
    raw : Raw
        One row per person with the variables of all sections.
    roster : Sorting
        What happened to each row of the roster.
    findings : tuple of Finding
        What was odd.
    """

    raw: records.Raw
    roster: Sorting
    findings: tuple[Finding, ...]

    def __getitem__(self, name: str) -> NDArray[Any]:
        """Return a column; all missing where the round has no such variable."""
        values: NDArray[Any] = self.raw.columns.get(name, np.full(self.raw.n_rows, np.nan))
        return values

    @property
    def children(self) -> NDArray[np.bool_]:
        """Which rows are children, shape (n_rows,)."""
        return np.asarray(self["age"] < ADULT, dtype=np.bool_)

    @property
    def heads(self) -> NDArray[np.bool_] | None:
        """Which members head their household, shape (n_members,); None if no relation is told."""
        relation = self.raw.columns.get("relation")
        return None if relation is None else np.asarray(relation == _HEAD, dtype=np.bool_)

    def with_columns(self, columns: Mapping[str, NDArray[Any]]) -> records.Raw:
        """Return the table of members with more columns."""
        return replace(self.raw, columns={**self.raw.columns, **columns})


def read(found: Found, known: Round, *, homes: NDArray[np.str_]) -> Members:
    """Return the members of a round, their sections joined.

    Parameters
    ----------
    found : Found
        The files.
    known : Round
        What is known of the round.
    homes : ndarray of str, shape (n_households,)
        Households that there are.
    """
    roster = found.of("roster")[0]
    rows = _sorted(roster, homes)
    ids = roster.person[rows.used]
    columns: dict[str, NDArray[Any]] = {
        "household": roster.home[rows.used],
        "person": ids,
        "line": roster.member[rows.used],
    }
    told: list[Finding] = list(_duplicates(roster, rows))
    unread: dict[str, tuple[NDArray[np.bool_], NDArray[Any]]] = {}
    for name, values in found.inside(roster).items():
        columns[name] = _cells(name, values[rows.used], unread)
    for sheet in found.of("education", "work", "health"):
        columns |= _section(sheet, found.inside(sheet), ids, told, unread)
    columns["line_number"] = parsing.numbers(columns["line"])[0]
    columns["age"] = _completed(columns["age"])
    for kind in _TOGETHER:
        if any(name in columns for name in kind):
            columns |= {name: np.full(len(ids), np.nan) for name in kind if name not in columns}
    if "diploma" in columns:
        columns["education"] = _education(columns)
    told += _not_read(unread, ids, known)
    raw = records.Raw("members", columns)
    return Members(raw, _told_ages(rows, columns["age"]), tuple(told))


def _sorted(roster: Sheet, homes: NDArray[np.str_]) -> Sorting:
    ids = roster.person
    rows = report.sorting(roster.raw.name, ids)
    rows = rows.without("key of household or member not recorded", ids == "")
    rows = rows.without("two persons with one line number", _again(ids))
    return rows.without("household not in the household file", ~np.isin(roster.home, homes))


def _told_ages(rows: Sorting, age: NDArray[np.float64]) -> Sorting:
    """Set the members aside that are no children, for the sum of rows."""
    whole = np.full(len(rows.place), np.nan)
    whole[rows.used] = age
    used = rows.used
    rows = rows.without("aged 18 and over", used & (whole >= ADULT))
    return rows.without("age not recorded", used & np.isnan(whole))


def _again(ids: NDArray[np.str_]) -> NDArray[np.bool_]:
    """Return which rows have an id that another row has too."""
    _, place, counts = np.unique(ids, return_inverse=True, return_counts=True)
    return np.asarray((counts[place] > 1) & (ids != ""), dtype=np.bool_)


def _duplicates(sheet: Sheet, rows: Sorting) -> Iterable[Finding]:
    twice = rows.aside("two persons with one line number")
    if twice.any():
        yield report.finding(
            "SUR-06",
            f"{report.thousands(twice.sum())} of {report.thousands(len(twice))} rows of "
            f"{sheet.raw.name} share their household and line number with another row; first is "
            f"{report.first_case(sheet.person, twice)}. All of them are set aside: nobody can say "
            "whose answers are whose",
            n=float(twice.sum()), about=sheet.raw.name,
        )  # fmt: skip


def _section(
    sheet: Sheet,
    variables: Mapping[str, NDArray[Any]],
    ids: NDArray[np.str_],
    told: list[Finding],
    unread: dict[str, tuple[NDArray[np.bool_], NDArray[Any]]],
) -> dict[str, NDArray[Any]]:
    """Return the variables of a section for each of ``ids``, and tell what did not match."""
    theirs = sheet.person
    rows = report.sorting(sheet.raw.name, theirs)
    rows = rows.without("key of household or member not recorded", theirs == "")
    rows = rows.without("two persons with one line number", _again(theirs))
    told += _duplicates(sheet, rows)
    order = np.argsort(ids)
    place = _positions(ids[order], theirs)
    rows = rows.without("no such member in the roster", place < 0)
    lone = rows.aside("no such member in the roster")
    if lone.any():
        told.append(report.finding(
            "SUR-02",
            f"{report.thousands(lone.sum())} of {report.thousands(len(lone))} rows of "
            f"{sheet.raw.name} belong to nobody in the roster; first is "
            f"{report.first_case(theirs, lone)}. They are set aside",
            n=float(lone.sum()), about=sheet.raw.name,
        ))  # fmt: skip
    told.append(rows.finding(n_out=rows.n_used))
    source = np.full(len(ids), -1, dtype=np.intp)
    source[order[place[rows.used]]] = np.flatnonzero(rows.used)
    return {
        name: _cells(name, _taken(values, source), unread) for name, values in variables.items()
    }


def _positions(names: NDArray[np.str_], ids: NDArray[np.str_]) -> NDArray[np.intp]:
    """Return where each id stands among sorted names; -1 where it does not."""
    if not len(names):
        return np.full(len(ids), -1, dtype=np.intp)
    place = np.minimum(np.searchsorted(names, ids), len(names) - 1)
    return np.where(names[place] == ids, place, -1)


def _taken(values: NDArray[Any], source: NDArray[np.intp]) -> NDArray[Any]:
    if not len(values):
        return np.full(len(source), np.nan)
    taken = values[np.maximum(source, 0)]
    missing: Any = np.nan if values.dtype.kind == "f" else ""
    taken[source < 0] = missing
    return taken


def _cells(
    name: str,
    values: NDArray[Any],
    unread: dict[str, tuple[NDArray[np.bool_], NDArray[Any]]],
) -> NDArray[np.float64]:
    """Return a variable as numbers; cells that say something else are kept for a finding."""
    read = parsing.grades if name == _GRADE else parsing.numbers
    cells, odd = read(values)
    if odd.any():
        unread[name] = (odd, values)
    return cells


def _not_read(
    unread: Mapping[str, tuple[NDArray[np.bool_], NDArray[Any]]],
    ids: NDArray[np.str_],
    known: Round,
) -> Iterable[Finding]:
    for name, (odd, values) in unread.items():
        first = str(values[int(np.argmax(odd))])
        shown = first if len(first.split()) == 1 and len(first) <= 12 else "text"  # noqa: PLR2004
        yield report.finding(
            "SUR-12",
            f"{name} ({' or '.join(known.variables[name].names)}) could not be read in "
            f"{report.thousands(odd.sum())} of {report.thousands(len(odd))} members; first is "
            f"{report.first_case(ids, odd)}: {shown}. It is missing there: only what can mean one "
            "thing is read",
            n=float(odd.sum()), about=name,
        )  # fmt: skip


def _completed(age: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return completed years; an age below 0 is none."""
    whole: NDArray[np.float64] = np.floor(age)
    return np.where(whole < 0, np.nan, whole)


def _education(columns: Mapping[str, NDArray[Any]]) -> NDArray[np.str_]:
    """Return the highest level completed: a vocational diploma tops a school's, not a college's."""
    general = columns["diploma"]
    trade = np.isin(columns.get("vocational", np.full(len(general), np.nan)), _VOCATIONAL)
    level = np.full(len(general), "", dtype="<U15")
    for code, word in _GENERAL.items():
        level[general == code] = word
    level[trade] = "vocational"
    level[np.isin(general, _HIGHER)] = "higher"
    return level
