"""What would change the conclusion: proxies, labels, small groups, another rate?"""

from __future__ import annotations

from collections.abc import Sequence

from riskscreen.reporting import curves
from riskscreen.reporting.curves import Axis, Series
from riskscreen.reporting.findings import judging, kind_of
from riskscreen.reporting.layout import Block, Cell, Column, Figure, Note, Section, Table
from riskscreen.reporting.rows import (
    Row,
    Spec,
    absent,
    column,
    crossed,
    describe,
    figure_of,
    form,
    plain,
    printed,
    single,
    table_of,
)
from riskscreen.reporting.sections.curves import attributes
from riskscreen.reporting.sections.drivers import labels as feature_labels
from riskscreen.reporting.words import Words

__all__ = ["labels", "pooled", "prevalence", "proxy"]


def proxy(outcome: Row, words: Words) -> Section:
    """Return how well the inputs tell protected groups, and which carry them."""
    name, heading = f"{outcome['name']}-proxy", words["proxy_heading"]
    held: Sequence[Row] = outcome.get("proxy") or ()
    if not held:
        return absent(name, heading, words)
    rows = [
        {
            **row,
            "group": f"{row['attribute']}={row['level']}",
            "auc_lo": row.get("lo"),
            "auc_hi": row.get("hi"),
        }
        for row in held
    ]
    auc = Spec("auc", "number", "proxy_auc", spread=True)
    blocks: list[Block] = [Note(words["proxy_note"])]
    blocks += figure_of(
        rows, auc, words=words, name=f"{name}-figure", title=words["proxy_figure"], neutral=0.5
    )
    known = feature_labels(outcome, words)
    columns = [
        Column(words["group"], words=True),
        column("proxy_auc", words),
        Column(words.short("carriers"), "carriers", words=True),
    ]
    body = [
        [Cell(words.group(row["group"])), printed(row, auc, words), _carriers(row, known, words)]
        for row in rows
    ]
    blocks.append(Table(f"{name}-table", words["proxy_figure"], columns, body))
    return Section(name, heading, blocks)


def labels(outcome: Row, words: Words) -> Section:
    """Return from which share of unrecorded cases on the verdicts turn."""
    name, heading = f"{outcome['name']}-labels", words["labels_heading"]
    rows: Sequence[Row] = outcome.get("label_sensitivity") or ()
    if not rows:
        return absent(name, heading, words)
    blocks: list[Block] = [Note(words["labels_note"]), _turns(rows, f"{name}-table", words)]
    for attribute in attributes(rows):
        blocks += _unrecorded(outcome, rows, attribute, name, words)
    blocks.append(_curve_table(rows, f"{name}-curve", words))
    return Section(name, heading, blocks)


def pooled(outcome: Row, words: Words) -> Section:
    """Return the contrasts of every group, raw and drawn towards the mean."""
    name, heading = f"{outcome['name']}-pooled", words["pooled_heading"]
    rows: Sequence[Row] = outcome.get("pooled") or ()
    if not rows:
        return absent(name, heading, words)
    raw, drawn = Spec("raw", "points", spread=True), Spec("pooled", "points", spread=True)
    specs = (Spec("n_children", "count"), Spec("n_at_risk", "count"), raw, drawn)
    blocks: list[Block] = [Note(words["pooled_note"])]
    blocks += figure_of(
        single(rows),
        raw,
        words=words,
        name=f"{name}-figure",
        title=words["pooled_figure"],
        neutral=0.0,
        second="pooled",
    )
    blocks.append(
        table_of(
            single(rows),
            specs,
            words=words,
            name=f"{name}-table",
            caption=words["pooled_caption"],
            judging=judging(outcome),
            folded=True,
        )
    )
    inside = [row for row in rows if crossed(row)]
    if inside:
        blocks.append(
            table_of(
                inside,
                specs,
                words=words,
                name=f"{name}-crossed",
                caption=words["pooled_crossed"],
                folded=True,
                on_paper=False,
            )
        )
    return Section(name, heading, blocks)


def prevalence(outcome: Row, words: Words) -> Section:
    """Return how the list changes when the risks are shifted to a published rate."""
    name, heading = f"{outcome['name']}-prevalence", words["prevalence_heading"]
    held = outcome.get("prevalence")
    if not held:
        return absent(name, heading, words)
    text = words["prevalence_note"].format(
        published=words.share(held["published"], 2),
        before=words.share(held["before"], 2),
        after=words.share(held["after"], 2),
        shift=words.number(held["shift"], 2),
        same=words.share(held["on_both"]),
        changed=words.share(held["list_share_changed"]),
    )
    columns = [
        Column(words.short("tier"), "tier", words=True),
        Column(words["before"]),
        Column(words["after"]),
    ]
    body = [
        [
            Cell(words.name(f"tier_{row['tier']}")),
            Cell(words.share(row["before"])),
            Cell(words.share(row["after"])),
        ]
        for row in held.get("tiers") or ()
    ]
    blocks: list[Block] = [
        Note(text),
        Table(f"{name}-table", words["prevalence_caption"], columns, body),
    ]
    if held.get("groups"):
        blocks.append(_selected_by_group(held["groups"], f"{name}-groups", words))
    return Section(name, heading, blocks)


def _selected_by_group(rows: Sequence[Row], name: str, words: Words) -> Table:
    specs = [Spec(f"selection_rate_{when}", "share") for when in ("before", "after")]
    columns = [Column(words["group"], words=True)]
    columns += [
        Column(f"{words.short('selection_rate')}: {words[when].lower()}", "selection_rate")
        for when in ("before", "after")
    ]
    body = [
        [Cell(words.group(str(row["group"]))), *(printed(row, spec, words) for spec in specs)]
        for row in rows
    ]
    return Table(name, words["prevalence_groups"], columns, body)


def _carriers(row: Row, known: dict[str, str], words: Words) -> Cell:
    if row.get("suppressed"):
        return Cell(words["suppressed"], "soft")
    said = [
        f"{known.get(str(one['feature']), str(one['feature']).replace('_', ' '))} "
        f"({words.number(one['auc'])})"
        for one in row.get("carriers") or ()
    ]
    return Cell(", ".join(said) or "–")


def _turns(rows: Sequence[Row], name: str, words: Words) -> Table:
    columns = [
        Column(words["group"], words=True),
        Column(words["check_word"], words=True),
        Column(words["verdict_now"], "verdict", words=True),
        column("turns_at", words),
        Column(words["turns_to"], "verdict", words=True),
    ]
    return Table(name, words["labels_caption"], columns, [_turn(row, words) for row in rows])


def _turn(row: Row, words: Words) -> list[Cell]:
    group = Cell(words.group(str(row["group"])))
    if row.get("suppressed"):
        return [group, *[Cell(words["suppressed"], "soft")] * 4]
    now, then = str(row["verdict_now"]), row.get("turns_to")
    never = row.get("turns_at") is None
    return [
        group,
        Cell(str(row["code"] or "–")),
        Cell(words.verdict(now), kind_of(now)),
        Cell(words["turns_never"] if never else plain(row, Spec("turns_at", "whole"), words)),
        Cell("–") if then is None else Cell(words.verdict(str(then)), kind_of(str(then))),
    ]


def _unrecorded(
    outcome: Row, rows: Sequence[Row], attribute: str, name: str, words: Words
) -> list[Block]:
    series = [
        Series(
            words.group(str(row["group"])),
            [
                (float(one["share"]), float(one["observed_over_expected"]))
                for one in row.get("curve") or ()
                if one.get("observed_over_expected") is not None
            ],
        )
        for row in rows
        if row["attribute"] == attribute and not row.get("suppressed")
    ]
    ends = [(one.label, one.points[-1][1]) for one in series if one.points]
    limits = (one["limit"] for one in outcome["findings"] if one["code"] == "AUD-01")
    band = next((limit for limit in limits if limit and None not in limit), None)
    drawn = curves.curves(
        series,
        name=f"{name}-{attribute}",
        title=f"{words['labels_figure']}: {words.attribute(attribute)}",
        desc=describe(ends, form("number", words), words),
        x=Axis(words["labels_x"], form("whole", words)),
        y=Axis(words.short("observed_over_expected"), form("number", words)),
        band=None if band is None else (band[0], band[1]),
    )
    return [Figure(drawn, words.attribute(attribute))] if drawn else []


def _curve_table(rows: Sequence[Row], name: str, words: Words) -> Table:
    columns = [
        Column(words["group"], words=True),
        Column(words["share_unrecorded"]),
        column("observed_over_expected", words),
        column("contrast", words, points=True),
        Column(words.short("verdict"), "verdict", words=True),
    ]
    body = [
        [
            Cell(words.group(str(row["group"]))),
            Cell(words.share(one["share"], 0)),
            Cell(words.number(one.get("observed_over_expected"))),
            Cell(words.points(one.get("contrast"))),
            Cell(words.verdict(str(one["verdict"])), kind_of(str(one["verdict"]))),
        ]
        for row in rows
        if not row.get("suppressed")
        for one in row.get("curve") or ()
    ]
    return Table(name, words["labels_curve"], columns, body, folded=True, printed=False)
