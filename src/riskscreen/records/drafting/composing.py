"""What could the columns of these files be? A mapping proposed, for a person to edit.

Nothing is mapped in silence: each line carries its confidence and its evidence, and everything that
no line uses is listed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

from riskscreen.records import mapping
from riskscreen.records.drafting.assigning import assign
from riskscreen.records.drafting.choosing import Line, Table
from riskscreen.records.drafting.opening import Opened, open_files
from riskscreen.records.drafting.placing import Placed, place
from riskscreen.records.drafting.proposal import Draft, Proposal
from riskscreen.records.drafting.scoring import candidates
from riskscreen.records.drafting.writing import to_toml

__all__ = ["draft"]

_PERHAPS = 0.1


def draft(files: Sequence[str | Path]) -> Draft:
    """Return a proposed mapping for one or more files of one folder.

    Parameters
    ----------
    files : sequence of path
        CSV, Parquet, Excel, Stata or SPSS files.

    Returns
    -------
    Draft
        ``.toml`` parses as a mapping. A line is written at a confidence of 0.9 or more, which means
        that at least nine in ten such proposals on the committed headers are right, and commented
        out below. A unit is asked and never changed, a value that nobody knows is
        listed, a direct identifier is refused. Values of children are never written, but for known
        words and codes that many rows share.

    Raises
    ------
    InputError
        If there is no file, one is absent or of no known kind, or two have one name.

    Examples
    --------
    >>> draft([])
    Traceback (most recent call last):
        ...
    riskscreen.errors.InputError: no file to draft a mapping for (0 given); name at least one
    """
    opened = open_files([Path(file) for file in files])
    placed = place(opened)
    households, children, others = assign(placed)
    tables = (households, children)
    used = _used(tables, placed)
    unmatched = tuple(
        (file.name, column.name)
        for file in opened
        for column in file.columns
        if (file.name, column.name) not in used
    )
    text = to_toml(placed, tables, others=others, unmatched=unmatched,
                   guesses=_guesses(opened, set(unmatched), tables))  # fmt: skip
    mapping.mapping_from(tomllib.loads(text), "the draft")
    return Draft(text, (*_proposals(tables), *_refusals(opened)), unmatched)


def _used(tables: Sequence[Table], placed: Placed) -> set[tuple[str, str]]:
    used = {
        (line.file, source.removeprefix(f"{line.file}.").removeprefix("households."))
        for table in tables
        for line in table.lines.values()
        for source in line.sources
    }
    for file in placed.others:
        keys = placed.keys[file.name]
        used |= {(file.name, column) for column in (*keys.household, *keys.child)}
    return used


def _guesses(
    opened: Sequence[Opened], unmatched: set[tuple[str, str]], tables: Sequence[Table]
) -> dict[tuple[str, str], tuple[str, float]]:
    """Return what a column that no line uses might have been, where nothing else is that."""
    filled = {line.target for table in tables for line in table.lines.values()}
    guesses: dict[tuple[str, str], tuple[str, float]] = {}
    for file in opened:
        rest = [column for column in file.columns if (file.name, column.name) in unmatched]
        for one in candidates(rest, tables=("households", "children")):
            if one.confidence >= _PERHAPS and one.target not in filled:
                guesses.setdefault((file.name, one.column.name),
                                   (".".join(one.target), one.confidence))  # fmt: skip
    return guesses


def _proposals(tables: Sequence[Table]) -> list[Proposal]:
    return [_proposal(line) for table in tables for line in table.lines.values()]


def _proposal(line: Line) -> Proposal:
    said = [line.reading.question, line.reading.note]
    return Proposal(
        table=line.target[0], target=line.target[1], file=line.file,
        source=" + ".join(line.sources), confidence=line.confidence,
        evidence=(*line.said, *(words for words in said if words)), state=line.state,
    )  # fmt: skip


def _refusals(opened: Sequence[Opened]) -> list[Proposal]:
    return [
        Proposal("", "", file.name, column, 1.0, (why,), "refused")
        for file in opened
        for column, why in file.refused
    ]
