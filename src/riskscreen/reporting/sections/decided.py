"""What did people decide instead of the list, and about whose children?

An audit that was given no record of it says so: silence would read as a list that was followed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from riskscreen.reporting import said
from riskscreen.reporting.layout import Block, Cell, Column, Note, Section, Table
from riskscreen.reporting.rows import Row, Spec, figure_of, table_of
from riskscreen.reporting.words import Words

__all__ = ["overrides"]

_CODE = "AUD-27"
_SHARE = Spec("away_share", "share", spread=True)
_BY_LIST = ("n_away_off_list", "n_towards_listed", "n_something_else")
_APART = ("n_not_judged", *_BY_LIST, "n_other_times", "n_other_releases", "n_other_outcomes")
_MOST_NAMED = 5


def overrides(outcome: Row, words: Words) -> Section:
    """Return how often each group's listed children were decided away from a visit."""
    name, heading = f"{outcome['name']}-overrides", words["overrides_heading"]
    held = outcome.get("overrides")
    if not held:
        return Section(name, heading, (Note(words["overrides_none"]),))
    rows = [_of_listed(row) for row in held["groups"]]
    blocks: list[Block] = [
        Note(_about(held, words)),
        Note(_concluded(held, rows, words), strong=True),
        Note(words["overrides_means"]),
        *_drawn(rows, f"{name}-figure", words),
        _followed(rows, f"{name}-table", words),
        Note(words["overrides_chance"]),
        Note(_counted(held, words)),
        _towards(held["groups"], f"{name}-towards", words),
    ]
    known = any(one["code"] == _CODE for one in outcome["findings"])
    return Section(name, heading, blocks, code=_CODE if known else "")


def _drawn(rows: Sequence[Row], name: str, words: Words) -> list[Block]:
    """Return the figure of the shares; where decisions are too few for any the table says so."""
    if not any(row.get("away_share") is not None for row in rows):
        return []
    return figure_of(rows, _SHARE, words=words, name=name, title=words["overrides_figure"])


def _of_listed(row: Row) -> dict[str, object]:
    """Return a row of which nothing is printed where too few of its children are listed."""
    return {**row, "suppressed": row["suppressed"] or row.get("n_listed") is None}


def _about(held: Row, words: Words) -> str:
    text = words["overrides_about"].format(
        population=said.sentence(str(held.get("population", "")), words).text or "–",
        **{name: words.day(held[name]) for name in ("day", "until", "audited")},
    )
    parts = [text, words["overrides_same" if held.get("same_children") else "overrides_other"]]
    if held.get("earlier_audits"):
        count = words.number(held["earlier_audits"], 0)
        parts.append(words["overrides_earlier"].format(count=count))
    return " ".join(parts)


def _concluded(held: Row, rows: Sequence[Row], words: Words) -> str:
    """Return the sentence that a reader may take along."""
    if held.get("n_decided") == 0:
        return words["overrides_empty"]
    known = [row for row in rows if row.get("compared") and not row["suppressed"]]
    more = [words.group(str(row["group"])) for row in known if row["compared"] == "more_often"]
    if more:
        return words["overrides_more"].format(groups="; ".join(more))
    return words["overrides_no_more" if known else "overrides_too_few"]


def _followed(rows: Sequence[Row], name: str, words: Words) -> Table:
    table = table_of(
        rows,
        (Spec("n_listed", "count"), Spec("n_away", "few"), _SHARE),
        words=words,
        name=name,
        caption=words["overrides_caption"],
    )
    columns = [*table.columns, Column(words.short("compared"), "compared", words=True)]
    body = [
        [*_known(row, "away_share", cells), _compared(row, words)]
        for row, cells in zip(rows, table.rows, strict=True)
    ]
    return Table(table.name, table.caption, columns, body)


def _known(row: Row, share: str, cells: Sequence[Cell]) -> list[Cell]:
    """Return a row's cells, a dash for the share beside a few decisions: that is the last one."""
    undefined = not row["suppressed"] and row.get(share) is None
    return [*cells[:-1], Cell("–")] if undefined else list(cells)


def _compared(row: Row, words: Words) -> Cell:
    if row["suppressed"]:
        return Cell(words["suppressed"], "soft")
    compared = row.get("compared")
    return Cell(words[f"compared_{compared}"] if compared else "–")


def _towards(rows: Sequence[Row], name: str, words: Words) -> Table:
    held = [
        {**row, "suppressed": row["suppressed"] or row.get("n_towards") is None} for row in rows
    ]
    table = table_of(
        held,
        (Spec("n_towards", "few"), Spec("towards_share", "share")),
        words=words,
        name=name,
        caption=words["overrides_towards"],
        folded=True,
    )
    body = [
        _known(row, "towards_share", cells) for row, cells in zip(held, table.rows, strict=True)
    ]
    return replace(table, rows=body)


def _counted(held: Row, words: Words) -> str:
    """Return how many decisions there are, and how many are in no figure above."""
    parts = [words["overrides_decided"].format(count=_count(held, "n_decided", words))]
    apart = [
        words[f"apart_{name}"].format(count=_count(held, name, words))
        for name in _APART
        if held.get(name, 0) != 0
    ]
    if apart:
        parts.append(words["overrides_apart"].format(parts="; ".join(apart)))
    if held.get("n_decided") != 0 and any(name not in held for name in _BY_LIST):
        parts.append(words["overrides_uncounted"])
    releases = held.get("releases") or []
    if releases:
        named = [*releases[:_MOST_NAMED], *(["…"] if len(releases) > _MOST_NAMED else [])]
        parts.append(words["overrides_releases"].format(names=", ".join(named)))
    return " ".join(parts)


def _count(held: Row, name: str, words: Words) -> str:
    """Return a number of decisions; of a few the facts say only that there are some."""
    value = held.get(name)
    return words["few"] if value is None else words.number(value, 0)
