"""Whom do the data know too little of, or not at all?"""

from __future__ import annotations

from collections.abc import Sequence

from riskscreen.reporting.findings import judging
from riskscreen.reporting.layout import Block, Note, Section
from riskscreen.reporting.rows import Row, Spec, absent, figure_of, single, table_of
from riskscreen.reporting.words import Words

__all__ = ["coverage", "missing", "scored"]

_CODES = (
    "refused_eligibility_not_known",
    "refused_too_little_known",
    "refused_missing_never_seen",
    "refused_outside_training",
    "refused_outside_support",
)


def missing(outcome: Row, words: Words) -> Section:
    """Return what missing data do to the risks and to the list, by group."""
    name, heading = f"{outcome['name']}-missing", words["missing_heading"]
    rows: Sequence[Row] = single(outcome.get("missingness") or ())
    if not rows:
        return absent(name, heading, words)
    share = Spec("list_share", "share", spread=True)
    blocks: list[Block] = [Note(words["missing_note"])]
    blocks += figure_of(
        rows, share, words=words, name=f"{name}-figure", title=words["missing_figure"]
    )
    specs = (
        Spec("n_children", "count"),
        Spec("missing", "share"),
        Spec("moved", "number", spread=True),
        share,
    )
    blocks.append(
        table_of(
            rows,
            specs,
            words=words,
            name=f"{name}-table",
            caption=heading,
            folded=True,
            judging=judging(outcome),
        )
    )
    return Section(name, heading, blocks)


def scored(outcome: Row, words: Words) -> Section:
    """Return the figures with and without the children to whom the tool gave no risk."""
    name, heading = f"{outcome['name']}-scored", words["scored_heading"]
    rows: Sequence[Row] = single(outcome.get("scored_only") or ())
    if not rows:
        return absent(name, heading, words)
    specs = (
        Spec("abstention", "share"),
        Spec("false_negative_rate_all", "share", "false_negative_rate"),
        Spec("false_negative_rate_scored", "share", "missed_scored"),
        Spec("precision", "share"),
    )
    table = table_of(
        rows,
        specs,
        words=words,
        name=f"{name}-table",
        caption=heading,
        judging=judging(outcome),
    )
    return Section(
        name, heading, (Note(words["scored_note"]), table, *_refused(outcome, rows, name, words))
    )


def _refused(outcome: Row, rows: Sequence[Row], name: str, words: Words) -> list[Block]:
    """Return how many each code refuses, by group; runs before there were codes have none."""
    specs = [Spec(code, "share") for code in _CODES if any(code in row for row in rows)]
    if not specs:
        return []
    table = table_of(
        rows,
        specs,
        words=words,
        name=f"{name}-codes",
        caption=words["refused_caption"],
        judging=judging(outcome),
    )
    return [Note(words["refused_note"]), table]


def coverage(outcome: Row, words: Words) -> Section:
    """Return who is absent from the training table."""
    name, heading = f"{outcome['name']}-coverage", words["coverage_heading"]
    held: Sequence[Row] = single(outcome.get("coverage") or ())
    if not held:
        return absent(name, heading, words)
    rows = [{**row, "ratio_lo": row.get("lo"), "ratio_hi": row.get("hi")} for row in held]
    ratio = Spec("ratio", "number", "coverage", spread=True)
    blocks: list[Block] = [Note(words["coverage_note"])]
    blocks += figure_of(
        rows,
        ratio,
        words=words,
        name=f"{name}-figure",
        title=words["coverage_figure"],
        neutral=1.0,
        limit=_limit(outcome),
    )
    specs = (
        Spec("n_children", "count"),
        Spec("table_share", "share"),
        Spec("population_share", "share"),
        ratio,
    )
    blocks.append(
        table_of(
            rows,
            specs,
            words=words,
            name=f"{name}-table",
            caption=heading,
            judging=judging(outcome),
        )
    )
    return Section(name, heading, blocks)


def _limit(outcome: Row) -> tuple[float | None, float | None]:
    limits = (one["limit"] for one in outcome["findings"] if one["code"] == "AUD-07")
    found = next((limit for limit in limits if limit is not None), (None, None))
    return found[0], found[1]
