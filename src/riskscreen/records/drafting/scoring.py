"""How sure is it that this column of a file is that column of the schema?

Header, variable label and values each add log-odds; every column of the schema competes with the
others and with *none of them* (0), so that two equal candidates get less than a half each. What a
confidence means is measured on 506 committed headers whose right answers were written by hand, 295
of them (MICS6, DHS and census names, public forms) kept out when the numbers of
``data/evidence.toml`` were set. Of the held-out proposals at 0.9 or more 43 of 45 were right when
they were first looked at (the words behind one of the two misses are mended since), at 0.5-0.9 15
of 24: below 0.9 a confidence only orders the questions.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from riskscreen import schema
from riskscreen.records.drafting.lexicon import Match, Target, known_data, matches, survey_targets
from riskscreen.records.drafting.profiling import Column
from riskscreen.records.drafting.reading import Reading
from riskscreen.records.drafting.recognising import read_values

__all__ = ["SHARED", "Candidate", "candidates"]

# Both tables have these, from one column where one file serves both.
SHARED = ("household_id", "observed_date")
# From here the values of a column are worth reading though no word speaks for it.
_SPEAKS = -3.0
# From here another column's claim counts enough to ask whether it is a copy.
_CLAIM = -1.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A column of a file as a column of the schema.

    Parameters
    ----------
    target : (table, column)
        Column of the schema.
    column : Column
        Column of a file.
    reading : Reading
        How its values read.
    confidence : float
        0-1.
    evidence : tuple of str
        What its words say for it and against it.
    """

    target: Target
    column: Column
    reading: Reading
    confidence: float
    evidence: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Candidate({self.column.name!r} -> {'.'.join(self.target)}, {self.confidence:.2f})"


@dataclass(frozen=True, slots=True)
class _Scored:
    score: float
    evidence: tuple[str, ...]
    reading: Reading


def candidates(
    columns: Iterable[Column], *, tables: Sequence[str], alone: bool = False
) -> tuple[Candidate, ...]:
    """Return what each column could be, the surest first.

    Parameters
    ----------
    columns : iterable of Column
        Columns of one file.
    tables : sequence of str
        Tables of the schema that this file may fill; columns of the others count for less.
    alone : bool
        Whether the file has one row per household.

    Examples
    --------
    >>> import numpy as np
    >>> sex = Column("f", "Giới tính", np.array(["Nam", "Nữ"]))
    >>> candidates([sex], tables=("children",))[0]
    Candidate('Giới tính' -> children.sex, 0.99)
    """
    scored = {column.name: _all_scored(column, tables, alone=alone) for column in columns}
    by_name = {column.name: column for column in columns}
    claims: dict[Target, list[tuple[str, float]]] = {}
    for name, found in scored.items():
        for target, one in found.items():
            claims.setdefault(target, []).append((name, one.score))
    made = []
    for name, found in scored.items():
        for target, one in found.items():
            others, copies = _rivals(by_name[name], claims[target], by_name)
            said = tuple(f"the same values as {copy}" for copy in copies)
            made.append(
                Candidate(target, by_name[name], one.reading,
                          _confidence(one.score, found, target, others), (*one.evidence, *said))
            )  # fmt: skip
    return tuple(sorted(made, key=lambda c: (-c.confidence, c.target, c.column.name)))


def _rivals(
    column: Column, claims: Sequence[tuple[str, float]], by_name: Mapping[str, Column]
) -> tuple[list[float], list[str]]:
    """Return the scores of other sources of a target, and the sources that are only its copies."""
    others: list[float] = []
    copies: list[str] = []
    for name, score in claims:
        if name == column.name:
            continue
        if score > _CLAIM and column.is_copy_of(by_name[name]):
            copies.append(name)
        else:
            others.append(score)
    return others, copies


def _confidence(
    score: float, found: Mapping[Target, _Scored], target: Target, others: Sequence[float]
) -> float:
    mine = math.exp(score)
    same = [one.score for other, one in found.items() if _rival(other, target)]
    of_source = mine / (1.0 + mine + sum(math.exp(other) for other in same))
    return min(of_source, mine / (1.0 + mine + sum(math.exp(other) for other in others)))


def _rival(other: Target, target: Target) -> bool:
    if other == target:
        return False
    return not (other[1] == target[1] and target[1] in SHARED)


def _all_scored(column: Column, tables: Sequence[str], *, alone: bool) -> dict[Target, _Scored]:
    by_header = matches(column.name, alone=alone)
    by_label = matches(column.label, alone=alone) if column.label else {}
    by_survey = survey_targets(column.name)
    found: dict[Target, _Scored] = {}
    for target, field in schema.fields().items():
        score, evidence = _named(target, column, by_header, by_label, by_survey)
        if target[0] not in tables:
            score += _points("file", "other_table")
        if score < _SPEAKS and not _telling(target):
            continue
        reading = read_values(column, field)
        if score < _SPEAKS and reading.kind != "words":
            continue
        found[target] = _Scored(score + _of_values(reading), evidence, reading)
    return found


def _named(
    target: Target,
    column: Column,
    by_header: Mapping[Target, Match],
    by_label: Mapping[Target, Match],
    by_survey: Sequence[Target],
) -> tuple[float, tuple[str, ...]]:
    """Return the log-odds of what header and label say, and the words for it."""
    spoken: list[tuple[float, str]] = []
    if target in by_header:
        spoken.append(_spoken("header", by_header[target]))
    elif target in by_survey:
        spoken.append((_points("header", "survey_name"), "a variable name of a known survey"))
    if target in by_label:
        spoken.append(_spoken("label", by_label[target]))
    if not spoken:
        return _points("header", "unnamed"), ()
    spoken.sort(reverse=True)
    score = spoken[0][0]
    if len(spoken) > 1 and spoken[1][0] > 0:
        score += _points("label", "second") * spoken[1][0]
    evidence = tuple(words for _, words in spoken)
    if target in by_survey and column.label and not _agrees(by_label.get(target)):
        score += _points("label", "disagrees")
        evidence += ("but its label does not say so",)
    return score, evidence


def _agrees(match: Match | None) -> bool:
    return match is not None and match.kind != "other"


def _spoken(where: str, match: Match) -> tuple[float, str]:
    kind = "exact" if match.kind == "schema_name" and where == "label" else match.kind
    if kind == "schema_name":
        return _points("header", kind), "the header is the schema's own name"
    if kind in ("exact", "near"):
        return _points(where, kind), f"the {where} is a known word for it ({match.word})"
    points = _points(where, "partial_base") + match.span * _points(where, "partial_span")
    words = f"the {where} holds the known word {match.word}"
    if kind == "other":
        return points + _points("header", "someone_else"), f"{words}, of somebody else"
    return points, words


def _of_values(reading: Reading) -> float:
    if reading.kind == "empty":
        return _points("values", "empty")
    points = _points("values", reading.kind) * (reading.fit if reading.kind == "words" else 1.0)
    misfit = "misfit_asked" if reading.kind == "asked" else "misfit"
    return points + _points("values", misfit) * (1.0 - reading.fit)


def _telling(target: Target) -> bool:
    """Whether the values alone can speak for a column."""
    return target[1] in ("sex", "ethnicity", "relation_to_head", "poverty_status", "commune_code")


def _points(group: str, name: str) -> float:
    return float(known_data("evidence")[group][name])
