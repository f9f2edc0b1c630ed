"""How do recall and risk run, group by group?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from riskscreen.reporting import curves
from riskscreen.reporting.curves import Axis, Series
from riskscreen.reporting.layout import Block, Cell, Column, Figure, Note, Section, Table
from riskscreen.reporting.rows import Row, Spec, absent, describe, form, printed, table_of
from riskscreen.reporting.words import Words

__all__ = ["attributes", "calibration", "capacity"]


def capacity(outcome: Row, words: Words) -> Section:
    """Return recall along the list: a figure for every attribute, one table."""
    name, heading = f"{outcome['name']}-capacity", words["capacity_heading"]
    rows: Sequence[Row] = outcome.get("capacity") or ()
    if not rows:
        return absent(name, heading, words)
    blocks: list[Block] = [Note(words["capacity_note"])]
    blocks += _by_attribute(
        rows, ("capacity", "recall"), name=name, heading=heading, axes="capacity", words=words,
        at_x=outcome["allocation"].get("capacity"),
    )  # fmt: skip
    blocks.append(_by_capacity(rows, f"{name}-table", words))
    return Section(name, heading, blocks)


def calibration(outcome: Row, words: Words) -> Section:
    """Return mean risk against observed share: a figure for every attribute, one table."""
    name, heading = f"{outcome['name']}-calibration", words["calibration_heading"]
    rows: Sequence[Row] = outcome.get("calibration") or ()
    if not rows:
        return absent(name, heading, words)
    blocks: list[Block] = [Note(words["calibration_note"])]
    blocks += _by_attribute(
        rows, ("mean_risk", "observed"), name=name, heading=heading, axes="calibration",
        words=words, joined=False, diagonal=True,
    )  # fmt: skip
    blocks.append(_bins(rows, f"{name}-table", words))
    return Section(name, heading, blocks)


def _by_attribute(
    rows: Sequence[Row],
    columns: tuple[str, str],
    *,
    name: str,
    heading: str,
    axes: str,
    words: Words,
    joined: bool = True,
    diagonal: bool = False,
    at_x: float | None = None,
) -> list[Block]:
    """Return a figure for every attribute that has something to draw."""
    blocks: list[Block] = []
    for place, attribute in enumerate(attributes(rows), 1):
        series = _series(rows, attribute, columns, words)
        drawn = curves.curves(
            series,
            name=f"{name}-{place}",
            title=f"{heading}: {words.attribute(attribute)}",
            desc=_ends(series, words),
            x=Axis(words[f"{axes}_x"], form("whole", words)),
            y=Axis(words[f"{axes}_y"], form("whole", words)),
            joined=joined,
            diagonal=diagonal,
            at_x=at_x,
        )
        blocks += [Figure(drawn, words.attribute(attribute))] if drawn else []
    return blocks


def attributes(rows: Iterable[Row]) -> list[str]:
    """Return the attributes of rows in their order, everyone's left out.

    Examples
    --------
    >>> attributes([{"attribute": ""}, {"attribute": "sex"}, {"attribute": "sex"}])
    ['sex']
    """
    return [name for name in dict.fromkeys(str(row["attribute"]) for row in rows) if name]


def _series(
    rows: Sequence[Row], attribute: str, keys: tuple[str, str], words: Words
) -> list[Series]:
    found: dict[str, list[tuple[float, float]]] = {}
    for row in rows:
        if row["attribute"] in ("", attribute):
            points = found.setdefault(str(row["group"]), [])
            pair = (row.get(keys[0]), row.get(keys[1]))
            if not row.get("suppressed") and None not in pair:
                points.append((float(row[keys[0]]), float(row[keys[1]])))
    return [Series(words.group(group), sorted(points)) for group, points in found.items()]


def _ends(series: Sequence[Series], words: Words) -> str:
    """Return the description: the groups by the height at which they end."""
    ends = [(one.label, one.points[-1][1]) for one in series if one.points]
    return describe(ends, form("whole", words), words)


def _by_capacity(rows: Sequence[Row], name: str, words: Words) -> Table:
    steps = sorted({float(row["capacity"]) for row in rows})
    spec = Spec("recall", "share")
    cells: dict[str, dict[float, Cell]] = {}
    for row in rows:
        held = cells.setdefault(str(row["group"]), {})
        held[float(row["capacity"])] = printed(row, spec, words)
    columns = [Column(words["group"], words=True)]
    columns += [Column(words.share(step, 0), "capacity") for step in steps]
    body = [
        [Cell(words.group(group)), *(held.get(step, Cell("–")) for step in steps)]
        for group, held in cells.items()
    ]
    return Table(name, words["capacity_caption"], columns, body)


def _bins(rows: Sequence[Row], name: str, words: Words) -> Table:
    def label(row: Row) -> str:
        return f"{words.group(str(row['group']))}, {words['bin'].lower()} {row['bin']}"

    specs = (Spec("n_children", "count"), Spec("mean_risk", "share"), Spec("observed", "share"))
    return table_of(
        rows,
        specs,
        words=words,
        name=name,
        caption=words["calibration_caption"],
        label=label,
        folded=True,
        on_paper=False,
    )
