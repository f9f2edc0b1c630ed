"""How does an analyst print a table of indicators, to lay it beside the report's own?"""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import numpy as np

from riskscreen.errors import InputError
from riskscreen.surveys.tabulation import grouping
from riskscreen.surveys.tabulation.drawn import Note
from riskscreen.surveys.tabulation.tabulated import OVERALL, Indicator, Indicators

__all__ = ["printed"]

_ASTERISK, _BRACKETS = 25, 50
_HEAD = {
    "en": ("%", "interval", "SE", "children", "events", "unknown", "weighted"),
    "vi": ("%", "khoảng tin cậy", "SSC", "số trẻ", "có", "không rõ", "gia quyền"),
}
_WORDS = {
    "en": {
        "definition": "definition", "weight": "weight", "age": "age", "once": "each child once",
        "source": "source", "to": "to", "unverified": "definition unverified",
        "children": "children", "households": "households", "records": "records",
        "indicators": "Indicators",
        "interval": "intervals of {} %", "without": "{} without a weight, not used",
        "marks": "* fewer than 25 unweighted children; (…) 25-49",
    },
    "vi": {
        "definition": "định nghĩa", "weight": "quyền số", "age": "tuổi",
        "once": "mỗi trẻ tính một lần", "source": "nguồn", "to": "đến",
        "unverified": "định nghĩa chưa kiểm chứng",
        "children": "trẻ em", "households": "hộ gia đình", "records": "hồ sơ",
        "indicators": "Các chỉ tiêu", "interval": "khoảng tin cậy {} %",
        "without": "{} trẻ không có quyền số, không được tính",
        "marks": "* dưới 25 trẻ không gia quyền; (…) 25-49 trẻ",
    },
}  # fmt: skip

Line = tuple[str, ...]


def printed(table: Indicators, lang: str) -> str:
    """Return a table as text, one block for each definition.

    Raises
    ------
    InputError
        If the language is neither ``en`` nor ``vi``.
    """
    if lang not in _HEAD:
        raise InputError(f"no table in {lang!r}; ask for en or vi")
    blocks = [_title(table, lang)]
    named = itertools.groupby(table.rows, key=lambda row: (row.indicator, row.definition))
    for _, rows in named:
        blocks.append(_block(tuple(rows), table.notes, lang))
    return "\n\n".join(blocks)


def _title(table: Indicators, lang: str) -> str:
    words = _WORDS[lang]
    name = " ".join(part for part in (table.survey, table.survey_round) if part)
    counts = (
        f"{_count(table.n_children, lang)} {words['children']}, "
        f"{_count(table.n_households, lang)} {words['households']}"
    )
    days = table.days.replace(" to ", f" {words['to']} ")
    head = f"{words['indicators']}: " + " · ".join(
        part for part in (name or words["records"], days, counts) if part
    )
    share = _number(100 * table.confidence, lang, digits=0 if table.confidence < 0.99 else 1)  # noqa: PLR2004
    return "\n".join(
        [head, f"{words['interval'].format(share)}; {words['marks']}", *_said(table.notes, lang)]
    )


def _block(rows: tuple[Indicator, ...], shared: tuple[Note, ...], lang: str) -> str:
    first, words = rows[0], _WORDS[lang]
    facts = [f"{words['definition']} {first.definition}"]
    if first.measured:
        facts.append(f"{words['weight']} {first.weight}" if first.weight else words["once"])
    if first.age_variable:
        facts.append(f"{words['age']} {first.age_variable}")
    facts += [] if first.verified else [words["unverified"]]
    lines = [f"{first.title(lang)} · {' · '.join(facts)}"]
    lines += [f"  {words['source']}: {first.source}"] if first.source else []
    if any(row.measured for row in rows):
        lines += _aligned([("", *_HEAD[lang]), *_lines(rows, lang)])
    if first.n_without_weight:
        n = _count(first.n_without_weight, lang)
        lines.append("  - " + words["without"].format(n))
    return "\n".join([*lines, *_said(_own(rows, shared, lang), lang)])


def _own(rows: tuple[Indicator, ...], shared: tuple[Note, ...], lang: str) -> list[Note]:
    """Return the notes of a block, each after the groups that it is about if not about all."""
    found: list[Note] = []
    for note in dict.fromkeys(note for row in rows for note in row.notes):
        about = [row for row in rows if note in row.notes]
        if note in shared or _is_mark(note):
            continue
        named = ", ".join(grouping.label(row.level or row.attribute, lang) for row in about)
        # One row that is not measured has no notes but its own.
        whole = all(note in row.notes for row in rows if row.measured) and about[0] == rows[0]
        found.append(note if whole else (f"{named}: {note[0]}", f"{named}: {note[1]}"))
    return found


def _lines(rows: Iterable[Indicator], lang: str) -> list[Line]:
    found: list[Line] = []
    attribute = OVERALL
    for row in rows:
        if row.attribute != attribute:
            attribute = row.attribute
            found.append((f"  {grouping.label(attribute, lang)}",))
        if row.level:
            indent = "  " if row.attribute == OVERALL else "    "
            found.append((indent + grouping.label(row.level, lang), *_cells(row, lang)))
    return found


def _cells(row: Indicator, lang: str) -> Line:
    counts = (_count(row.n, lang), _count(row.n_events, lang), _count(row.n_unknown, lang))
    total = _number(row.weighted_total, lang)
    if not row.n:
        return "–", "–", "–", counts[0], "–", "–", "–"
    if row.n < _ASTERISK:
        return "*", "*", "*", counts[0], "*", "*", total
    rate = _number(100 * row.rate, lang)
    between = "; " if lang == "vi" else ", "
    bounds = between.join(_number(100 * bound, lang) for bound in (row.lo, row.hi))
    rate = f"({rate})" if row.n < _BRACKETS else rate
    return rate, f"[{bounds}]", _number(100 * row.standard_error, lang), *counts, total


def _aligned(lines: list[Line]) -> list[str]:
    widths = [max(len(line[i]) for line in lines if len(line) > i) for i in range(len(lines[0]))]
    return [
        "  ".join(
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=False))
        ).rstrip()
        for line in lines
    ]


def _said(notes: Iterable[Note], lang: str) -> list[str]:
    return [f"  - {vi if lang == 'vi' else en}" for en, vi in notes]


def _is_mark(note: Note) -> bool:
    return note[0].startswith(("fewer than 25", "25-49", "no child in the base"))


def _number(value: float, lang: str, *, digits: int = 1) -> str:
    if not np.isfinite(value):
        return "–"
    text = f"{value:,.{digits}f}"
    return text.translate(str.maketrans(",.", ".,")) if lang == "vi" else text


def _count(value: int, lang: str) -> str:
    return _number(float(value), lang, digits=0)
