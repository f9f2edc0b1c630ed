"""Which rows make one wave of a survey, and how was its sample drawn?

An estimate over children of several waves is of no day and counts a child twice, so the waves are
told apart by who was visited again and by the pauses of the field work, never by the year alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import measures, records
from riskscreen.errors import InputError
from riskscreen.surveys.tabulation.drawn import Note, drawn, texts

__all__ = ["Wave", "one_wave", "span", "spans"]

# A survey is in the field without a pause, or in each quarter of a year; the next one comes later.
_PAUSE_DAYS = 92
_SHOWN = 8

Days = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Wave:
    """The rows of one wave, each child once, and the design of its sample.

    Parameters
    ----------
    children, households : Table
        Rows of the wave.
    home : ndarray of intp, shape (n_children,)
        Row of ``households`` for each child; -1 where there is none.
    design : measures.Clusters
        PSU of each child; every PSU that has a household in the sample.
    first_day, last_day : datetime64[D]
        Field work; NaT where no day is recorded.
    survey, survey_round : str
        As the reader wrote them; empty for other records.
    declared : bool
        Whether the records declare that every child counts once.
    notes : tuple of (str, str)
        What to know of the design, in English and Vietnamese.
    """

    children: records.Table
    households: records.Table
    home: NDArray[np.intp]
    design: measures.Clusters
    first_day: np.datetime64
    last_day: np.datetime64
    survey: str
    survey_round: str
    declared: bool
    notes: tuple[Note, ...]

    def __repr__(self) -> str:
        return f"Wave({span(self.first_day, self.last_day)}, {self.n_children} children)"

    @property
    def n_children(self) -> int:
        """Number of children."""
        return len(self.home)

    def column(self, name: str) -> NDArray[Any] | None:
        """Return a column for each child, a household's spread to its children; None if absent."""
        if name in self.children:
            return self.children[name]
        if name not in self.households:
            return None
        values = self.households[name]
        if not len(values):
            return None
        absent: Any = {"f": np.nan, "M": np.datetime64("NaT", "D")}.get(values.dtype.kind, "")
        return np.where(self.home < 0, absent, values[self.home])

    def numbers(self, name: str) -> NDArray[np.float64]:
        """Return a column of numbers; all NaN where it is absent or text."""
        values = self.column(name)
        if values is None or values.dtype.kind != "f":
            return np.full(self.n_children, np.nan)
        return values


def one_wave(held: records.Records, as_of: Any = None) -> Wave:  # noqa: ANN401 - any date
    """Return one wave of the records.

    Parameters
    ----------
    held : Records
        Of one wave or several.
    as_of : str, datetime.date or datetime64, optional
        The latest wave whose field work had ended by this day; needed where there are several.

    Raises
    ------
    InputError
        If there is no child, several waves and no day, no wave by that day, or rows of several
        surveys in the wave.
    """
    if not held.children.n_rows:
        raise InputError(
            "no child rows in these records (0 of 0); first look at records.reading, which says "
            "what the reader set aside"
        )
    found = spans(held)
    start, end = found[0] if as_of is None and len(found) == 1 else _chosen(found, as_of)
    whole = len(found) == 1
    children = _within(held.children, start, end, whole=whole)
    households = _within(held.households, start, end, whole=whole)
    home = _homes(children["household_id"], households["household_id"])
    design, notes = drawn(children, households, home)
    notes += () if whole else _undated(held)
    return Wave(
        children=children, households=households, home=home, design=design, notes=notes,
        first_day=start, last_day=end, declared=held.weights == "none",
        survey=_only(households, "survey"), survey_round=_only(households, "survey_round"),
    )  # fmt: skip


def spans(held: records.Records) -> tuple[tuple[np.datetime64, np.datetime64], ...]:
    """Return first and last day of each wave, in their order.

    A wave ends before a day on which a household or child of it is seen again, and before a pause
    of more than 92 days, unless all rows say that they are of one round of one survey: field work
    pauses. Records without any day are one wave.
    """
    pause = np.inf if _one_round(held.households) else _PAUSE_DAYS
    of_home = held.households["observed_date"] if held.households.n_rows else _no_days()
    seen = [
        _again(held.household_code, of_home),
        _again(held.child_code, held.children["observed_date"]),
    ]
    days = np.concatenate([day for day, _ in seen])
    if not days.size:
        return ((np.datetime64("NaT", "D"), np.datetime64("NaT", "D")),)
    distinct, place = np.unique(days, return_inverse=True)
    before = np.full(distinct.size, np.iinfo(np.int64).min)
    np.maximum.at(before, place, np.concatenate([last for _, last in seen]))
    starts = [0]
    for i in range(1, distinct.size):
        again = before[i] >= distinct[starts[-1]]
        if again or distinct[i] - distinct[i - 1] > pause:
            starts.append(i)
    ends = [*(i - 1 for i in starts[1:]), distinct.size - 1]
    dates = distinct.astype("datetime64[D]")
    return tuple((dates[a], dates[b]) for a, b in zip(starts, ends, strict=True))


def _one_round(households: records.Table) -> bool:
    return all(
        name in households and len(set(texts(households[name]).tolist()) - {""}) == 1
        for name in ("survey", "survey_round")
    )


def span(first_day: np.datetime64, last_day: np.datetime64) -> str:
    """Return the days of a wave as text; empty where no day is recorded."""
    if np.isnat(first_day):
        return ""
    return str(first_day) if first_day == last_day else f"{first_day} to {last_day}"


def _again(code: NDArray[np.intp], dates: NDArray[Any]) -> tuple[Days, Days]:
    """Return each row's day and the day on which the same one was seen before it."""
    known = ~np.isnat(dates)
    days, code = dates[known].astype("datetime64[D]").astype(np.int64), code[known]
    order = np.lexsort((days, code))
    days, code = days[order], code[order]
    last = np.full(days.size, np.iinfo(np.int64).min)
    same = (code[1:] == code[:-1]) & (days[1:] != days[:-1])
    last[1:][same] = days[:-1][same]
    return days, last


def _chosen(
    found: tuple[tuple[np.datetime64, np.datetime64], ...],
    as_of: Any,  # noqa: ANN401 - any date
) -> tuple[np.datetime64, np.datetime64]:
    listed = ", ".join(span(*days) or "no day" for days in found[:_SHOWN])
    listed += f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    if as_of is None:
        raise InputError(
            f"{len(found)} waves in these records and one estimate is of one: {listed}. Name the "
            f"day of one, as_of={str(found[-1][1])!r}"
        )
    try:
        day = np.datetime64(as_of, "D")
    except (ValueError, TypeError) as fault:
        raise InputError(f"as_of {as_of!r} is not a day; write it as 2014-04-30") from fault
    ended = [days for days in found if np.isnat(days[1]) or days[1] <= day]
    if not ended:
        raise InputError(
            f"none of {len(found)} waves had ended by {day}; they are: {listed}. Name a day on or "
            "after the last day of one"
        )
    return ended[-1]


def _within(
    table: records.Table, start: np.datetime64, end: np.datetime64, *, whole: bool
) -> records.Table:
    if whole or not table.n_rows:
        return table
    day = table["observed_date"]
    return table.take((day >= start) & (day <= end))


def _undated(held: records.Records) -> tuple[Note, ...]:
    n = int(np.isnat(held.children["observed_date"]).sum())
    if not n:
        return ()
    said = (
        f"{n} of {held.children.n_rows} child rows have no day and are in no wave",
        f"{n} trên {held.children.n_rows} dòng trẻ không ghi ngày nên không thuộc đợt nào",
    )
    return (said,)


def _homes(theirs: NDArray[Any], own: NDArray[Any]) -> NDArray[np.intp]:
    if not len(own):
        return np.full(len(theirs), -1, dtype=np.intp)
    order = np.argsort(own, kind="stable")
    place = np.minimum(np.searchsorted(own[order], theirs), len(own) - 1)
    row = order[place]
    return np.where((own[row] == theirs) & (theirs != ""), row, -1).astype(np.intp)


def _only(households: records.Table, name: str) -> str:
    if name not in households:
        return ""
    values, count = np.unique(texts(households[name]), return_counts=True)
    held = values != ""
    if held.sum() > 1:
        shown = ", ".join(f"{v} ({n})" for v, n in zip(values[held], count[held], strict=True))
        raise InputError(
            f"{int(held.sum())} values of {name} in one wave, by household: {shown}. Tabulate "
            "each survey and round apart: their questions differ"
        )
    return str(values[held][0]) if held.any() else ""


def _no_days() -> NDArray[Any]:
    return np.array([], dtype="datetime64[D]")
