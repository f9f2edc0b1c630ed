"""Which tables of a report count the same children?

A table may be a list of rows, or a mapping that holds one: what is nested is printed as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from riskscreen.auditing.disclosing.counted import COUNTS, key_of
from riskscreen.auditing.disclosing.lattice import Key

__all__ = ["Population", "every_level", "populations", "row_lists", "with_rows"]

Row = Mapping[str, Any]
Tables = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Population:
    """Tables that count the same children."""

    names: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def counts(self) -> dict[Key, tuple[float, float]]:
        """The printed counts by group."""
        shown = [row for row in self.rows if None not in [row[name] for name in COUNTS]]
        return {key_of(row): (row[COUNTS[0]], row[COUNTS[1]]) for row in shown}


def populations(tables: Tables) -> Iterator[Population]:
    """Yield the tables by whom they count, those of the groups first."""
    counts: list[dict[Key, tuple[float, float]]] = []
    listed: list[set[Key]] = []
    members: list[dict[str, Sequence[Row]]] = []
    lists = row_lists(tables)
    for name in sorted(lists, key=lambda name: (name != "groups", name)):
        own = Population((name,), tuple(lists[name])).counts
        keys = {key_of(row) for row in lists[name]}
        place = next(
            (at for at, known in enumerate(counts) if keys & listed[at] and _agree(known, own)),
            len(counts),
        )
        if place == len(counts):
            counts.append({})
            listed.append(set())
            members.append({})
        listed[place] |= keys
        counts[place].update(own)
        members[place][name] = lists[name]
    for joined in members:
        yield Population(tuple(joined), tuple(row for rows in joined.values() for row in rows))


def row_lists(tables: Tables) -> dict[str, Sequence[Row]]:
    """Return every list of rows that count children, by name.

    Examples
    --------
    >>> row = {"n_children": 40, "n_at_risk": 10}
    >>> list(row_lists({"groups": [row], "prevalence": {"shift": 0.1, "groups": [row]}}))
    ['groups', 'prevalence.groups']
    """
    found: dict[str, Sequence[Row]] = {}
    for name, table in tables.items():
        if _has_counts(table):
            found[name] = table
        elif isinstance(table, Mapping):
            found |= {f"{name}.{inner}": rows for inner, rows in row_lists(table).items()}
    return found


def with_rows(tables: Tables, rows: Mapping[str, Sequence[Row]]) -> dict[str, Any]:
    """Return the tables with other rows in the places that `row_lists` names."""
    found: dict[str, Any] = {}
    for name, table in tables.items():
        inside = {
            place.removeprefix(f"{name}."): held
            for place, held in rows.items()
            if place.startswith(f"{name}.")
        }
        found[name] = rows.get(name, with_rows(table, inside) if inside else table)
    return found


def _agree(known: Mapping[Key, Any], own: Mapping[Key, Any]) -> bool:
    """Return whether no group has two counts."""
    return all(known[key] == own[key] for key in known.keys() & own.keys())


def _has_counts(rows: Any) -> bool:  # noqa: ANN401 - any table
    return (
        isinstance(rows, Sequence)
        and len(rows) > 0
        and all(isinstance(row, Mapping) and set(COUNTS) <= set(row) for row in rows)
    )


def every_level(tables: Tables) -> dict[str, set[str]]:
    """Return every level of every attribute: the groups' table leaves out nobody."""
    found: dict[str, set[str]] = {}
    for row in tables.get("groups", []):
        key = key_of(row)
        if len(key) == 1 and "kind" in row:
            found.setdefault(key[0][0], set()).add(key[0][1])
    # each child with a risk is in one bin
    bins = {part[1] for row in tables.get("calibration", []) for part in key_of(row)[:1]
            if part[0] == "bin"}  # fmt: skip
    return found | ({"bin": bins} if bins else {})
