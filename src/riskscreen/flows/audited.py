"""What may be told of an audit that was given what people decided?

Its table is a report: protected as the tables of a report are, and held against every earlier one,
before anybody reads it. So it is kept before it is told: what no later report would be held
against is told to nobody.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from riskscreen import auditing, policy, records, registry, releasing
from riskscreen.core import Finding, counted
from riskscreen.errors import DisclosureError, RegistryError, RunChangedError
from riskscreen.flows import notes, overridden
from riskscreen.flows.publishing import beside_earlier

__all__ = ["Audited", "tell", "tell_and_keep"]

_COUNTS = ("n_children", "n_at_risk")
_GROUP = ("group", "attribute", "level", "kind", *_COUNTS, "suppressed")

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Audited(releasing.Decision):
    """The gate's answer for one outcome, with what was decided against the list beside it.

    Parameters
    ----------
    overrides : tuple of mapping
        The table ``overrides``, as it may be printed.
    reported : tuple of Finding
        AUD-27, as it may be printed.
    noted : str
        File of the run from which its report prints them.
    n_lines : int
        How many lines of the file of overrides were read, about whatever list.
    """

    overrides: tuple[Mapping[str, Any], ...] = ()
    reported: tuple[Finding, ...] = ()
    noted: str = ""
    n_lines: int = 0

    @classmethod
    def of(cls, decision: releasing.Decision, told: Facts, *, noted: str, n_lines: int) -> Audited:
        """Return the decision with what may be told of its outcome."""
        facts = {field.name: getattr(decision, field.name) for field in fields(decision)}
        return cls(
            **facts,
            overrides=tuple(told["overrides"]["groups"]),
            reported=tuple(Finding.from_dict(one) for one in told["findings"]),
            noted=noted,
            n_lines=n_lines,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the decision as JSON types."""
        # by name: a dataclass with slots is another class than the one that super() was told of
        return releasing.Decision.to_dict(self) | {
            "overrides": [dict(row) for row in self.overrides],
            "reported": [one.to_dict() for one in self.reported],
            "noted": self.noted,
            "n_lines": self.n_lines,
        }

    def lines(self) -> list[str]:
        """Return what a person reads of the decisions against the list."""
        read = f"overrides: {counted(self.n_lines, 'line')} read; kept in the run as {self.noted}"
        return [read, *(f"reported: {one.sentence()}" for one in self.reported)]


def tell(
    audits: Mapping[str, auditing.Audit],
    *,
    on: records.Records,
    day: str,
    end: Facts,
    record: registry.RunRecord,
    store: registry.Store,
    limits: policy.Policy,
) -> dict[str, Any]:
    """Return what may be told of audits with overrides, small cells left out.

    Parameters
    ----------
    audits : mapping of str to Audit
        By outcome, each with the tables ``overrides`` and ``overrides_counted``.
    on : Records
        Whom they are of.
    day : str
        Day of the audited lists.
    end : mapping
        How far the file of overrides reached, as `overridden.Overrides.end` gives it.
    record : RunRecord
        The run whose models were audited.
    store : Store
        Holds it, and the earlier reports.
    limits : Policy
        Gives the smallest cell.

    Returns
    -------
    dict
        ``meta``, and ``outcomes`` with ``overrides`` as ``facts.schema.json`` has it, ``findings``
        AUD-27, and the sizes of the groups, by which a later report is held against this one.

    Raises
    ------
    DisclosureError
        If a small group could be derived from this and an earlier report, whatever is hidden.
    RunChangedError
        If what an earlier audit told is not what its run logged.
    """
    horizon = int(record.parameters["horizon_months"])
    today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    meta = {
        "run_id": "",  # of no run: every report of the store is an earlier one
        "created": today,
        "data_digest": on.digest,
        "population": on.source or "not named",
        "training_days": [],
        "test_day": day,
        "horizon_months": horizon,
        "overrides": end,
    }
    about = {
        "day": day,
        "until": str(overridden.end_of(day, horizon_months=horizon) - np.timedelta64(1, "D")),
        "audited": today,
        "population": meta["population"],
    }
    outcomes = [
        _outcome(audit, about, definition=record.parameters[f"{name}.definition"], limits=limits)
        for name, audit in audits.items()
    ]
    try:
        facts = beside_earlier({"meta": meta, "outcomes": outcomes}, store=store, limits=limits)
    except DisclosureError as fault:
        raise DisclosureError(
            f"what was decided against the list is not told: {len(fault.findings)} groups could "
            f"be derived from it and from earlier reports, or could not be checked; first is "
            f"{fault.findings[0].sentence()}; audit the records of the earlier report, or leave "
            "the overrides out",
            findings=fault.findings,
        ) from fault
    for one in facts["outcomes"]:
        one["findings"] = _findings(audits[one["name"]], one, limits)
    return facts


def tell_and_keep(
    audits: Mapping[str, auditing.Audit],
    *,
    on: records.Records,
    day: str,
    overrides: overridden.Overrides,
    record: registry.RunRecord,
    store: registry.Store,
    limits: policy.Policy,
) -> tuple[dict[str, Any], str]:
    """Return what `tell` gives and the file of the run that keeps it, written before.

    Of two audits in one folder at once the later is held against the earlier.

    Raises
    ------
    DisclosureError, RunChangedError
        As for `tell`.
    OverrideError
        If the file lacks what an earlier audit of this day read of it.
    RegistryError
        If the run cannot keep it; then nothing is told.
    """
    try:
        with store.one_report_at_a_time():
            _require_continued(overrides, day, record=store.record(record.run_id), store=store)
            facts = tell(
                audits, on=on, day=day, end=overrides.end(), record=record, store=store,
                limits=limits,
            )  # fmt: skip
            return facts, notes.add(store, record.run_id, facts)
    except RunChangedError:
        raise
    except RegistryError as fault:
        raise RegistryError(
            f"what was decided against the list is not told: run {record.run_id} cannot keep it, "
            f"so that no later report would be held against it ({fault}); audit without the "
            "overrides, or name a store that you may write to"
        ) from fault


def _require_continued(
    overrides: overridden.Overrides, day: str, *, record: registry.RunRecord, store: registry.Store
) -> None:
    """Return only if the file goes on from the run's newest audit of this day."""
    told = zip(notes.logged(record), notes.read(store, record), strict=True)
    # a note without an end was made before ends were kept
    known = [
        (path, one["meta"])
        for path, one in told
        if one["meta"]["test_day"] == day and "overrides" in one["meta"]
    ]
    if known:
        path, meta = known[-1]
        said = f"{meta['created']}, {path} of run {record.run_id}"
        overridden.require_continued(overrides, meta["overrides"], audit=said)


def _outcome(
    audit: auditing.Audit, about: Facts, *, definition: str, limits: policy.Policy
) -> dict[str, Any]:
    shown = auditing.publish(audit.tables, policy=limits)
    return {
        "name": audit.outcome,
        "definition": definition,
        "window": audit.window,
        # single levels: which there are, an attack on two reports has to know
        "groups": [
            {name: row[name] for name in _GROUP}
            for row in shown["groups"]
            if row["kind"] != "intersection"
        ],
        "overrides": {**about, **shown["overrides_counted"], "groups": shown["overrides"]},
    }


def _findings(audit: auditing.Audit, told: Facts, limits: policy.Policy) -> list[dict[str, Any]]:
    """Return AUD-27 with the figures of the printed rows, and no more counts than are printed."""
    rows = {row["group"]: row for row in told["overrides"]["groups"]}
    shown = auditing.publish_findings(
        [one.to_dict() for one in audit.findings if one.code == auditing.OVERRIDES],
        tables=told,
        policy=limits,
    )
    for one in shown:
        row = rows[one["group"]]
        known = row["away_share"] is not None
        one["measured"] = row["away_share"]
        one["interval"] = [row["away_share_lo"], row["away_share_hi"]] if known else None
        if row["n_listed"] is not None and one["group"] == "overall":
            one["detail"] = auditing.apart_in_words(told["overrides"])
    return shown
