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

__all__ = ["Group", "Policy", "Rule", "load", "parse"]

_PAIRS = ("observed_over_expected", "calibration_slope", "smallest_cell", "bootstrap_floor")
_TABLES = ("protected_features", "extra_features", "population_shares")
_TEXT = ("allocation_rule",)
_NUMBERS = (
    "reserve_share", "area_min_expected_cases", "auc_floor", "auc_shortfall", "missed_contrast",
    "abstention_max", "abstention_contrast", "coverage_min", "single_feature_auc",
    "bootstrap_replicates", "confidence", "refuse_missing_gain", "followup_lost",
    "interval_widening", "area_prior_children", "expiry_months", "ledger_stale_days", "sign_offs",
)  # fmt: skip
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
    abstention_max: float
    abstention_contrast: float
    coverage_min: float
    single_feature_auc: float
    smallest_cell: tuple[float, float]
    bootstrap_floor: tuple[float, float]
    bootstrap_replicates: float
    confidence: float
    refuse_missing_gain: float
    followup_lost: float
    interval_widening: float
    area_prior_children: float
    expiry_months: float
    ledger_stale_days: float
    sign_offs: float
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
    entries: dict[str, Any] = {name: _number(source, name) for name in _NUMBERS}
    entries |= {name: _pair(source, name) for name in _PAIRS}
    entries |= {name: _value(source, name) for name in (*_TABLES, *_TEXT)}
    policy = Policy(
        name=str(source["name"]),
        date=str(source["date"]),
        capacity={
            outcome: _share(entry, f"capacity.{outcome}")
            for outcome, entry in source["capacity"].items()
        },
        groups={name: _group(name, entry) for name, entry in source["groups"].items()},
        checklist={name: _rules(name, entry) for name, entry in source["checklist"].items()},
        source=_jsonable(source),
        **entries,
    )
    _sane(policy)
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
    number = _value(source, name)
    if isinstance(number, bool) or not isinstance(number, int | float) or not math.isfinite(number):
        raise PolicyError(f"policy entry {name} is not a finite number: {number!r}")
    return float(number)


def _pair(source: Mapping[str, Any], name: str) -> tuple[float, float]:
    pair = _value(source, name)
    if not isinstance(pair, list) or len(pair) != 2:  # noqa: PLR2004 - a pair
        raise PolicyError(f"policy entry {name} is not a pair of numbers: {pair!r}")
    return float(pair[0]), float(pair[1])


def _share(entry: Mapping[str, Any], name: str) -> float:
    share = _number({name: entry}, name)
    if not 0 < share <= 1:
        raise PolicyError(f"policy entry {name} is not a share in (0, 1]: {share}")
    return share


def _group(name: str, entry: Mapping[str, Any]) -> Group:
    absent = {"column", "required", "levels"} - set(entry)
    if absent:
        raise PolicyError(f"policy group {name} lacks {', '.join(sorted(absent))}")
    levels = {level: tuple(values) for level, values in entry["levels"].items()}
    if not levels:
        raise PolicyError(f"policy group {name} has no level")
    return Group(
        name=name,
        column=str(entry["column"]),
        required=bool(entry["required"]),
        levels=levels,
        why=str(entry.get("why", "")),
    )


def _rules(name: str, entry: Mapping[str, Any]) -> tuple[Rule, ...]:
    rules = entry.get("rules")
    if not rules or not {"why", "source"} <= set(entry):
        raise PolicyError(f"policy checklist {name} needs rules, why and source")
    return tuple(Rule(str(rule["feature"]), float(rule["at_least"])) for rule in rules)


def _sane(policy: Policy) -> None:
    if "default" not in policy.capacity:
        raise PolicyError("policy entry capacity lacks default")
    lo, hi = policy.observed_over_expected
    if not 0 < lo < 1 < hi:
        raise PolicyError(f"policy entry observed_over_expected must straddle 1: {lo}, {hi}")
    lo, hi = policy.calibration_slope
    if not 0 < lo < 1 < hi:
        raise PolicyError(f"policy entry calibration_slope must straddle 1: {lo}, {hi}")
    if not 0.5 < policy.confidence < 1:  # noqa: PLR2004 - below a half an interval says nothing
        raise PolicyError(f"policy entry confidence is outside (0.5, 1): {policy.confidence}")


def _jsonable(source: Any) -> Any:  # noqa: ANN401 - any TOML value
    if isinstance(source, Mapping):
        return {str(key): _jsonable(entry) for key, entry in source.items()}
    if isinstance(source, list | tuple):
        return [_jsonable(entry) for entry in source]
    if isinstance(source, datetime.date | datetime.datetime):
        return source.isoformat()
    return source
