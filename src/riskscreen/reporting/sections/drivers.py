"""What moves the scores, of all children and of each group?

Means over groups only: no figure of a single child is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence

from riskscreen.reporting import bars
from riskscreen.reporting.layout import Block, Cell, Column, Figure, Note, Section, Table
from riskscreen.reporting.rows import Row, column, describe, form
from riskscreen.reporting.words import Words

__all__ = ["drivers", "labels"]

_SHOWN = 12
_BY_GROUP = 8


def drivers(outcome: Row, words: Words) -> Section:
    """Return the strongest inputs as bars, and by group as tables."""
    name, heading = f"{outcome['name']}-drivers", words["drivers_heading"]
    rows: Sequence[Row] = outcome["importance"][:_SHOWN]
    shown = [(_label(row, words), float(row["importance"])) for row in rows]
    number = form("fine", words)
    drawn = bars.bars(
        shown,
        name=f"{name}-figure",
        title=heading,
        desc=describe(shown, number, words),
        number=number,
    )
    blocks: list[Block] = [Note(words["drivers_note"])]
    blocks += [Figure(drawn, words["drivers_caption"])] if drawn else [Note(words["none_known"])]
    columns = [Column(words["feature"], words=True), column("importance", words)]
    body = [[Cell(label), Cell(number(value))] for label, value in shown]
    blocks.append(Table(f"{name}-table", words["drivers_caption"], columns, body, folded=True))
    blocks += _by_group(outcome, words)
    return Section(name, heading, blocks)


def labels(outcome: Row, words: Words) -> dict[str, str]:
    """Return the reader's label of every input that the outcome's facts name."""
    rows = list(outcome["importance"])
    for found in (outcome.get("importance_by_group") or {}).values():
        rows += found
    return {str(row["feature"]): _label(row, words) for row in rows}


def _label(row: Row, words: Words) -> str:
    return str(row.get(f"label_{words.lang}") or row["feature"])


def _by_group(outcome: Row, words: Words) -> list[Block]:
    held = outcome.get("importance_by_group")
    if not held:
        return [Note(words["drivers_by_group"]), Note(words["not_computed"])]
    single = [group for group in held if " & " not in group]
    judged = {one["group"].partition("=")[0] for one in outcome["findings"] if one["judges"]}
    attributes = dict.fromkeys(group.partition("=")[0] for group in single if "=" in group)
    return [
        Note(words["drivers_by_group"]),
        *(
            _table(
                outcome,
                [group for group in single if group.partition("=")[0] == attribute],
                (place, attribute),
                words,
                judged=attribute in judged,
            )
            for place, attribute in enumerate(attributes, 1)
        ),
    ]


def _table(
    outcome: Row, groups: list[str], placed: tuple[int, str], words: Words, *, judged: bool
) -> Table:
    """Return the table of one attribute; one that does not judge is folded and not printed."""
    held = outcome["importance_by_group"]
    of = {group: {row["feature"]: row["importance"] for row in held[group]} for group in groups}
    rows = outcome["importance"][:_BY_GROUP]
    columns = [Column(words["feature"], words=True), Column(words["overall"], "importance")]
    columns += [Column(words.group(group), "importance") for group in groups]
    body = [
        [
            Cell(_label(row, words)),
            Cell(words.number(row["importance"], 3)),
            *(Cell(words.number(of[group].get(row["feature"]), 3)) for group in groups),
        ]
        for row in rows
    ]
    # a number, because an attribute's name may hold what no anchor holds
    name = f"{outcome['name']}-drivers-{placed[0]}"
    caption = words["drivers_groups"].format(attribute=words.attribute(placed[1]))
    return Table(name, caption, columns, body, folded=not judged, printed=judged)
