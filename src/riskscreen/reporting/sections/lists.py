"""What would other lists find, and what does the chosen one cost?"""

from __future__ import annotations

from collections.abc import Sequence

from riskscreen.reporting.findings import judging
from riskscreen.reporting.layout import Block, Cell, Column, Note, Section, Table
from riskscreen.reporting.rows import (
    Row,
    Spec,
    absent,
    column,
    figure_of,
    plain,
    printed,
    role,
    single,
    table_of,
)  # fmt: skip
from riskscreen.reporting.words import Words

__all__ = ["necessity", "quality", "rules"]

_RULES = (
    Spec("found", "share", "recall", spread=True),
    Spec("burden", "one", spread=True),
    Spec("precision", "share"),
    Spec("contrast", "points", spread=True),
    Spec("contrast_recalibrated", "points"),
    Spec("cost", "points", spread=True),
)


def rules(outcome: Row, words: Words) -> Section:
    """Return the allocation rules and the studies at one capacity."""
    name, heading = f"{outcome['name']}-rules", words["rules_heading"]
    rows: Sequence[Row] = outcome.get("rules") or ()
    blocks: list[Block] = [Note(_allocation(outcome, words))]
    if not rows:
        blocks.append(Note(words["not_computed"]))
    else:
        blocks.append(Note(words["rules_note"]))
        blocks += figure_of(
            rows,
            _RULES[0],
            words=words,
            name=f"{name}-figure",
            title=words["rules_figure"],
            label=lambda row: _rule(row, words),
        )
        blocks.append(_compared(rows, f"{name}-table", words))
        blocks += [Note(text) for text in _notes(rows, words)]
    blocks += _by_group(outcome, rows, name, words)
    blocks += _contrasts(outcome, name, words)
    return Section(name, heading, blocks)


def necessity(outcome: Row, words: Words) -> Section:
    """Return what simpler lists find, and the gain over each."""
    name, heading = f"{outcome['name']}-necessity", words["necessity_heading"]
    rows = [_with_found(row) for row in outcome["baselines"]]
    if not rows:
        return absent(name, heading, words)

    def label(row: Row) -> str:
        return words.name(str(row["name"]))

    found = Spec("found", "share", "recall", spread=True)
    blocks: list[Block] = [Note(words["necessity_note"])]
    blocks += figure_of(
        rows, found, words=words, name=f"{name}-figure", title=words["necessity_figure"],
        label=label,
    )  # fmt: skip
    gains = [row for row in rows if row.get("gain") is not None]
    gain = Spec("gain", "one", spread=True)
    if gains:
        blocks += figure_of(
            gains, gain, words=words, name=f"{name}-gain", title=words["gain_figure"],
            label=label, neutral=0.0,
        )  # fmt: skip
    specs = (found, Spec("precision", "share"), Spec("auc", "number"))
    table = table_of(
        rows, (*specs, gain), words=words, name=f"{name}-table", caption=words["necessity_figure"],
        label=label, head="list_word",
    )  # fmt: skip
    # a list has no gain over itself
    body = [
        [*cells[:-1], _dash(row, gain, words)] for row, cells in zip(rows, table.rows, strict=True)
    ]
    blocks.append(Table(table.name, table.caption, table.columns, body))
    return Section(name, heading, blocks)


def quality(outcome: Row, words: Words) -> Section:
    """Return ranking and calibration of the model, overall."""
    rows = [
        {**row, "value_lo": row.get("lo"), "value_hi": row.get("hi")}
        for row in outcome["evaluation"]
    ]
    table = table_of(
        rows,
        (Spec("value", "fine", "measured", spread=True),),
        words=words,
        name=f"{outcome['name']}-quality-table",
        caption=words["quality_note"],
        label=lambda row: words.name(f"metric_{row['name']}"),
        head="metric",
    )
    body = [
        [Cell(cells[0].text, term=_defined(str(row["name"]), words)), *cells[1:]]
        for row, cells in zip(rows, table.rows, strict=True)
    ]
    linked = Table(table.name, table.caption, table.columns, body)
    return Section(f"{outcome['name']}-quality", words["quality_heading"], (linked,))


def _defined(metric: str, words: Words) -> str:
    """Return the term that defines a figure of quality, empty where there is none."""
    term = metric.removesuffix("_at_capacity")
    return term if term in words.texts["terms"] else ""


def _with_found(row: Row) -> Row:
    """Return a list's row with its interval under one name, older facts included."""
    return {
        **row,
        "found_lo": row.get("found_lo", row.get("lo")),
        "found_hi": row.get("found_hi", row.get("hi")),
    }


def _allocation(outcome: Row, words: Words) -> str:
    held = outcome["allocation"]
    return words["allocation_note"].format(
        rule=words.name(f"rule_{held['rule']}"),
        capacity=words.share(held["capacity"], 0),
        reserve=words.share(held["reserve"], 0),
        without=words.number(held["communes_without_list"], 0),
    )


def _rule(row: Row, words: Words) -> str:
    text = words.name(f"rule_{row['rule']}")
    text = text[:1].upper() + text[1:]
    if row.get("chosen"):
        return f"{text} ({words['chosen']})"
    return f"{text} ({words['study']})" if row.get("kind") == "study" else text


def _compared(rows: Sequence[Row], name: str, words: Words) -> Table:
    def contrast(row: Row) -> Cell:
        if row.get("suppressed") or row.get("contrast") is None:
            return printed(row, _RULES[3], words)
        group = row.get("contrast_group")
        text = plain(row, _RULES[3], words)
        return Cell(f"{words.group(str(group))}: {text}" if group else text)

    columns = [Column(words["rule_word"], "rule", words=True)]
    columns += [
        column(spec.term or spec.key, words, points=spec.form == "points") for spec in _RULES
    ]
    columns[4] = Column(f"{words['contrast_group']} ({words['unit_points']})", "contrast")
    body = [
        [
            Cell(_rule(row, words)),
            *(printed(row, spec, words) for spec in _RULES[:3]),
            contrast(row),
            *(_dash(row, spec, words) for spec in _RULES[4:]),
        ]
        for row in rows
    ]
    return Table(name, words["rules_caption"], columns, body)


def _dash(row: Row, spec: Spec, words: Words) -> Cell:
    """Return a figure, a dash where the rule has none."""
    none = row.get(spec.key) is None and not row.get("suppressed")
    return Cell("–") if none else printed(row, spec, words)


def _notes(rows: Sequence[Row], words: Words) -> list[str]:
    """Return what each rule needs, and what its study says of itself."""
    said = []
    for row in rows:
        parts = [words["study_note"]] if row.get("kind") == "study" else []
        parts += [words["rules_attribute"]] if row.get("uses_attribute") else []
        parts += [words["rules_random"]] if row.get("random") else []
        parts += [str(row[f"note_{words.lang}"])] if row.get(f"note_{words.lang}") else []
        if parts:
            said.append(f"{_rule(row, words)}: {' '.join(map(_sentence, parts))}")
    return said


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def _by_group(outcome: Row, rules: Sequence[Row], name: str, words: Words) -> list[Block]:
    rows = single(outcome.get("rule_groups") or ())
    if not rows:
        return []
    order = list(dict.fromkeys(str(row["rule"]) for row in rows))
    of = {(str(row["group"]), str(row["rule"])): row for row in rows}
    heads = {str(row["rule"]): _rule(row, words) for row in rules}
    blocks: list[Block] = []
    for key, form, term in (("recall", "share", "recall"), ("contrast", "points", "contrast")):
        columns = [Column(words["group"], words=True)]
        columns += [Column(heads.get(rule, words.name(f"rule_{rule}")), term) for rule in order]
        body = [
            [Cell(words.group(group), role(group, judging(outcome)))]
            + [_of(of.get((group, rule)), Spec(key, form, spread=True), words) for rule in order]
            for group in dict.fromkeys(str(row["group"]) for row in rows)
        ]
        caption = f"{words['rule_groups_caption']}: {words.short(term).lower()}"
        if form == "points":
            caption += f" ({words['unit_points']})"
        on_paper = key == "recall"
        blocks.append(
            Table(f"{name}-groups-{key}", caption, columns, body, folded=True, printed=on_paper)
        )
    return blocks


def _of(row: Row | None, spec: Spec, words: Words) -> Cell:
    return Cell("–") if row is None else printed(row, spec, words)


def _contrasts(outcome: Row, name: str, words: Words) -> list[Block]:
    rows: Sequence[Row] = outcome.get("contrasts") or ()
    if not rows:
        return []
    specs = (
        Spec("raw", "points"),
        Spec("recalibrated", "points", "contrast_recalibrated"),
    )
    return [
        table_of(
            rows, specs, words=words, name=f"{name}-contrasts", caption=words["contrasts_caption"]
        )
    ]
