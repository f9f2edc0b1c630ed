"""Which source goes to which column of the schema, and which rows are children?

Keys of known surveys first, then the surest single columns, then what further files add.
"""

from __future__ import annotations

import keyword
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from riskscreen import schema
from riskscreen.records.drafting.choosing import Line, Table, chosen
from riskscreen.records.drafting.joining import from_households, joined
from riskscreen.records.drafting.placing import Keys, Placed
from riskscreen.records.drafting.scoring import SHARED, candidates
from riskscreen.records.mapping.formula import MISSING

__all__ = ["assign", "formula_name"]

_ADULT = 18.0
# Of a key or a day that a known survey makes of several columns.
_COMPOSITE = 0.95


def assign(placed: Placed) -> tuple[Table, Table, tuple[str, ...]]:
    """Return both tables, and the names of the further files that a line reads."""
    households = _table("households", placed, {})
    children = _table("children", placed, households.lines)
    used = {
        line.file for table in (households, children) for line in table.lines.values()
    } - {placed.households.name, placed.children.name}  # fmt: skip
    return households, children, tuple(sorted(used))


def _table(name: str, placed: Placed, of_households: Mapping[str, Line]) -> Table:
    file = placed.households if name == "households" else placed.children
    keys = placed.keys[file.name]
    lines = dict(_from_keys(name, file.name, keys))
    # The part of a key may say something of its own: the province, the enumeration area.
    used = set(lines["observed_date"].sources) if "observed_date" in lines else set()
    if placed.is_flat:
        used |= _of_both(of_households)
    tables = ("households", "children") if placed.is_flat else (name,)
    alone = name == "households" and not placed.is_flat and keys.one_row_each
    found = candidates(file.columns, tables=tables, alone=alone)
    own = chosen(found, name, set(used), set(lines))
    keep, kept = _children_only(own) if name == "children" else ("", None)
    if kept is not None:  # what an adult's row holds says nothing about the children's columns
        young = [column.rows(kept) for column in file.columns]
        used |= set(own["age_years"].sources)
        again = candidates(young, tables=tables, alone=alone)
        own = {"age_years": own["age_years"]} | chosen(again, name, used, {"age_years", *lines})
    lines |= own
    lines |= joined(name, placed, set(lines))
    if name == "children":
        lines |= from_households(placed, lines, of_households)
    order = schema.HOUSEHOLDS if name == "households" else schema.CHILDREN
    return Table(name, file, {target: lines[target] for target in order if target in lines}, keep)


def _of_both(lines: Mapping[str, Line]) -> set[str]:
    """Return the sources that the other table has taken; keys and days serve both."""
    return {
        source for line in lines.values() if line.target[1] not in SHARED for source in line.sources
    }


def _from_keys(table: str, file: str, keys: Keys) -> Iterator[tuple[str, Line]]:
    made = {"household_id": ("key", keys.household), "child_id": ("key", keys.child),
            "psu": ("key", keys.psu), "observed_date": ("date", keys.day)}  # fmt: skip
    for target, (entry, columns) in made.items():
        if len(columns) > 1 and (table, target) in schema.fields():
            evidence = (f"{len(columns)} columns that belong together in surveys",)
            line = Line((table, target), file, entry, columns, _COMPOSITE, evidence, "mapped")
            yield target, line


def _children_only(lines: Mapping[str, Line]) -> tuple[str, NDArray[np.bool_] | None]:
    """Return the formula that keeps children, and their rows, where the file has adults too."""
    line = lines.get("age_years")
    if line is None or line.column is None or line.state != "mapped":
        return "", None
    ages = line.column.as_numbers()
    gone = [float(code) for code in line.reading.missing if code.isascii() and code.isdigit()]
    known = np.where(np.isin(ages, gone), np.nan, ages)
    if not bool(np.any(known >= _ADULT)):
        return "", None
    name = formula_name(line.column.name)
    if gone:  # a code for no answer is no adult's age
        name = f"where({name} in ({', '.join(f'{code:g}' for code in gone)},), missing, {name})"
    return f"{name} < {_ADULT:.0f}", known < _ADULT


def formula_name(column: str) -> str:
    """Return how a formula names a column.

    Examples
    --------
    >>> formula_name("HL6"), formula_name("Tuổi")
    ('HL6', 'col("Tuổi")')
    """
    plain = column.isascii() and column.isidentifier() and not keyword.iskeyword(column)
    if plain and column not in (MISSING, "col"):
        return column
    escaped = "".join(
        f"\\{letter}" if letter in '\\"' else letter if letter.isprintable()
        else f"\\U{ord(letter):08x}"
        for letter in column
    )  # fmt: skip
    return f'col("{escaped}")'
