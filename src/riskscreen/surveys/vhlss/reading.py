"""What do the files of the Viet Nam Household Living Standards Survey (VHLSS) say of children?

Which file and variable holds what changes with every round and is data (``data/vhlss.toml``): this
code joins sections by their keys, says what became of every row, and hands the mapping on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from riskscreen import records
from riskscreen.core import Finding
from riskscreen.errors import InputError
from riskscreen.surveys import report
from riskscreen.surveys.vhlss import answering, housing, opening, roster, rounds
from riskscreen.surveys.vhlss.housing import Homes
from riskscreen.surveys.vhlss.opening import Found
from riskscreen.surveys.vhlss.roster import Members
from riskscreen.surveys.vhlss.rounds import Round

__all__ = ["read"]


def read(
    folder: Path,
    *,
    kind: str = "vhlss",
    round: int | str | None = None,  # noqa: A002 - what surveys call it
    observed_date: str | None = None,
    legal_basis: str = "",
    purpose: str = "",
    retention_until: str = "",
    say: Callable[[str], None] = report.silent,
) -> records.Records:
    """Return the households and children of one round of VHLSS; see `surveys.read`.

    Parameters
    ----------
    folder : Path
        Holds the households' files of one round, in folders too.
    kind : str
        ``vhlss``.
    round : int or str
        2010, 2012, 2014, 2016, 2018 or 2020.
    observed_date : str, optional
        Day that stands for the interviews; by default 1 July of the round.
    legal_basis, purpose, retention_until : str
        By what right the records are held, what for, and until which day.
    say : callable
        Is told what is being done, one line at a time.

    Returns
    -------
    Records
        Households (those without children too) and their members aged 0-17.

    Raises
    ------
    InputError
        If the round is not described, the roster or one of its compulsory variables is not in the
        folder, a province code is old, or the day is none.
    SchemaError
        If what was read cannot be records.

    Examples
    --------
    >>> read(Path("."), round=2011)
    Traceback (most recent call last):
        ...
    riskscreen.errors.InputError: round 2011 of VHLSS is not described; there are 2010, 2012, \
2014, 2016, 2018, 2020. Files and variables change between rounds, so none stands for another
    """
    known = rounds.describe(round)
    day = _day(observed_date, known)
    say(f"VHLSS {known.year}: reading files in {folder.name}")
    found = opening.load(folder, known)
    say(f"VHLSS {known.year}: joining {', '.join(sheet.raw.name for sheet in found.sheets)}")
    homes = housing.read(found, known, day=day)
    members = roster.read(found, known, homes=homes.ids)
    homes = housing.with_members(homes, members["household"], members.heads)
    time, slips = answering.work_time(members, known)
    say(f"VHLSS {known.year}: mapping {report.thousands(len(homes.ids))} households")
    people = members.with_columns({**time, "observed_date": np.full(members.raw.n_rows, day)})
    households, children = records.apply_mapping(
        records.mapping_from(rounds.mapping(), f"VHLSS {known.year}"),
        {"homes": homes.raw, "members": people},
    )
    told = [
        *found.findings,
        *_rows(homes, members, children.n_rows, found),
        *homes.findings,
        *members.findings,
        *slips,
        *_meanings(members, children, known, day_was_given=observed_date is not None),
    ]
    if observed_date is None:
        told.append(answering.no_day(known, day, len(homes.ids)))
    return records.assemble(
        _without_repeats(households),
        _without_repeats(children),
        metadata=records.Metadata(legal_basis, purpose, retention_until),
        source=f"{kind} {known.year}: {folder.name}",
        findings=tuple(told),
        reader_made_ids=True,
    )


def _day(observed_date: str | None, known: Round) -> np.datetime64:
    if observed_date is None:
        return np.datetime64(f"{known.year}-07-01")
    try:
        day = np.datetime64(str(observed_date), "D")
    except ValueError as fault:
        raise InputError(
            f"observed_date {observed_date!r} is not a day; write it as {known.year}-09-15"
        ) from fault
    year = day.astype("datetime64[Y]").astype(int) + 1970
    if not known.year <= year <= known.year + 1:
        raise InputError(
            f"observed_date {day} is not in VHLSS {known.year}, which was asked in {known.year} "
            f"(and early {known.year + 1}). Check the round"
        )
    return day


def _without_repeats(raw: records.Raw) -> records.Raw:
    """Leave out what SUR-04 says already, and by the names that the files have (MAP-04)."""
    return replace(raw, findings=tuple(f for f in raw.findings if f.code != "MAP-04"))


def _meanings(
    members: Members, children: records.Raw, known: Round, *, day_was_given: bool
) -> Iterator[Finding]:
    """Yield what the answers mean, and those that contradict each other."""
    yield from answering.contradictions(members)
    yield from answering.holidays(members, known, day_was_given=day_was_given)
    nothing = np.full(children.n_rows, np.nan)
    yield from answering.definitions(
        known,
        worked=children.columns.get("worked_12_months", nothing).astype(np.float64),
        hours="economic_hours_week" in children.columns,
    )


def _rows(homes: Homes, members: Members, n_children: int, found: Found) -> Iterator[Finding]:
    """Yield what became of the rows of the household file and of the roster."""
    if homes.rows is not None:
        yield homes.rows.finding(n_out=len(homes.ids))
    yield members.roster.finding(n_out=n_children)
    lone = members.roster.aside("household not in the household file")
    if lone.any():
        yield report.finding(
            "SUR-02",
            f"{report.thousands(lone.sum())} of {report.thousands(len(lone))} members have a "
            f"household that is not in {found.of('household')[0].raw.name}; first is "
            f"{report.first_case(members.roster.ids, lone)}. They are set aside",
            n=float(lone.sum()), about="members without a household",
        )  # fmt: skip
    empty = ~np.isin(homes.ids, members["household"])
    if empty.any():
        yield report.finding(
            "SUR-02",
            f"{report.thousands(empty.sum())} of {report.thousands(len(empty))} households have no "
            f"member in the roster; first is {report.first_case(homes.ids, empty)}. They are kept",
            n=float(empty.sum()), unit="households", about="households without members",
        )  # fmt: skip
