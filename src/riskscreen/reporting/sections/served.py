"""Who is served and who is missed?

One figure a question, over the groups that judge; every other group stands in its table.
"""

from __future__ import annotations

from riskscreen.reporting import dots, findings, limits, said
from riskscreen.reporting.layout import Block, Cell, Column, Figure, Note, Section, Table
from riskscreen.reporting.rows import (
    Row,
    Spec,
    column,
    crossed,
    describe,
    form,
    single,
    table_of,
)  # fmt: skip
from riskscreen.reporting.words import Words

__all__ = ["further", "groups", "questions"]

# Told in full by sections of their own.
_ELSEWHERE = ("AUD-16", "AUD-17", "AUD-18", "AUD-19", "AUD-27")

_RATES = (
    Spec("n_children", "count"),
    Spec("n_at_risk", "count"),
    Spec("selection_rate", "share"),
    Spec("false_negative_rate", "share", spread=True),
    Spec("missed_per_1000", "one"),
    Spec("false_positive_rate", "share"),
    Spec("precision", "share"),
)
_MODEL = (
    Spec("observed_over_expected", "number", spread=True),
    Spec("auc", "number", spread=True),
    Spec("abstention", "share"),
)


def questions(outcome: Row, words: Words) -> Section:
    """Return the section of the checks that judge, one part each."""
    judged = {one["code"] for one in outcome["findings"] if one["judges"]}
    return Section(
        f"{outcome['name']}-who",
        words["who_heading"],
        (Note(words["figure_alt"]), Note(words["paper_note"])),
        [_question(code, outcome, words) for code in sorted(judged)],
    )


def further(outcome: Row, words: Words) -> Section:
    """Return the section of the checks that are only reported."""
    judged = {one["code"] for one in outcome["findings"] if one["judges"]}
    rest = {one["code"] for one in outcome["findings"]} - judged - set(_ELSEWHERE)
    return Section(
        f"{outcome['name']}-further",
        words["other_checks_heading"],
        (Note(words["folded_note"]),),
        [_question(code, outcome, words, on_paper=False) for code in sorted(rest)],
    )


def groups(outcome: Row, words: Words) -> Section:
    """Return the table of every group: who is reached, then how good the risks are."""
    name = f"{outcome['name']}-groups"
    blocks: list[Block] = [Note(words["table_note"])]
    for crossing in (False, True):
        rows = [row for row in outcome["groups"] if crossed(row) is crossing]
        for part, specs in (("reach", _RATES), ("risk", _MODEL)):
            if not rows:
                continue
            of = words["crossed_caption" if crossing else "table_heading"]
            caption = f"{of}: {words[f'table_{part}']}"
            blocks.append(
                table_of(
                    rows,
                    specs,
                    words=words,
                    name=f"{name}-{part}{'-crossed' if crossing else ''}",
                    caption=caption,
                    folded=crossing,
                    on_paper=not crossing,
                )
            )
    return Section(name, words["table_heading"], blocks)


def _question(code: str, outcome: Row, words: Words, *, on_paper: bool = True) -> Section:
    own = [one for one in outcome["findings"] if one["code"] == code]
    title, definition = words.question(code, own[0]["title"])
    name = f"{outcome['name']}-{code}"
    blocks: list[Block] = [Note(definition)] if definition else []
    if code == "AUD-01" and outcome.get("prevalence"):
        blocks.append(Note(words["prevalence_labels"], strong=True))
    judging = [one for one in own if one["judges"]]
    # one count without an interval is a dot on a line that says nothing; the table says it
    counted = len(judging) == 1 and judging[0]["interval"] is None
    if judging and not counted:
        blocks += _figure(code, judging, title, name, words)
    table = _table(code, own, title, name, words)
    folded = not judging or len(table.rows) > 1
    blocks.append(
        Table(table.name, table.caption, table.columns, table.rows, folded=folded, printed=on_paper)
    )
    return Section(name, title, blocks, code=code)


def _figure(code: str, rows: list[Row], title: str, name: str, words: Words) -> list[Block]:
    number = form(_form(code), words)
    limit: dots.Limit = next(
        ((one["limit"][0], one["limit"][1]) for one in rows if one["limit"] is not None),
        (None, None),
    )
    known = [one for one in rows if one["measured"] is not None]
    drawn = dots.dots(
        [_dot(one, words) for one in rows],
        name=f"{name}-figure",
        title=title,
        desc=describe(
            [(words.group(one["group"]), one["measured"]) for one in known], number, words
        ),
        number=number,
        limit=limit,
        neutral=findings.NEUTRAL.get(code),
    )
    caption = words["unit_points"] if _form(code) == "points" else ""
    return [Figure(drawn, caption)] if drawn else [Note(words["none_known"])]


def _form(code: str) -> str:
    return findings.FORM.get(code, "number")


def _dot(finding: Row, words: Words) -> dots.Dot:
    low, high = finding["interval"] or (None, None)
    return dots.Dot(
        label=words.group(finding["group"]),
        value=finding["measured"],
        lo=low,
        hi=high,
        verdict=finding["verdict"],
    )


def _table(code: str, rows: list[Row], title: str, name: str, words: Words) -> Table:
    columns = [
        Column(words["group"], words=True),
        column("measured", words, points=_form(code) == "points"),
        column("interval", words),
        column("limit", words),
        Column(words.short("verdict"), "verdict", words=True),
        Column(words["detail"], words=True),
    ]
    body = [_cells(one, code, words) for one in single(rows)]
    caption = f"{words['figure_table']}: {title}"
    return Table(f"{name}-table", caption, columns, body)


def _told(finding: Row) -> bool:
    """Return whether a finding's detail is printed: of a group that is only reported it is not."""
    return bool(finding["judges"]) or finding["group"] == "overall"


def _cells(finding: Row, code: str, words: Words) -> list[Cell]:
    kind = _form(code)
    limit = finding["limit"]
    verdict = str(finding["verdict"])
    role = "" if finding["judges"] else f" ({words['reported_short']})"
    return [
        Cell(words.group(finding["group"]), "" if finding["judges"] else "reported"),
        Cell(limits.beside(finding["measured"], limit, words, kind)),
        Cell(limits.between(finding["interval"], limit, words, kind)),
        Cell(limits.limited(limit, words, kind)),
        Cell(words.verdict(verdict) + role, findings.kind_of(verdict)),
        said.detail(finding, words) if _told(finding) else Cell(""),
    ]
