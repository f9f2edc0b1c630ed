"""Which facts does a report hold? The JSON twin: HTML and Markdown are drawn from it alone.

Nothing about one child is in it, and cells under the policy's minimum are not printed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from riskscreen.errors import InputError
from riskscreen.policy import Policy
from riskscreen.reporting.twin import FACTS_VERSION, schema

__all__ = ["FACTS_VERSION", "facts"]


def facts(
    *,
    meta: Mapping[str, Any],
    policy: Policy,
    outcomes: Sequence[Mapping[str, Any]],
    demo: bool = False,
) -> dict[str, Any]:
    """Return the report's facts as JSON types.

    Parameters
    ----------
    meta : mapping
        What is known of the run and its data (``run_id, created, code_version, data_digest,
        legal_basis, purpose, retention_until, population, weights, training_days, test_day,
        synthetic, ...``), and, once there is one, of its ``release`` and its ``sign_offs``.
    policy : Policy
        The policy that judged.
    outcomes : sequence of mapping
        One per outcome, with what ``facts.schema.json`` requires of one, and each table of its
        audit under its own name.
    demo : bool
        Marks the report DEMO.

    Returns
    -------
    dict
        Version 2 of the facts, as ``docs/report.md`` describes them.

    Raises
    ------
    InputError
        If an outcome lacks a key.
    """
    needed = schema()["$defs"]["outcome"]["required"]
    for outcome in outcomes:
        absent = [key for key in needed if key not in outcome]
        if absent:
            raise InputError(
                f"facts of {outcome.get('name', '?')} lack {', '.join(absent)}; "
                "build them with riskscreen train"
            )
    return {
        "facts_version": FACTS_VERSION,
        "demo": demo,
        "synthetic": bool(meta.get("synthetic", False)),
        "meta": dict(meta),
        "policy": {
            "name": policy.name,
            "date": policy.date,
            "digest": policy.digest,
            "numbers": _numbers(policy),
            "smallest_cell": list(policy.smallest_cell),
            "reserve_share": policy.reserve_share,
            "allocation_rule": policy.allocation_rule,
        },
        "outcomes": [dict(outcome) for outcome in outcomes],
    }


def _numbers(policy: Policy) -> list[dict[str, Any]]:
    rows = []
    for name, entry in policy.to_dict().items():
        if isinstance(entry, Mapping) and {"value", "unit", "why", "source"} <= set(entry):
            value = entry["value"]
            if not isinstance(value, Mapping):
                rows.append({"name": name, **{key: entry[key] for key in entry}})
    for outcome, entry in policy.to_dict()["capacity"].items():
        rows.append({"name": f"capacity, {outcome}", **entry})
    return sorted(rows, key=lambda row: str(row["name"]))
