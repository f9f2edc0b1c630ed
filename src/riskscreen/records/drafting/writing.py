"""What does the draft look like as a file for a person to edit?

Every line stands under a comment that says how sure it is and why; what is not sure enough, or asks
something, stands commented out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from riskscreen import schema
from riskscreen.core import Verdict
from riskscreen.records.drafting.choosing import Table
from riskscreen.records.drafting.entries import text_of
from riskscreen.records.drafting.joining import joining_key
from riskscreen.records.drafting.layouts import Layout
from riskscreen.records.drafting.opening import Opened
from riskscreen.records.drafting.placing import Keys, Placed, unique_rows
from riskscreen.records.drafting.quoting import comment, listed, named, quoted
from riskscreen.records.drafting.scoring import SHARED
from riskscreen.records.wording import thousands

__all__ = ["to_toml"]

Guesses = Mapping[tuple[str, str], tuple[str, float]]

_WIDTH = 96
_HEAD = (
    "Draft of a mapping from these files to records, made from their headers, labels and values.",
    "It is a proposal: nothing is right until somebody who knows the files has seen each line.",
    "Each line stands under its confidence (0-1) and the evidence. What is not sure enough, or",
    "asks something, is commented out: answer, correct, remove the #. Check units, codes and keys.",
    "The files lie in one folder: read_records(folder, mapping=this file).",
)
_LEGAL = (
    "TODO by what right these records are held: needed before training, not for reading.",
    'legal_basis = ""',
    'purpose = ""',
    'retention_until = ""',
    'weights = "none"    # only for a register or a full list, where every child counts once',
)
_NEEDED_WITH = {
    "weight_kind": ("weight",),
    "code_list_year": ("province_code", "commune_code"),
}
_HOW = {
    "observed_date": "one day for all rows: observed_date = { constant = 2024-09-15 }",
    "household_id": 'several columns: household_id = { key = ["HH1", "HH2"] }',
    "child_id": 'several columns: child_id = { key = ["HH1", "HH2", "HL1"] }; a child of a '
    "register keeps one id through the years",
    "weight_kind": 'weight_kind = { constant = "expansion" } or { constant = "normalised" }',
    "code_list_year": "code_list_year = { constant = 2019 } before July 2025, 2025 from then on: "
    "seven province codes name another place since",
    "age_years": "completed years on the day of observation",
}


def to_toml(
    placed: Placed,
    tables: Sequence[Table],
    *,
    others: Sequence[str],
    unmatched: Sequence[tuple[str, str]],
    guesses: Guesses,
) -> str:
    """Return the mapping file as text.

    Parameters
    ----------
    placed : Placed
        The files by their part.
    tables : sequence of Table
        Households and children.
    others : sequence of str
        Further files that a line reads.
    unmatched : sequence of (str, str)
        File and column that no line uses.
    guesses : mapping of (str, str) to (str, float)
        What an unmatched column might have been, and how surely.
    """
    opened = [placed.households, *([] if placed.is_flat else [placed.children]), *placed.others]
    lines = [*map(comment, _HEAD), "#", *_files_read(opened), "", *map(comment, _LEGAL), ""]
    for file in opened:
        lines += [*_file(file, placed, read=file.name in others), ""]
    for table in tables:
        lines += [*_table(table, placed), ""]
    lines += _refused(opened)
    lines += _unmatched(unmatched, guesses)
    return "\n".join(lines).rstrip() + "\n"


def _files_read(opened: Sequence[Opened]) -> Iterator[str]:
    for file in opened:
        name = named(file.layout.path.name) + (
            f", sheet {file.layout.sheet}" * bool(file.layout.sheet)
        )
        if file.fault:
            yield comment(f"{name} could not be read: {file.fault}")
            continue
        yield comment(f"{name}: {thousands(file.raw.n_rows)} rows, {len(file.raw.columns)} columns")
        for finding in file.raw.findings:
            if finding.verdict is Verdict.FAIL:
                yield comment(f"{name}: {finding.detail}")


def _file(file: Opened, placed: Placed, *, read: bool) -> Iterator[str]:
    yield f"[files.{file.name}]"
    yield f"path = {quoted(file.layout.path.name)}"
    yield from _how(file.layout)
    key, on = _key_of(file, placed)
    if key:
        yield f"key = {listed(key)}"
    if on:
        yield "on = { " + ", ".join(f"{quoted(k)} = {quoted(v)}" for k, v in on.items()) + " }"
    if not read and file not in (placed.households, placed.children) and not file.fault:
        yield comment("no line reads it: nothing that joins it row to row, or nothing new in it")


def _how(layout: Layout) -> Iterator[str]:
    if layout.sheet:
        yield f"sheet = {quoted(layout.sheet)}"
    if layout.others:
        yield comment(f"its other sheets: {', '.join(named(sheet) for sheet in layout.others)}")
    if layout.header_row > 1:
        yield f"header_row = {layout.header_row}"
    if layout.separator:
        yield f"separator = {quoted(layout.separator)}"


def _key_of(file: Opened, placed: Placed) -> tuple[tuple[str, ...], dict[str, str]]:
    keys = placed.keys[file.name]
    for table in ("children", "households"):
        if file in (placed.households, placed.children):
            break
        pairs = joining_key(file, table, placed)
        if pairs:
            return tuple(own for own, _ in pairs), {a: b for a, b in pairs if a != b}
    return _own_key(file, placed, keys), {}


def _own_key(file: Opened, placed: Placed, keys: Keys) -> tuple[str, ...]:
    if file.name == placed.children.name and unique_rows(file, keys.child):
        return keys.child
    return keys.household if keys.one_row_each else ()


def _table(table: Table, placed: Placed) -> Iterator[str]:
    yield f"[tables.{table.name}]"
    yield f"file = {quoted(table.file.name)}"
    if placed.is_flat and table.name == "households":
        yield from _flat(table)
    if table.keep:
        yield comment("adults are in the file too: their rows are set aside and counted")
        yield f"keep = {quoted(table.keep)}"
    yield f"[tables.{table.name}.columns]"
    yield from _todo(table)
    for line in table.lines.values():
        yield from text_of(line)


def _flat(table: Table) -> Iterator[str]:
    yield comment("one file serves both tables: each household is there once for each child, and")
    yield comment("its rows become one by the columns below; where they contradict each other the")
    yield comment("value is missing and counted when it is read: look at that count")
    made = [name for name in SHARED if name in table.lines and table.lines[name].state == "mapped"]
    if made:
        yield f"one_row_per = {listed(made)}"


def _todo(table: Table) -> Iterator[str]:
    fields = schema.HOUSEHOLDS if table.name == "households" else schema.CHILDREN
    mapped = {name for name, line in table.lines.items() if line.state == "mapped"}
    for name, field in fields.items():
        needs = [other for other in _NEEDED_WITH.get(name, ()) if other in mapped]
        if name in mapped or not (field.is_compulsory or needs):
            continue
        why = f"needed with {needs[0]}" if needs else "compulsory"
        below = ", see the question below" if name in table.lines else ""
        how = f"; {_HOW[name]}" if name in _HOW else ""
        yield comment(f"TODO {name} ({why}{below}): {field.meaning_en}{how}")


def _refused(opened: Sequence[Opened]) -> list[str]:
    lines: list[str] = []
    for file in opened:
        for column, why in file.refused:
            lines.append(comment(f"{file.name}: {named(column)}: {why}"))
    if not lines:
        return []
    return [
        comment("refused: remove before reading. From a birth date make completed years on the"),
        comment("day of observation where the file is made, and leave the date out of it."),
        *lines, "",
    ]  # fmt: skip


def _unmatched(unmatched: Sequence[tuple[str, str]], guesses: Guesses) -> list[str]:
    if not unmatched:
        return []
    lines = [
        comment("columns that no line uses. One could be kept as a column of your own:"),
        comment('own_name = "its header"    under the table that it belongs to'),
    ]
    plain: dict[str, list[str]] = {}
    for file, column in unmatched:
        target, confidence = guesses.get((file, column), ("", 0.0))
        if target:
            lines.append(comment(f"{file}: {named(column)}    perhaps {target}, {confidence:.2f}"))
        else:
            plain.setdefault(file, []).append(named(column))
    for file, columns in plain.items():
        lines += [comment(line) for line in _wrapped(f"{file}: ", columns)]
    return lines


def _wrapped(start: str, words: Sequence[str]) -> Iterator[str]:
    line = start
    for word in words:
        if len(line) + len(word) > _WIDTH and line != start:
            yield line.rstrip()
            line = start
        line += word + ", "
    yield line.rstrip(", ")
