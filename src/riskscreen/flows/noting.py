"""What of an audit with overrides stays with its run, and what does the report show of it?

A run's own report is sealed when the run ends, and people decide about a list only afterwards. So
an audit that was given their decisions adds a file to the run, of what may be printed alone.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from typing import Any

from riskscreen import registry

__all__ = ["note", "notes", "with_newest"]

_FOLDER = "overrides/"
_TAG = "overrides"  # a store's runs are listed without their files

Facts = Mapping[str, Any]


def note(held: registry.Store, record: registry.RunRecord, facts: Facts) -> str:
    """Add what may be told of an audit to its run, and return the path; the same twice is one.

    Parameters
    ----------
    held : Store
        Holds the run.
    record : RunRecord
        The run, with the paths of its files.
    facts : mapping
        ``meta`` and ``outcomes``, as `audited.tell` gives them.

    Raises
    ------
    RegistryError
        If the store cannot be written to.
    """
    known = _paths(record)
    if known and json.loads(held.read(record.run_id, known[-1])) == json.loads(json.dumps(facts)):
        return known[-1]
    now = datetime.datetime.now(tz=datetime.UTC)
    path = f"{_FOLDER}{now:%Y%m%dT%H%M%S.%fZ}.json"
    # first the tag: a file that no tag announces would be held against no later report
    held.log(record.run_id, tags={_TAG: "true"})
    held.add_file(record.run_id, path, json.dumps(facts, ensure_ascii=False, indent=1) + "\n")
    return path


def notes(held: registry.Store, record: registry.RunRecord) -> list[dict[str, Any]]:
    """Return what may be told of every audit with overrides of a run, oldest first."""
    if record.tags.get(_TAG) != "true":
        return []
    whole = record if record.files else held.record(record.run_id)
    return [json.loads(held.read(record.run_id, path)) for path in _paths(whole)]


def with_newest(facts: Facts, told: Sequence[Facts]) -> dict[str, Any]:
    """Return a report's facts with what the newest audit was given of decisions.

    Parameters
    ----------
    facts : mapping
        Of the run's own report.
    told : sequence of mapping
        What `notes` returned; without any the facts stay as they are.
    """
    if not told:
        return dict(facts)
    newest = told[-1]
    shown = {one["name"]: one for one in newest["outcomes"]}
    same = _judged(facts["meta"]) == _judged(newest["meta"])
    beside = {"earlier_audits": len(told) - 1}
    return {
        **facts,
        "outcomes": [
            {
                **one,
                "overrides": {
                    **shown[one["name"]]["overrides"],
                    "same_children": same and one["window"] == shown[one["name"]]["window"],
                    **beside,
                },
                "findings": [*one["findings"], *shown[one["name"]]["findings"]],
            }
            if one["name"] in shown
            else one
            for one in facts["outcomes"]
        ],
    }


def _judged(meta: Facts) -> tuple[object, object]:
    return meta["data_digest"], meta["test_day"]


def _paths(record: registry.RunRecord) -> list[str]:
    return sorted(path for path in record.files if path.startswith(_FOLDER))
