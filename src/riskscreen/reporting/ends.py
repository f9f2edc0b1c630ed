"""What stands at the report's end: data, limits, method, definitions, digests?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from riskscreen.reporting import page_one, said
from riskscreen.reporting.layout import Block, Cell, Column, Note, Table
from riskscreen.reporting.words import Words

__all__ = ["checks", "data", "digests", "limits", "method", "terms"]

Facts = Mapping[str, Any]


def data(facts: Facts, words: Words) -> list[Block]:
    """Return what the records are, and what was counted while reading them."""
    meta = facts["meta"]
    weights = words[f"weights_{meta.get('weights', 'normalised')}"]
    rows = [
        (words["legal_basis"], said.sentence(str(meta["legal_basis"]), words)),
        (words["data_purpose"], said.sentence(str(meta["purpose"]), words)),
        (words["retention"], Cell(words.day(meta["retention_until"]))),
        (words["scored_population"], said.sentence(str(meta["population"]), words)),
        (words["training_days"], Cell(", ".join(map(words.day, meta["training_days"])))),
        (words["test_day"], Cell(words.day(meta["test_day"] or "–"))),
        (words["n_training"], Cell(words.number(meta["n_training"], 0))),
        (words["n_judged"], Cell(words.number(meta["n_judged"], 0))),
        (words["weights"], Cell(weights)),
    ]
    found: list[Block] = [_pairs("data-records", words["data_heading"], rows, words)]
    return found + [
        _counted(outcome, words)
        for outcome in facts["outcomes"]
        if any(one["verdict"] != "pass" for one in outcome["data_findings"])
    ]


def limits(facts: Facts, words: Words) -> list[Block]:
    """Return the policy's numbers with their reasons, and the waivers."""
    columns = [
        Column(words.short("limit"), "limit", words=True),
        Column(words["value"], words=True),
        Column(words["why"], words=True),
        Column(words["source"], words=True),
    ]
    rows = [
        [
            Cell(_number_name(str(row["name"]), facts, words)),
            Cell(_with_unit(row, words)),
            said.sentence(row["why"], words),
            said.sentence(row["source"], words),
        ]
        for row in facts["policy"]["numbers"]
    ]
    held = [
        Note(f"{words['waived']}: {line}", strong=True)
        for outcome in facts["outcomes"]
        for line in page_one.card(outcome, words, expansion=False)["waived"]
    ]
    return [
        Note(words["limits_note"]),
        *(held or [Note(words["no_waiver"])]),
        Table("limits-numbers", words["limits_heading"], columns, rows),
    ]


def method(facts: Facts, words: Words) -> list[Block]:
    """Return the method in plain words."""
    concurrent = any(outcome.get("concurrent") for outcome in facts["outcomes"])
    children, cases = facts["policy"]["smallest_cell"]
    return [
        Note(words["method_concurrent" if concurrent else "method"]),
        Note(words["method_groups"]),
        Note(
            words["method_disclosure"].format(
                children=words.number(children, 0), cases=words.number(cases, 0)
            )
        ),
        Note(words["method_twin"].format(version=facts["facts_version"])),
    ]


def checks(facts: Facts, words: Words) -> list[dict[str, str]]:
    """Return code, title and definition of every check that these facts name."""
    found = {
        one["code"]: one["title"]
        for outcome in facts["outcomes"]
        for one in (*outcome["findings"], *outcome["decision"]["refusing"])
    }
    return [
        {"code": code, "title": title, "text": text}
        for code in sorted(found)
        for title, text in [words.question(code, found[code])]
    ]


def terms(words: Words) -> list[dict[str, str]]:
    """Return the glossary: anchor, title and text of every defined word."""
    return [
        {"term": term, "title": entry["title"], "text": entry["text"]}
        for term, entry in words.texts["terms"].items()
    ]


def digests(facts: Facts, words: Words) -> Table:
    """Return what ties this report to data, policy, model and code."""
    meta = facts["meta"]
    rows = [
        (words["run"], Cell(str(meta["run_id"]))),
        (words["data_digest"], Cell(str(meta["data_digest"]))),
        (words["policy_digest"], Cell(str(facts["policy"]["digest"]))),
        *(
            (f"{words['model_digest']}: {outcome[f'title_{words.lang}']}", Cell(str(digest)))
            for outcome in facts["outcomes"]
            for digest in [outcome.get("model_digest")]
            if digest
        ),
        (words["code_version"], Cell(str(meta["code_version"]))),
        (words["facts_version"], Cell(str(facts["facts_version"]))),
        (words["created"], Cell(words.day(meta["created"]))),
    ]
    return _pairs("digests-table", words["digests_heading"], rows, words)


def _pairs(name: str, caption: str, rows: Sequence[tuple[str, Cell]], words: Words) -> Table:
    columns = [Column(words["metric"], words=True), Column(words["value"], words=True)]
    return Table(name, caption, columns, [[Cell(head), cell] for head, cell in rows])


def _counted(outcome: Facts, words: Words) -> Table:
    columns = [
        Column(words["check_word"], words=True),
        Column(words["metric"], words=True),
        Column(words["value"], words=True),
    ]
    rows = [
        [Cell(str(one["code"])), said.counted(one, words), Cell(_count(one, words))]
        for one in outcome["data_findings"]
        if one["verdict"] != "pass"
    ]
    caption = f"{words['data_findings']}: {page_one.title(outcome, words)}"
    return Table(f"{outcome['name']}-counted", caption, columns, rows, folded=True)


def _count(finding: Facts, words: Words) -> str:
    if finding["measured"] is None:
        return words["noted"]
    return f"{words.number(finding['measured'], 0)} {said.unit(finding['unit'], words)}".strip()


def _number_name(name: str, facts: Facts, words: Words) -> str:
    known: Mapping[str, str] = words.texts["numbers"]
    if name in known:
        return known[name]
    outcome = name.removeprefix("capacity, ")
    titles = {str(one["name"]): page_one.title(one, words) for one in facts["outcomes"]}
    if outcome != name:
        return f"{words.short('capacity')}: {titles.get(outcome, outcome)}"
    return name.replace("_", " ")


def _with_unit(row: Facts, words: Words) -> str:
    """Return a value and its unit; a name needs none."""
    text = _value(row["value"], words)
    named = isinstance(row["value"], str)
    return text if named else f"{text} {said.marked(row['unit'], words)}"


def _value(value: object, words: Words) -> str:
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, int | float):
        digits = len(f"{value:g}".partition(".")[2])
        return words.number(value, digits)
    if isinstance(value, str):
        rule = words.texts.get(f"rule_{value}")
        return said.sentence(value, words).text if rule is None else str(rule)
    if isinstance(value, Sequence):
        return "; ".join(_value(one, words) for one in value)
    return str(value)
