"""When is a child's need unmet, and when is a child poor in many ways?"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from riskscreen.core import digest_json
from riskscreen.errors import PolicyError
from riskscreen.policy.conditions import Condition, parse_condition

__all__ = ["Need", "Needs", "load_needs", "parse_needs"]


@dataclass(frozen=True, slots=True)
class Need:
    """One need: unmet if all conditions of one of its grounds are met."""

    name: str
    grounds: tuple[tuple[Condition, ...], ...]
    why: str


@dataclass(frozen=True, slots=True)
class Needs:
    """The needs of a definition, and from how many unmet ones a child counts as poor.

    ``children_below`` is the age in years from which nobody counts; ``poverty_lines`` maps
    ``rural`` and ``urban`` to thousand VND per person and month.
    """

    name: str
    date: str
    source: str
    needs: tuple[Need, ...]
    least_unmet: int
    children_below: float
    poverty_lines: Mapping[str, float]
    digest: str

    def __repr__(self) -> str:
        return f"Needs({self.name}, {self.least_unmet} of {len(self.needs)})"

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that a ground reads, sorted."""
        return tuple(
            sorted(
                {
                    condition.column
                    for need in self.needs
                    for ground in need.grounds
                    for condition in ground
                }
            )
        )


@functools.cache
def load_needs() -> Needs:
    """Return the shipped definition.

    Examples
    --------
    >>> load_needs()
    Needs(gso7, 2 of 7)
    """
    text = resources.files("riskscreen.policy").joinpath("needs.toml")
    return parse_needs(tomllib.loads(text.read_text(encoding="utf-8")))


def parse_needs(source: Mapping[str, Any]) -> Needs:
    """Return the typed definition of a parsed file.

    Raises
    ------
    PolicyError
        If an entry is absent, a condition is none, or more needs are asked for than there are.
    """
    entries = {"name", "date", "least_unmet", "children_below", "source", "need", "poverty_line"}
    _entries("needs", source, entries)
    needs = tuple(_need(entry) for entry in source["need"])
    names = [need.name for need in needs]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise PolicyError(f"{len(twice)} needs have one name; first is {twice[0]}; tell them apart")
    least = source["least_unmet"]
    if isinstance(least, bool) or not isinstance(least, int) or not 1 <= least <= len(needs):
        raise PolicyError(f"least_unmet is {least!r} of {len(needs)} needs; name 1-{len(needs)}")
    return Needs(
        name=str(source["name"]),
        date=str(source["date"]),
        source=str(source["source"]),
        needs=needs,
        least_unmet=least,
        children_below=float(source["children_below"]),
        poverty_lines=dict(map(_line, source["poverty_line"])),
        digest=digest_json({key: str(value) for key, value in source.items()}),
    )


def _need(entry: Mapping[str, Any]) -> Need:
    of = f"need {entry.get('name', '?')}"
    _entries(of, entry, {"name", "grounds", "why"})
    grounds = tuple(
        tuple(parse_condition(one, of=of) for one in ground) for ground in entry["grounds"]
    )
    if not grounds or not all(grounds):
        raise PolicyError(f"{of} has a ground without a condition; write at least one for each")
    return Need(name=entry["name"], grounds=grounds, why=entry["why"])


def _line(entry: Mapping[str, Any]) -> tuple[str, float]:
    _entries("a poverty line", entry, {"side", "value", "unit", "valid", "source"})
    return str(entry["side"]), float(entry["value"])


def _entries(of: str, entry: Mapping[str, Any], wanted: set[str]) -> None:
    absent, unknown = wanted - set(entry), set(entry) - wanted
    if absent or unknown:
        raise PolicyError(
            f"{of} lack {sorted(absent)}, and have {sorted(unknown)} that nobody reads"
        )
