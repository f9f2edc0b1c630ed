"""May this report be written beside those that are out already?

What the earlier reports of a store printed cannot be taken back, so the later one hides what the
two together would give away, and is not written where hiding does not help.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from riskscreen import auditing, policy, registry
from riskscreen.core import Finding, Verdict
from riskscreen.errors import DisclosureError, PolicyError
from riskscreen.flows import notes

__all__ = ["beside_earlier"]


def beside_earlier(
    facts: Mapping[str, Any], *, store: registry.Store, limits: policy.Policy
) -> dict[str, Any]:
    """Return the facts of a report without what it and an earlier one give away together.

    Parameters
    ----------
    facts : mapping
        Facts of the new report, its tables published.
    store : Store
        Holds the earlier reports.
    limits : Policy
        The new report's policy.

    Raises
    ------
    DisclosureError
        If a small group could still be derived; carries the findings, which name groups and no
        number.
    RunChangedError
        If what an audit with overrides told is not what its run logged: nobody can say then what
        is out already.
    """
    found = dict(facts)
    earlier = list(_earlier(facts["meta"], store))
    for before, policy_before in earlier:
        found = auditing.protect_successive(
            before, found, policy=limits, policy_before=policy_before
        )
    leaks: list[Finding] = []
    for outcome in found["outcomes"]:
        leaks += auditing.check(outcome, policy=limits)
    for before, policy_before in earlier:
        leaks += auditing.check_successive(
            before, found, policy=limits, policy_before=policy_before
        )
    failed = [leak for leak in leaks if leak.verdict is not Verdict.PASS]
    if failed:
        raise DisclosureError(
            f"the report is not written: {len(failed)} groups that it hides could be derived, or "
            f"could not be checked; first is {failed[0].sentence()}; coarsen the policy's groups "
            "and train again",
            findings=failed,
        )
    return found


def _earlier(
    meta: Mapping[str, Any], store: registry.Store
) -> Iterator[tuple[dict[str, Any], policy.Policy | None]]:
    """Yield the facts and the policy of every report in the store that may be of these children.

    What an audit with overrides told is a report as well.
    """
    for record in store.records():
        # which days and which data are the same is asked of the facts themselves
        same = str(record.parameters.get("horizon_months", "")) == _said(meta.get("horizon_months"))
        if record.run_id == meta["run_id"] or not same:
            continue
        written = store.find(record.run_id, "report/facts.json")
        if written is None:  # a run that was killed before it wrote a report has printed nothing
            continue
        judged_by = store.find(record.run_id, "candidate/policy.json")
        try:
            limits = None if judged_by is None else policy.parse(json.loads(judged_by))
        except PolicyError:  # of another version: its levels are not known
            limits = None
        for before in (json.loads(written), *notes.read(store, record)):
            yield before, limits


def _said(value: object) -> str:
    """Return what a run's parameters say for an entry of its meta; a horizon of 0 is one."""
    return "" if value is None else str(value)
