"""Which entries of a policy bind a judgement, and which policies does a ledger hold?

A ledger's line carries what binds beside its digest, so that years later anybody can read what was
promised, and see which limit was moved.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from riskscreen import ledger
from riskscreen.core import digest_json
from riskscreen.policy import Group, Policy, Rule

__all__ = [
    "KIND",
    "Registration",
    "binding",
    "binding_digest",
    "differences",
    "facts_of",
    "registrations",
]

KIND = "pre-registration"

# What binds is everything else, so that a limit which a later version adds binds by itself.
_FREE = (
    # what the file is called, and its words
    "name", "date", "source",
    # how a release is served, signed and complained about
    "expiry_months", "grace_days", "ledger_stale_days", "sign_offs", "contact",
    # how the model is made
    "interval_widening", "area_prior_children", "protected_features", "extra_features",
)  # fmt: skip
_SHOWN = 60


def binding(policy: Policy) -> dict[str, Any]:
    """Return what binds a judgement: limits, groups, capacity, allocation rule, checklist.

    Values alone, so that a reason that is worded anew binds as before; the order in which a group
    lists its values, or a checklist its rules, does not count.

    Examples
    --------
    >>> from riskscreen import policy
    >>> bound = binding(policy.load())
    >>> bound["missed_contrast"], bound["capacity"], "sign_offs" in bound
    (0.1, {'default': 0.1}, False)
    """
    return {
        one.name: _plain(getattr(policy, one.name))
        for one in fields(policy)
        if one.name not in _FREE
    }


def binding_digest(policy: Policy) -> str:
    """Return the SHA-256 of what binds, 64 hexadecimal digits."""
    return digest_json(binding(policy))


def facts_of(policy: Policy) -> dict[str, Any]:
    """Return the facts of a ``pre-registration`` line; `registrations` reads them back."""
    return {
        "policy": policy.name,
        "policy_date": policy.date,
        "policy_digest": policy.digest,
        "binding_digest": binding_digest(policy),
        "binding": binding(policy),
    }


@dataclass(frozen=True, slots=True)
class Registration:
    """A policy that stands in the ledger.

    Parameters
    ----------
    counter : int
        Number of its line.
    time : datetime.datetime
        When the line was written, UTC, whole seconds.
    name : str
        The release that it is meant for; empty where none was named.
    policy, policy_digest : str
        Name and digest of the whole policy, its reasons included.
    binding_digest, binding : str, mapping
        What binds, and its digest.
    """

    counter: int
    time: datetime.datetime
    name: str
    policy: str
    policy_digest: str
    binding_digest: str
    binding: Mapping[str, Any]

    def __repr__(self) -> str:
        return f"Registration({self.policy}, {self.binding_digest[:12]}, line {self.counter})"


def registrations(lines: Iterable[ledger.Line]) -> tuple[Registration, ...]:
    """Return the policies that a ledger holds, oldest line first.

    A line whose digest is not that of what it says it binds registers nothing.
    """
    return tuple(
        Registration(
            counter=line.counter,
            time=line.time,
            name=line.name,
            policy=str(line.facts.get("policy", "")),
            policy_digest=str(line.facts.get("policy_digest", "")),
            binding_digest=str(line.facts["binding_digest"]),
            binding=line.facts["binding"],
        )
        for line in lines
        if line.kind == KIND and _whole(line.facts)
    )


def differences(registered: Mapping[str, Any], judged: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what binds otherwise, as ``entry: registered value registered, value judges``.

    Examples
    --------
    >>> differences({"a": 1.0, "b": {"c": 2.0}}, {"a": 1.0, "b": {"c": 3.0}})
    ('b.c: 2.0 registered, 3.0 judges',)
    """
    before, now = _flat(registered), _flat(judged)
    return tuple(
        f"{name}: {_said(before, name)} registered, {_said(now, name)} judges"
        for name in sorted({*before, *now})
        if (name in before, before.get(name)) != (name in now, now.get(name))
    )


def _whole(facts: Mapping[str, Any]) -> bool:
    bound = facts.get("binding")
    return isinstance(bound, Mapping) and facts.get("binding_digest") == digest_json(bound)


def _plain(value: Any) -> Any:  # noqa: ANN401 - a field of a policy
    if isinstance(value, Group):
        cut = {level: sorted(taken) for level, taken in value.levels.items()}
        return {"column": value.column, "required": value.required, "levels": cut}
    if isinstance(value, Rule):
        return {"feature": value.feature, "at_least": value.at_least}
    if isinstance(value, Mapping):
        return {str(name): _plain(entry) for name, entry in value.items()}
    if isinstance(value, tuple):
        entries = [_plain(entry) for entry in value]
        rules = bool(value) and isinstance(value[0], Rule)
        return sorted(entries, key=json.dumps) if rules else entries
    return value


def _flat(bound: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, entry in bound.items():
        if isinstance(entry, Mapping):
            found |= {f"{name}.{part}": value for part, value in entry.items()}
        else:
            found[name] = entry
    return found


def _said(entries: Mapping[str, Any], name: str) -> str:
    if name not in entries:
        return "nothing"
    text = json.dumps(entries[name], ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
