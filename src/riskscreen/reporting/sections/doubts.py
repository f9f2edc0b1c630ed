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

# The twin holds all of them.
_CARRIERS = 4
_NOT_RECORDED = " (not recorded)"
# How far the assumption of unrecorded cases goes where no curve says so.
_MOST = 0.9


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
    blocks.append(Table(f"{name}-table", words["proxy_caption"], columns, body))
    return Section(name, heading, blocks)


def labels(outcome: Row, words: Words) -> Section:
    """Return from which share of unrecorded cases on the verdicts turn."""
    name, heading = f"{outcome['name']}-labels", words["labels_heading"]
    rows: Sequence[Row] = outcome.get("label_sensitivity") or ()
    if not rows:
        return absent(name, heading, words)
    most = words.share(max((float(one["share"]) for one in _points(rows)), default=_MOST), 0)
    blocks: list[Block] = [Note(words["labels_note"].format(most=most))]
    blocks.append(_turns(rows, f"{name}-table", words, most=most))
    blocks += _checks(rows, words)
    for place, attribute in enumerate(attributes(rows), 1):
        blocks += _unrecorded(outcome, rows, attribute, f"{name}-{place}", words)
    if _points(rows):
        blocks.append(_curve_table(rows, f"{name}-curve", words))
    return Section(name, heading, blocks)


def _points(rows: Sequence[Row]) -> list[Row]:
    return [one for row in rows if not row.get("suppressed") for one in row.get("curve") or ()]


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
    columns = [
        Column(words.short("tier"), "tier", words=True),
        Column(words["before"]),
        Column(words["after"]),
    ]
    body = [
        [
            Cell(words.name(f"tier_{row['tier']}")),
            *(_share(row.get(when), words) for when in ("before", "after")),
        ]
        for row in held.get("tiers") or ()
    ]
    blocks: list[Block] = [
        Note(_shifted(held, words)),
        Note(words["prevalence_labels"], strong=True),
    ]
    if body:
        blocks.append(Table(f"{name}-table", words["prevalence_caption"], columns, body))
    if held.get("groups"):
        blocks.append(_selected_by_group(held["groups"], f"{name}-groups", words))
    return Section(name, heading, blocks)


def _share(value: float | None, words: Words) -> Cell:
    """Return a share that has no cell of its own: none where one of the tiers is too small."""
    return Cell(words["suppressed"], "soft") if value is None else Cell(words.share(value))


def _shifted(held: Row, words: Words) -> str:
    """Return what the shift did, in sentences; what is withheld is said to be."""
    said = [
        words["prevalence_note"].format(
            published=words.share(held["published"], 2), shift=words.number(held["shift"], 2)
        )
    ]
    for key, names in (
        ("prevalence_means", ("before", "after")),
        ("prevalence_list", ("on_both", "list_share_changed")),
    ):
        values = {name: held.get(name) for name in names}
        known = None not in values.values()
        digits = 2 if key == "prevalence_means" else 1
        shares = {name: words.share(value, digits) for name, value in values.items()}
        said.append(words[key].format(**shares) if known else words[f"{key}_withheld"])
    return " ".join(said)


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
        f"{_carrier(str(one['feature']), known, words)} ({words.number(one['auc'])})"
        for one in (row.get("carriers") or ())[:_CARRIERS]
    ]
    return Cell("; ".join(said) or "–")


def _carrier(feature: str, known: dict[str, str], words: Words) -> str:
    """Return an input in words; that it was not recorded may tell the group as well."""
    name = feature.removesuffix(_NOT_RECORDED)
    text = known.get(name, name.replace("_", " "))
    return text if name == feature else f"{text}, {words['not_recorded']}"


def _turns(rows: Sequence[Row], name: str, words: Words, *, most: str) -> Table:
    columns = [
        Column(words["group"], words=True),
        Column(words["check_word"], words=True),
        Column(words["verdict_now"], "verdict", words=True),
        column("turns_at", words),
        Column(words["turns_to"], "verdict", words=True),
    ]
    return Table(name, words["labels_caption"], columns, [_turn(row, words, most) for row in rows])


def _turn(row: Row, words: Words, most: str) -> list[Cell]:
    group = Cell(words.group(str(row["group"])))
    if row.get("suppressed"):
        return [group, *[Cell(words["suppressed"], "soft")] * 4]
    now, then = str(row["verdict_now"]), row.get("turns_to")
    never = row.get("turns_at") is None
    return [
        group,
        Cell(str(row.get("code") or "–"), "mark"),
        Cell(words.verdict(now), kind_of(now)),
        Cell(
            words["turns_never"].format(most=most)
            if never
            else plain(row, Spec("turns_at", "whole"), words)
        ),
        Cell("–") if then is None else Cell(words.verdict(str(then)), kind_of(str(then))),
    ]


def _checks(rows: Sequence[Row], words: Words) -> list[Block]:
    """Return what the codes of the table ask."""
    codes = sorted({str(row["code"]) for row in rows if row.get("code")})
    said = [f"{code}: {words.question(code, code)[0]}." for code in codes]
    return [Note(" ".join(said))] if said else []


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
        name=name,
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
