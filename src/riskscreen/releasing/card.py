"""What is this release for, what is it not for, and what is it resting on?

One dict, so that the bundle, the report and a person read the same card.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from riskscreen.policy import Policy
from riskscreen.releasing.gate import Decision

__all__ = ["card"]

_INTENDED = (
    "Orders visits by child-protection workers and opens doors to entitlements, "
    "one list per outcome and year."
)
_NOT_FOR = (
    "deciding who receives care",
    "removing or lowering any support",
    "judging a family or a worker",
    "children outside the population below",
    "a prediction about one child's fate",
)


def card(
    *,
    name: str,
    version: int,
    meta: Mapping[str, Any],
    policy: Policy,
    decisions: Sequence[Decision],
) -> dict[str, Any]:
    """Return the model card as JSON types.

    Parameters
    ----------
    name, version : str, int
        Of the release.
    meta : mapping
        What training wrote of its data: legal basis, purpose, retention, digests, population,
        days, weights, synthetic or not; and ``sign_offs``, who approved.
    policy : Policy
        The policy that judged.
    decisions : sequence of Decision
        The gate's answers, refused outcomes included.
    """
    return {
        "name": name,
        "version": version,
        "intended_use": _INTENDED,
        "not_for": list(_NOT_FOR),
        "data": dict(meta),
        "policy": {
            "name": policy.name,
            "date": policy.date,
            "digest": policy.digest,
            "capacity": dict(policy.capacity),
            "allocation_rule": policy.allocation_rule,
            "required_groups": {
                group.name: {"levels": sorted(group.levels), "why": group.why}
                for group in policy.groups.values()
                if group.required
            },
            "protected_features": dict(policy.protected_features),
            "extra_features": dict(policy.extra_features),
        },
        "outcomes": {
            decision.outcome: {
                "released": decision.passed,
                "verdict": decision.verdict.value,
                "decision": decision.sentence(),
                "waived": decision.to_dict()["waived"],
            }
            for decision in decisions
        },
        "contact": policy.contact,
        "expires": str(meta.get("expires", "")),
        "sign_offs": {"needed": policy.sign_offs, "given": list(meta.get("sign_offs", ()))},
        "limits": [
            "Risks are averages of similar children, not fates.",
            "What moved a score is not a cause.",
            "Outcomes are known only for children who were followed.",
        ],
    }
