"""Which numbers did somebody decide, and who says so?

TOML with unit, why and source beside each value; a policy may extend another by name. The typed
view refuses unknown entries, so a misspelt limit cannot fall back to a default in silence.
"""

from __future__ import annotations

import datetime
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from riskscreen.core import canonical_json, digest_bytes
from riskscreen.errors import PolicyError
from riskscreen.policy.bounds import BOUNDS, PAIR_BOUNDS, check_numbers, check_pairs, check_shares

__all__ = ["Group", "Policy", "Rule", "load", "parse"]

_PAIRS = tuple(PAIR_BOUNDS)
_NUMBERS = tuple(BOUNDS)
_REASONS = ("protected_features", "extra_features")
_TABLES = (*_REASONS, "population_shares")
_TEXT = ("allocation_rule", "contact")
_SECTIONS = ("capacity", "groups", "checklist")
_HEAD = ("name", "date", "extends")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a checklist: the feature is known and at least this much."""

    feature: str
    at_least: float


@dataclass(frozen=True, slots=True)
class Group:
    """How one attribute is cut into the groups of an audit.

    ``levels`` maps a level to recorded values; ``"*"`` takes every other recorded value. What
    is not recorded is the level ``not_recorded``, which is reported and never judges.
    """

    name: str
    column: str
    required: bool
    levels: Mapping[str, tuple[str, ...]]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy file, typed. The fields are those of ``default.toml``, in its units."""

    name: str
    date: str
    capacity: Mapping[str, float]
    reserve_share: float
    allocation_rule: str
    area_min_expected_cases: float
    observed_over_expected: tuple[float, float]
    calibration_slope: tuple[float, float]
    auc_floor: float
    auc_shortfall: float
    missed_contrast: float
    troubled_contrast: float
    abstention_max: float
    abstention_contrast: float
    coverage_min: float
    single_feature_auc: float
    smallest_cell: tuple[float, float]
    bootstrap_floor: tuple[float, float]
    bootstrap_replicates: float
    confidence: float
    refuse_missing_gain: float
    novelty_share: float
    followup_lost: float
    interval_widening: float
    area_prior_children: float
    expiry_months: float
    grace_days: float
    ledger_stale_days: float
    sign_offs: float
    contact: str
    protected_features: Mapping[str, str]
    extra_features: Mapping[str, str]
    population_shares: Mapping[str, Mapping[str, float]]
    groups: Mapping[str, Group]
    checklist: Mapping[str, tuple[Rule, ...]]
    source: Mapping[str, Any] = field(repr=False)

    def __repr__(self) -> str:
        return f"Policy({self.name}, {self.date}, {self.digest[:12]})"

    @property
    def digest(self) -> str:
        """SHA-256 of the policy as JSON, reasons included."""
        return digest_bytes(canonical_json(self.source))

    def capacity_of(self, outcome: str) -> float:
        """Return the share of eligible children who can be visited for this outcome in a year."""
        return self.capacity.get(outcome, self.capacity["default"])

    def to_dict(self) -> dict[str, Any]:
        """Return the whole file as JSON types, for the bundle; ``parse`` reads it back."""
        return dict(self.source)


def load(policy: str | Path | Policy = "default") -> Policy:
    """Return a policy by shipped name (``default``, ``demo``) or by the path of a TOML file.

    Raises
    ------
    PolicyError
        If the file is absent, not TOML, has an unknown or a missing entry, or a number out of
        bounds.

    Examples
    --------
    >>> load("demo").missed_contrast
    0.15
    >>> load("no_such_policy")
    Traceback (most recent call last):
        ...
    riskscreen.errors.PolicyError: no policy no_such_policy: neither a file nor one of \
default, demo
    """
    if isinstance(policy, Policy):
        return policy
    return parse(_merged(policy, depth=0))


def parse(source: Mapping[str, Any]) -> Policy:
    """Return the typed policy of a whole, merged mapping (a TOML file, or a bundle's JSON).

    Raises
    ------
    PolicyError
        If an entry is unknown, missing or out of bounds.
    """
    known = {*_HEAD, *_SECTIONS, *_NUMBERS, *_PAIRS, *_TABLES, *_TEXT}
    unknown = sorted(set(source) - known)
    missing = sorted(known - set(source) - {"extends"})
    if unknown or missing:
        raise PolicyError(
            f"policy {source.get('name', '?')}: unknown entries {unknown}, "
            f"missing entries {missing}; compare with default.toml"
        )
    numbers = {name: _number(source, name) for name in _NUMBERS}
    pairs = {name: _pair(source, name) for name in _PAIRS}
    entries: dict[str, Any] = {**numbers, **pairs}
    entries |= {name: _words(source, name) for name in _REASONS}
    entries |= {name: _name(_value(source, name), name) for name in _TEXT}
    shares = _population_shares(source)
    check_numbers(numbers)
    check_pairs(pairs)
    check_shares(shares)
    policy = Policy(
        name=str(source["name"]),
        date=str(source["date"]),
        capacity={
            outcome: _share(entry, f"capacity.{outcome}")
            for outcome, entry in _table(source["capacity"], "capacity").items()
        },
        groups={
            name: _group(name, _table(entry, f"groups.{name}"))
            for name, entry in _table(source["groups"], "groups").items()
        },
        checklist={
            name: _rules(name, _table(entry, f"checklist.{name}"))
            for name, entry in _table(source["checklist"], "checklist").items()
        },
        population_shares=shares,
        source=_jsonable(source),
        **entries,
    )
    if "default" not in policy.capacity:
        raise PolicyError("policy entry capacity lacks default")
    return policy


def _merged(policy: str | Path, *, depth: int) -> dict[str, Any]:
    text = _text(policy)
    try:
        source = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise PolicyError(f"policy {policy} is not TOML: {fault}") from fault
    base = source.pop("extends", None)
    if base is None:
        return source
    if depth > 3:  # noqa: PLR2004 - a chain of four policies is a mistake, not a plan
        raise PolicyError(f"policy {policy} extends more than three others; is it a circle?")
    whole = _merged(base, depth=depth + 1)
    for name, entry in source.items():
        if name in _SECTIONS and isinstance(entry, dict):
            whole[name] = {**whole.get(name, {}), **entry}
        else:
            whole[name] = entry
    return whole


def _text(policy: str | Path) -> str:
    shipped = {
        entry.name.removesuffix(".toml"): entry
        for entry in resources.files("riskscreen.policy").iterdir()
        if entry.name in ("default.toml", "demo.toml")
    }
    if str(policy) in shipped:
        return shipped[str(policy)].read_text(encoding="utf-8")
    path = Path(policy)
    if not path.is_file():
        raise PolicyError(
            f"no policy {policy}: neither a file nor one of {', '.join(sorted(shipped))}"
        )
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as fault:
        raise PolicyError(f"policy {policy} is not UTF-8: {fault}") from fault


def _value(source: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401 - what TOML held
    entry = source[name]
    absent = (
        {"value", "unit", "why", "source"} - set(entry)
        if isinstance(entry, Mapping)
        else {"value", "unit", "why", "source"}
    )
    if absent:
        raise PolicyError(f"policy entry {name} lacks {', '.join(sorted(absent))}")
    return entry["value"]


def _number(source: Mapping[str, Any], name: str) -> float:
    return _finite(_value(source, name), name)


def _finite(number: object, name: str) -> float:
    plain = isinstance(number, int | float) and not isinstance(number, bool)
    try:
        value = float(number) if plain else math.nan  # type: ignore[arg-type]
    except OverflowError:  # a whole number beyond any float
        value = math.inf
    if not math.isfinite(value):
        raise PolicyError(f"policy entry {name} is not a finite number: {str(number)[:40]}")
    return value


def _pair(source: Mapping[str, Any], name: str) -> tuple[float, float]:
    pair = _value(source, name)
    if not isinstance(pair, list) or len(pair) != 2:  # noqa: PLR2004 - a pair
        raise PolicyError(f"policy entry {name} is not a pair of numbers: {pair!r}")
    return _finite(pair[0], name), _finite(pair[1], name)


def _share(entry: Mapping[str, Any], name: str) -> float:
    share = _number({name: entry}, name)
    if not 0 < share <= 1:
        raise PolicyError(f"policy entry {name} is not a share in (0, 1]: {share}")
    return share


def _table(entry: object, name: str) -> Mapping[str, Any]:
    if not isinstance(entry, Mapping):
        raise PolicyError(f"policy entry {name} is not a table: {entry!r}")
    return entry


def _name(entry: object, name: str) -> str:
    if not isinstance(entry, str) or not entry.strip():
        raise PolicyError(f"policy entry {name} is not a text: {entry!r}")
    return entry


def _words(source: Mapping[str, Any], name: str) -> dict[str, str]:
    """Return the written reason for each column of an entry."""
    reasons = _table(_value(source, name), name)
    return {column: _name(why, f"{name}.{column}") for column, why in reasons.items()}


def _population_shares(source: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    name = "population_shares"
    return {
        group: {
            level: _finite(share, f"{name}.{group}.{level}")
            for level, share in _table(parts, f"{name}.{group}").items()
        }
        for group, parts in _table(_value(source, name), name).items()
    }


def _group(name: str, entry: Mapping[str, Any]) -> Group:
    if "=" in name or " & " in name:
        raise PolicyError(
            f"policy group {name}: its name holds '=' or ' & ', which stand between a group and "
            "its level, and between groups; rename it"
        )
    absent = {"column", "required", "levels"} - set(entry)
    unknown = set(entry) - {"column", "required", "levels", "why"}
    if absent or unknown:
        raise PolicyError(
            f"policy group {name} lacks {', '.join(sorted(absent)) or 'nothing'}, "
            f"has unknown {', '.join(sorted(unknown)) or 'nothing'}"
        )
    # "false" in quotes is true to Python: whether a group judges must not hang on a quote
    if not isinstance(entry["required"], bool):
        raise PolicyError(
            f"policy group {name}: required is {entry['required']!r}; write true or false, unquoted"
        )
    return Group(
        name=name,
        column=_name(entry["column"], f"groups.{name}.column"),
        required=entry["required"],
        levels=_levels(name, _table(entry["levels"], f"groups.{name}.levels")),
        why=str(entry.get("why", "")),
    )


def _levels(name: str, entry: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    if not entry:
        raise PolicyError(f"policy group {name} has no level")
    taken: set[str] = set()
    for level, values in entry.items():
        if not isinstance(values, list | tuple) or not values:
            raise PolicyError(f"policy group {name}: level {level} lists no values: {values!r}")
        for value in values:
            _name(value, f"groups.{name}.levels.{level}")
        twice = sorted(taken.intersection(values))
        # both names belong to the audit: who is not recorded, and whom no level takes
        if twice or level in ("not_recorded", "other"):
            raise PolicyError(
                f"policy group {name}: level {level} "
                + (f"takes {', '.join(twice)} a second time" if twice else "has a reserved name")
            )
        if not level.strip() or " & " in level:
            raise PolicyError(
                f"policy group {name}: level {level} is blank or holds ' & ', which joins "
                "the groups of an intersection; rename it"
            )
        taken.update(values)
    return {level: tuple(values) for level, values in entry.items()}


def _rules(name: str, entry: Mapping[str, Any]) -> tuple[Rule, ...]:
    rules = entry.get("rules")
    if not rules or not {"why", "source"} <= set(entry):
        raise PolicyError(f"policy checklist {name} needs rules, why and source")
    return tuple(_rule(name, _table(rule, f"checklist.{name}")) for rule in rules)


def _rule(name: str, entry: Mapping[str, Any]) -> Rule:
    if set(entry) != {"feature", "at_least"}:
        raise PolicyError(
            f"policy checklist {name}: a rule holds feature and at_least, not "
            f"{', '.join(sorted(entry)) or 'nothing'}"
        )
    return Rule(
        feature=_name(entry["feature"], f"checklist.{name}.feature"),
        at_least=_finite(entry["at_least"], f"checklist.{name}.at_least"),
    )


def _jsonable(source: Any) -> Any:  # noqa: ANN401 - any TOML value
    if isinstance(source, Mapping):
        return {str(key): _jsonable(entry) for key, entry in source.items()}
    if isinstance(source, list | tuple):
        return [_jsonable(entry) for entry in source]
    if isinstance(source, datetime.date | datetime.datetime):
        return source.isoformat()
    return source
