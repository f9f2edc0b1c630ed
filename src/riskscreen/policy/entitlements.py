"""Which children were entitled to what on a given day, as far as one could know on another?

The rules are data with dates and sources: they change every year and by province, and a label
that rests on a rule nobody had published would be foresight.
"""

from __future__ import annotations

import datetime
import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from riskscreen.core import digest_json
from riskscreen.errors import PolicyError
from riskscreen.policy.conditions import Condition, parse_condition

__all__ = ["Benefit", "Entitlements", "Rule", "load", "parse"]

_RULE = {"benefit", "clause", "when", "published", "valid_from", "source", "verified"}
_OPTIONAL = {"valid_to", "end_published", "mem"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One clause that entitles a child to a benefit while it is in force.

    ``verified`` is False where the group of children is from memory or stands on a stand-in
    column; ``mem`` names the keys that are from memory.
    """

    benefit: str
    clause: str
    when: tuple[Condition, ...]
    published: np.datetime64
    valid_from: np.datetime64
    valid_to: np.datetime64 | None
    end_published: np.datetime64 | None
    source: str
    verified: bool
    mem: tuple[str, ...] = ()

    def __repr__(self) -> str:
        mark = "" if self.verified else ", unverified"
        return f"Rule({self.benefit}: {self.clause}, from {self.valid_from}{mark})"

    def holds(self, day: np.datetime64, *, known: np.datetime64) -> bool:
        """Return whether the rule is in force on ``day``, as published on ``known``."""
        if self.published > known or self.valid_from > day:
            return False
        if self.valid_to is None or self.end_published is None:
            return True
        return bool(day <= self.valid_to or self.end_published > known)


@dataclass(frozen=True, slots=True)
class Benefit:
    """A benefit, the column that says whether a child receives it, and its names."""

    name: str
    received: str
    title_en: str
    title_vi: str


@dataclass(frozen=True, slots=True)
class Entitlements:
    """All rules of a file, in its order."""

    name: str
    date: str
    benefits: Mapping[str, Benefit]
    rules: tuple[Rule, ...]
    unexpressed: tuple[Mapping[str, str], ...]
    digest: str = field(repr=False)

    def __repr__(self) -> str:
        return f"Entitlements({self.name}, {len(self.rules)} rules, {self.digest[:12]})"

    def in_force(
        self,
        benefit: str,
        *,
        day: np.datetime64,
        known: np.datetime64,
        unverified: bool = False,
    ) -> tuple[Rule, ...]:
        """Return the rules of a benefit in force on ``day``, as published on ``known``.

        Parameters
        ----------
        benefit : str
            Name of a benefit.
        day, known : datetime64
            Day of the rules, and the day from which one looks.
        unverified : bool
            Whether rules that are not verified count.

        Raises
        ------
        PolicyError
            If the file has no such benefit.

        Examples
        --------
        >>> day, before = np.datetime64("2025-09-15"), np.datetime64("2024-09-15")
        >>> [rule.clause for rule in load().in_force("tuition_support", day=day, known=before)][0]
        'pupil of a poor household'
        >>> load().in_force("pension", day=day, known=day)
        Traceback (most recent call last):
            ...
        riskscreen.errors.PolicyError: no benefit pension in vn2025; it has birth_registration, \
health_insurance, social_assistance, tuition_support, school_support
        """
        if benefit not in self.benefits:
            raise PolicyError(
                f"no benefit {benefit} in {self.name}; it has {', '.join(self.benefits)}"
            )
        return tuple(
            rule
            for rule in self.rules
            if rule.benefit == benefit
            and (rule.verified or unverified)
            and rule.holds(day, known=known)
        )

    def columns(self, benefit: str | None = None) -> tuple[str, ...]:
        """Return every column that a rule (of this benefit) reads, sorted."""
        return tuple(
            sorted(
                {
                    condition.column
                    for rule in self.rules
                    if benefit in (None, rule.benefit)
                    for condition in rule.when
                }
            )
        )


def load(path: str | Path | None = None) -> Entitlements:
    """Return the rules of a TOML file, by default those that are shipped.

    Raises
    ------
    PolicyError
        If the file cannot be read, or a rule lacks an entry or contradicts itself.
    """
    if path is None:
        return _shipped()
    try:
        return parse(tomllib.loads(Path(path).read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise PolicyError(f"entitlements {path} cannot be read: {fault}") from fault


def parse(source: Mapping[str, Any]) -> Entitlements:
    """Return the typed rules of a parsed file.

    Raises
    ------
    PolicyError
        If a rule lacks an entry, has an unknown one, names no benefit, or ends before it begins.
    """
    absent = {"name", "date", "benefit", "rule"} - set(source)
    if absent:
        raise PolicyError(f"entitlements lack {', '.join(sorted(absent))}")
    benefits = {
        name: Benefit(name, entry["received"], entry["title_en"], entry["title_vi"])
        for name, entry in source["benefit"].items()
    }
    return Entitlements(
        name=str(source["name"]),
        date=str(source["date"]),
        benefits=benefits,
        rules=tuple(_rule(entry, benefits) for entry in source["rule"]),
        unexpressed=tuple(source.get("unexpressed", ())),
        digest=digest_json(_plain(source)),
    )


@functools.cache
def _shipped() -> Entitlements:
    text = resources.files("riskscreen.policy").joinpath("entitlements.toml")
    return parse(tomllib.loads(text.read_text(encoding="utf-8")))


def _rule(entry: Mapping[str, Any], benefits: Mapping[str, Benefit]) -> Rule:
    name = f"{entry.get('benefit', '?')}: {entry.get('clause', '?')}"
    absent, unknown = _RULE - set(entry), set(entry) - _RULE - _OPTIONAL
    if absent or unknown:
        raise PolicyError(
            f"rule {name}: missing entries {sorted(absent)}, unknown entries {sorted(unknown)}"
        )
    if entry["benefit"] not in benefits:
        raise PolicyError(f"rule {name} names no benefit of this file")
    if ("valid_to" in entry) != ("end_published" in entry):
        raise PolicyError(f"rule {name}: valid_to and end_published go together")
    if entry.get("valid_to", datetime.date.max) < entry["valid_from"]:
        raise PolicyError(f"rule {name} ends on {entry['valid_to']}, before it begins")
    return Rule(
        benefit=entry["benefit"],
        clause=entry["clause"],
        when=tuple(parse_condition(condition, of=f"rule {name}") for condition in entry["when"]),
        published=np.datetime64(entry["published"], "D"),
        valid_from=np.datetime64(entry["valid_from"], "D"),
        valid_to=_day(entry.get("valid_to")),
        end_published=_day(entry.get("end_published")),
        source=entry["source"],
        verified=bool(entry["verified"]),
        mem=tuple(entry.get("mem", ())),
    )


def _day(value: datetime.date | None) -> np.datetime64 | None:
    return None if value is None else np.datetime64(value, "D")


def _plain(value: Any) -> Any:  # noqa: ANN401 - any TOML value
    if isinstance(value, Mapping):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    return value.isoformat() if isinstance(value, datetime.date) else value
