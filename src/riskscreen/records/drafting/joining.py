"""What can further files add, and what do the children take from their households?

A further file is joined only where it has a key of the same kind that tells its rows apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from riskscreen.records.drafting.choosing import Line, chosen
from riskscreen.records.drafting.opening import Opened
from riskscreen.records.drafting.placing import Placed, unique_rows
from riskscreen.records.drafting.scoring import candidates

__all__ = ["from_households", "joined", "joining_key"]

# What a join adds to doubt.
_JOINED = 0.95


def joined(table: str, placed: Placed, filled: set[str]) -> dict[str, Line]:
    """Return lines from further files that can be joined row to row by their key."""
    lines: dict[str, Line] = {}
    for file in placed.others:
        if joining_key(file, table, placed):
            found = candidates(file.columns, tables=(table,))
            key = set(placed.keys[file.name].child or placed.keys[file.name].household)
            lines |= chosen(found, table, set(key), filled | set(lines), f"{file.name}.")
    return lines


def joining_key(file: Opened, table: str, placed: Placed) -> tuple[tuple[str, str], ...]:
    """Return the key of a further file, each part with the base file's name for it.

    Empty where the two have no key of the same kind, or it does not identify the further file's
    rows.
    """
    base = placed.households if table == "households" else placed.children
    ours, theirs = placed.keys[base.name], placed.keys[file.name]
    own, other = (ours.child, theirs.child)
    if table == "households":
        own, other = (ours.household, theirs.household)
    if not other or len(own) != len(other) or not unique_rows(file, other):
        return ()
    return tuple(zip(other, own, strict=True))


def from_households(
    placed: Placed, lines: Mapping[str, Line], of_households: Mapping[str, Line]
) -> dict[str, Line]:
    """Return the day, and as a question the weight, that only the households have."""
    if placed.is_flat or "household_id" not in lines:
        return {}
    added: dict[str, Line] = {}
    for target in ("observed_date", "weight"):
        theirs = of_households.get(target)
        if target in lines or theirs is None or theirs.file != placed.households.name:
            continue
        sources = tuple(f"households.{source}" for source in theirs.sources)
        said = ("the household's, joined by household_id", *theirs.evidence)
        question = "" if target == "observed_date" else (
            "does every child of the household count with the household's weight?"
        )  # fmt: skip
        line = Line(("children", target), theirs.file, theirs.entry, sources,
                    theirs.confidence * _JOINED, said, theirs.state,
                    replace(theirs.reading, question=theirs.reading.question or question),
                    theirs.column)  # fmt: skip
        added[target] = replace(line, state="to decide") if question else line
    return added
