"""How do the files of a MICS survey become records?

In this order: find and load, find the day, sort rows, make what the mapping cannot say, map,
assemble. What is where in the files is data (``data/mics5.toml``, ``data/mics6.toml``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from riskscreen import records
from riskscreen.errors import InputError
from riskscreen.surveys import report
from riskscreen.surveys.mics import (
    answering,
    checking,
    dating,
    described,
    keeping,
    loading,
    telling,
)

__all__ = ["read"]


def read(
    folder: Path,
    *,
    kind: str,
    round: int | str | None = None,  # noqa: A002 - what surveys call it
    observed_date: str | None = None,
    legal_basis: str = "",
    purpose: str = "",
    retention_until: str = "",
    say: Callable[[str], None] = report.silent,
) -> records.Records:
    """Return the households and children of a MICS survey; parameters as in `surveys.read`.

    Raises
    ------
    InputError
        If files are not there, or not what their names say, or no row can be used.
    SchemaError
        If what was read cannot be records.
    """
    facts = described.facts_of(kind)
    otherwise = dating.given_day(observed_date)
    held, not_found = loading.load(folder, facts, say=say)
    say("joining households, members and children")
    day, of_days = dating.household_days(held, facts, otherwise=otherwise)
    joined = keeping.join(held, facts, day=day)
    _some_rows(joined)
    survey_round = str(round) if round is not None else _years(day[joined.sortings["hh"].used])
    files, of_answers = answering.answered(held, joined, facts, day=day, survey_round=survey_round)
    say("mapping to the columns of records")
    households, children = records.apply_mapping(facts.mapped, files)
    findings = (
        *telling.totals(joined, households, children),
        *telling.of_rows(held, joined, facts),
        *not_found,
        *of_days,
        *checking.check(files, facts),
        *telling.of_weights(held, joined, facts),
        *telling.of_definitions(children, facts),
        *of_answers,
    )
    return records.assemble(
        _without_repeats(households), _without_repeats(children),
        source=f"{facts.survey} {survey_round}",
        metadata=records.Metadata(
            legal_basis=legal_basis, purpose=purpose, retention_until=retention_until
        ),
        findings=sorted(findings, key=lambda one: one.code), reader_made_ids=True,
    )  # fmt: skip


def _without_repeats(raw: records.Raw) -> records.Raw:
    """Leave out what SUR-04 says already, and by the names that the files have (MAP-04)."""
    return replace(raw, findings=tuple(f for f in raw.findings if f.code != "MAP-04"))


def _some_rows(joined: keeping.Joined) -> None:
    for name, what in (("hh", "household"), ("hl", "child")):
        rows = joined.sortings[name]
        if not rows.n_used:
            raise InputError(
                f"no {what} can be used: {rows.finding(n_out=0).detail}. If only the day is "
                "missing, give observed_date"
            )


def _years(day: NDArray[np.datetime64]) -> str:
    """Return the years of the interviews: ``2014``, or ``2013-2014``."""
    first, last = (str(found.astype("datetime64[Y]")) for found in (day.min(), day.max()))
    return first if first == last else f"{first}-{last}"
