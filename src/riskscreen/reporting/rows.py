"""How do rows of the facts become a table and a figure of dots?

One place decides what stands where a figure is undefined, or its cell too small to print.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from riskscreen.reporting import dots, svg
from riskscreen.reporting.layout import Block, Cell, Column, Figure, Note, Section, Table
from riskscreen.reporting.words import Words

__all__ = [
    "FORMS", "Row", "Spec", "absent", "bounds", "column", "crossed", "describe", "figure_of",
    "form", "interval", "plain", "printed", "role", "single", "table_of",
]  # fmt: skip

Row = Mapping[str, Any]
Label = Callable[[Row], str]

FORMS: Mapping[str, Callable[[Words, float], str]] = {
    "count": lambda words, value: words.number(value, 0),
    # counts are rounded to tens: what is held as 0 may be 4
    "few": lambda words, value: words.number(value, 0) if value else words["few"],
    "share": lambda words, value: words.share(value),
    "whole": lambda words, value: words.share(value, 0),
    "points": lambda words, value: words.points(value),
    "number": lambda words, value: words.number(value),
    "fine": lambda words, value: words.number(value, 3),
    "one": lambda words, value: words.number(value, 1),
}
"""How a number is printed, by name."""

_COUNTS = ("n_children", "n_at_risk")
_SHARES = ("share", "whole")
# Said once, by the figure before the interval.
_PERCENT = "\N{NO-BREAK SPACE}%"


@dataclass(frozen=True, slots=True)
class Spec:
    """A column: which figure of a row, defined under which term, printed how.

    Parameters
    ----------
    key : str
        Of the row; its interval is ``<key>_lo`` and ``<key>_hi``.
    form : str
        One of ``FORMS``.
    term : str
        Of the definitions; the key where empty.
    spread : bool
        Whether the interval is printed beside the figure.
    """

    key: str
    form: str = "number"
    term: str = ""
    spread: bool = False


def form(name: str, words: Words) -> svg.Number:
    """Return the function that prints a number of a kind in the reader's language."""
    return lambda value: FORMS[name](words, value)


def column(term: str, words: Words, *, points: bool = False) -> Column:
    """Return the head of a column, linked to its definition."""
    text = words.short(term)
    return Column(f"{text} ({words['unit_points']})" if points else text, term)


def crossed(row: Row) -> bool:
    """Return whether a row is about an intersection of groups."""
    return " & " in str(row.get("group", "")) or row.get("kind") == "intersection"


def single(rows: Sequence[Row]) -> list[Row]:
    """Return the rows that are about everyone or about one attribute."""
    return [row for row in rows if not crossed(row)]


def interval(bounds: Sequence[float | None] | None, words: Words, kind: str) -> str:
    """Return an interval, a dash for an open or unknown end."""
    if bounds is None:
        return "–"
    low, high = ("–" if edge is None else FORMS[kind](words, edge) for edge in bounds)
    return f"[{low}; {high}]"


def bounds(row: Row, key: str, kind: str = "share") -> tuple[float | None, float | None]:
    """Return the interval of a figure; of a share only what a share can be.

    An interval from a standard error goes beyond 0 or 1 where few children are counted; a share
    does not, and the rest of the interval covers it as often.

    Examples
    --------
    >>> bounds({"found_lo": -0.3, "found_hi": 0.8}, "found")
    (0.0, 0.8)
    >>> bounds({"contrast_lo": -0.3, "contrast_hi": None}, "contrast", "points")
    (-0.3, None)
    """
    low, high = row.get(f"{key}_lo"), row.get(f"{key}_hi")
    if kind not in _SHARES:
        return low, high
    return None if low is None else max(0.0, low), None if high is None else min(1.0, high)


def plain(row: Row, spec: Spec, words: Words) -> str:
    """Return a figure of a row and, where asked, its interval."""
    value = row.get(spec.key)
    if value is None:
        return words["suppressed" if spec.key in _COUNTS else "undefined"]
    text = FORMS[spec.form](words, value)
    ends = bounds(row, spec.key, spec.form)
    if not spec.spread or ends == (None, None):
        return text
    return f"{text} {interval(ends, words, spec.form).replace(_PERCENT, '')}"


def printed(row: Row, spec: Spec, words: Words) -> Cell:
    """Return a figure as a cell; nothing of a suppressed row is printed."""
    if row.get("suppressed"):
        return Cell(words["suppressed"], "soft")
    return Cell(plain(row, spec, words))


def table_of(
    rows: Sequence[Row],
    specs: Sequence[Spec],
    *,
    words: Words,
    name: str,
    caption: str,
    label: Label | None = None,
    head: str = "group",
    folded: bool = False,
    on_paper: bool = True,
    judging: Container[str] | None = None,
) -> Table:
    """Return a table of one row per group, or per whatever ``label`` names.

    Parameters
    ----------
    rows : sequence of mapping
        With the keys of the specs.
    specs : sequence of Spec
        One per column after the first.
    words : Words
        The language.
    name, caption : str
        Anchor and caption.
    label : callable, optional
        Names a row; by default its group.
    head : str
        Key of the text that heads the first column.
    folded, on_paper : bool
        As ``Table.folded`` and ``Table.printed``.
    judging : container of str, optional
        Groups whose rows are kept on paper; all where it is not given.
    """
    named = label or (lambda row: words.group(str(row["group"])))
    columns = [Column(words[head], words=True)]
    columns += [
        column(spec.term or spec.key, words, points=spec.form == "points") for spec in specs
    ]
    body = [
        [
            Cell(named(row), role(str(row.get("group", "")), judging)),
            *(printed(row, spec, words) for spec in specs),
        ]
        for row in rows
    ]
    return Table(name, caption, columns, body, folded=folded, printed=on_paper)


def role(group: str, judging: Container[str] | None) -> str:
    """Return the kind of a row's first cell: ``reported`` rows stay off the paper.

    Examples
    --------
    >>> role("sex=male", {"sex=male"}), role("age=0_5", {"sex=male"}), role("age=0_5", None)
    ('', 'reported', '')
    """
    return "" if judging is None or group in judging else "reported"


def figure_of(
    rows: Sequence[Row],
    spec: Spec,
    *,
    words: Words,
    name: str,
    title: str,
    label: Label | None = None,
    neutral: float | None = None,
    limit: dots.Limit = (None, None),
    second: str = "",
) -> list[Block]:
    """Return a figure of dots as a block, or a note where nothing could be measured.

    Rows that are suppressed or undefined are left to the table; where all are suppressed, so is
    the word that they are.
    """
    if rows and all(row.get("suppressed") for row in rows):
        return []
    named = label or (lambda row: words.group(str(row["group"])))
    shown = [row for row in rows if not row.get("suppressed") and row.get(spec.key) is not None]
    number = form(spec.form, words)
    drawn = dots.dots(
        [_dot(row, spec, named(row), second) for row in shown],
        name=name,
        title=title,
        desc=describe([(named(row), float(row[spec.key])) for row in shown], number, words),
        number=number,
        limit=limit,
        neutral=neutral,
    )
    caption = f"{title} ({words['unit_points']})" if spec.form == "points" else title
    return [Figure(drawn, caption)] if drawn else [Note(words["none_known"])]


def _dot(row: Row, spec: Spec, label: str, second: str) -> dots.Dot:
    low, high = bounds(row, spec.key, spec.form)
    return dots.Dot(
        label=label,
        value=row[spec.key],
        lo=low,
        hi=high,
        verdict=str(row.get("verdict", "")),
        second=(row.get(second), *bounds(row, second, spec.form)) if second else None,
    )


def describe(known: Sequence[tuple[str, float]], number: svg.Number, words: Words) -> str:
    """Return what a reader who does not see the figure is told: its size and its extremes."""
    if not known:
        return words["none_known"]
    low = min(known, key=lambda pair: pair[1])
    high = max(known, key=lambda pair: pair[1])
    return words["figure_desc"].format(
        count=words.number(len(known), 0),
        low_group=low[0],
        low=number(low[1]),
        high_group=high[0],
        high=number(high[1]),
    )


def absent(name: str, heading: str, words: Words) -> Section:
    """Return a section that says that its table was not computed."""
    return Section(name, heading, (Note(words["not_computed"]),))
