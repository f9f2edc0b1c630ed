"""Which source is the surest for each column, how sure is it, and may the line stand?

The surest pair first, one source to a column and one column to a source. What is as likely is
named beside it, never chosen in silence.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from riskscreen.records.drafting.lexicon import Target, known_data
from riskscreen.records.drafting.opening import Opened
from riskscreen.records.drafting.profiling import Column
from riskscreen.records.drafting.proposal import State
from riskscreen.records.drafting.reading import Reading
from riskscreen.records.drafting.scoring import SHARED, Candidate
from riskscreen.records.wording import thousands

__all__ = ["Line", "Table", "chosen"]

_TIE = 0.1
# A line may stand if this share of its values is known; what is not known is listed beside it.
_KNOWN = 0.95
# A mapping reads these before a point as its tables, never as the beginning of a header.
_TABLES = ("households", "children")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the draft: what a column of the schema is made of, how surely, and why.

    ``entry`` is from, label, key or date; ``sources`` are spelt as the mapping names them.
    """

    target: Target
    file: str
    entry: str
    sources: tuple[str, ...]
    confidence: float
    evidence: tuple[str, ...]
    state: State
    reading: Reading = field(default_factory=lambda: Reading(1.0))
    column: Column | None = None

    @property
    def said(self) -> tuple[str, ...]:
        """The evidence, with what the values say last."""
        if self.column is None:
            return self.evidence
        return (*self.evidence, _of_values(self.column, self.reading))


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the draft: its file, the rows it keeps, its lines."""

    name: str
    file: Opened
    lines: Mapping[str, Line]
    keep: str = ""


def chosen(
    found: Sequence[Candidate], table: str, used: set[str], filled: set[str], prefix: str = ""
) -> dict[str, Line]:
    """Return the lines of a table that is not yet ``filled``; ``used`` grows by their sources.

    Parameters
    ----------
    found : sequence of Candidate
        The surest first.
    table : str
        ``households`` or ``children``.
    used : set of str
        Sources that are taken.
    filled : set of str
        Columns of the table that have a line.
    prefix : str
        What stands before a source of a joined file.
    """
    lines: dict[str, Line] = {}
    for one in found:
        target = one.target[1]
        if one.confidence < _limit("shown"):
            break
        if one.target[0] != table or target in filled | set(lines) or one.column.name in used:
            continue
        if not prefix and one.column.name.partition(".")[0].casefold() in _TABLES:
            continue
        used.add(one.column.name)
        lines[target] = _line(one, prefix, _as_likely(one, found))
    return lines


def _line(one: Candidate, prefix: str, rivals: tuple[str, ...]) -> Line:
    evidence = (*one.evidence, *(f"as likely: {rival}" for rival in rivals))
    entry = "label" if one.reading.label else "from"
    line = Line(one.target, one.column.file, entry, (prefix + one.column.name,), one.confidence,
                evidence, "to decide", one.reading, one.column)  # fmt: skip
    return replace(line, state=_state(line))


def _state(line: Line) -> State:
    sure = line.confidence >= _limit("mapped") and not line.reading.question
    return "mapped" if sure and line.reading.fit >= _KNOWN else "to decide"


def _as_likely(one: Candidate, found: Sequence[Candidate]) -> tuple[str, ...]:
    """Return the other sources of the same column, and other columns of the same source."""
    near = [
        other for other in found
        if other is not one and one.confidence - other.confidence <= _TIE
        and other.target[1] not in SHARED
    ]  # fmt: skip
    return tuple(
        f"the column {other.column.name}" if other.target == one.target
        else ".".join(other.target)
        for other in near
        if other.target == one.target or other.column.name == one.column.name
    )  # fmt: skip


def _of_values(column: Column, reading: Reading) -> str:
    if reading.kind == "empty":
        return "no value that says anything"
    # Rounded down: 100 % only where all of it is.
    percent = math.floor(reading.fit * 100)
    return f"{percent} % of {thousands(column.n_known)} values can be this"


def _limit(name: str) -> float:
    return float(known_data("evidence")["limits"][name])
