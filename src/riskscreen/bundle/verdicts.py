"""Was each outcome of this release judged, did it pass, and was it this very model?

The reader folds the findings again: a verdict that its own findings contradict is no verdict.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from riskscreen.core import NEVER_WAIVED, Finding, Verdict
from riskscreen.core.strictjson import boolean, mapping, record, rows, text
from riskscreen.errors import BundleError

__all__ = ["SHAPE", "WAIVER", "check_served", "check_verdict"]

# judges is a true boolean here: a 0 or a null in its place would silence a finding
_FINDING = record(
    {
        **dict.fromkeys(("code", "title", "verdict", "group", "outcome", "detail"), text()),
        "judges": boolean,
    },
    more=True,
)
WAIVER = ("code", "why", "until", "by")
"""What a waiver says; the ledger's line of it says the same."""

SHAPE = mapping(
    record(
        {
            "verdict": text(),
            "model_sha256": text(matching=r"[0-9a-f]{64}"),
            "served_sha256": text(matching=r"[0-9a-f]{64}"),
            "findings": rows(_FINDING),
            "waived": rows(
                record({"finding": _FINDING, "waiver": record(dict.fromkeys(WAIVER, text()))})
            ),
        },
        more=True,
    )
)


def check_served(verdicts: Mapping[str, Any], outcome: str, *, served_sha256: str) -> None:
    """Return nothing if all that the outcome's scores follow from is what was judged.

    Parameters
    ----------
    verdicts : mapping
        Of ``SHAPE``.
    outcome : str
    served_sha256 : str
        ``served_digest`` of the outcome: trees, calibration, interval, cut-offs, area means, lists.

    Raises
    ------
    BundleError
        Otherwise.
    """
    judged = verdicts[outcome]["served_sha256"]
    if judged != served_sha256:
        raise BundleError(
            f"the verdict of {outcome} is about another calibration, interval, cut-off, area mean "
            f"or list of place codes ({judged[:12]}) than the bundle holds "
            f"({served_sha256[:12]}); audit what is released"
        )


def check_verdict(verdicts: Mapping[str, Any], outcome: str, *, model_sha256: str) -> None:
    """Return nothing if the outcome was judged on these trees and passed.

    Raises
    ------
    BundleError
        If there is no verdict, it is not *pass*, speaks of another model, rests on no judging
        finding, or a judging finding refuses and is not waived.
    """
    if outcome not in verdicts:
        raise BundleError(f"{outcome} has no verdict; only what was audited may be released")
    entry = verdicts[outcome]
    if entry["verdict"] != Verdict.PASS.value:
        raise BundleError(
            f"{outcome} has the verdict {entry['verdict'][:40]!r}; only pass is served"
        )
    if entry["model_sha256"] != model_sha256:
        raise BundleError(
            f"the verdict of {outcome} is about model {entry['model_sha256'][:12]}, the bundle "
            f"holds {model_sha256[:12]}; audit the model that is released"
        )
    judging = [found for found in _findings(entry["findings"], outcome) if found.judges]
    # one about another outcome is no evidence for this one, as the gate holds; it may still refuse
    if not any(found.outcome == outcome for found in judging):
        raise BundleError(f"{outcome} passes without a finding that judges it; audit it")
    waived = _waived(entry, outcome)
    refusing = [found for found in judging if not _lifted(found, waived)]
    if refusing:
        raise BundleError(
            f"{outcome} says pass, yet {len(refusing)} of {len(judging)} judging findings "
            f"refuse; first is {refusing[0].sentence()[:200]}"
        )


def _findings(plain: list[dict[str, Any]], outcome: str) -> list[Finding]:
    try:
        return [Finding.from_dict(entry) for entry in plain]
    except (TypeError, ValueError, KeyError, IndexError, AttributeError) as fault:
        raise BundleError(f"a finding of {outcome} cannot be read: {str(fault)[:200]}") from fault


def _waived(entry: Mapping[str, Any], outcome: str) -> set[tuple[str, str]]:
    """Return what its waivers may lift: as the gate holds, each what it names, and some nothing."""
    found = _findings([one["finding"] for one in entry["waived"]], outcome)
    return {
        _key(one)
        for one, said in zip(found, entry["waived"], strict=True)
        if said["waiver"]["code"] in (one.code, f"{one.code}@{one.group}")
        and one.code not in NEVER_WAIVED
    }


def _key(found: Finding) -> tuple[str, str]:
    return found.code, found.group


def _lifted(found: Finding, waived: set[tuple[str, str]]) -> bool:
    """Whether it does not refuse: it passes, or lacked evidence and a person answers for it."""
    if found.verdict is Verdict.INSUFFICIENT:
        return _key(found) in waived
    return found.verdict is Verdict.PASS
