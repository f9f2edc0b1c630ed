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
from riskscreen.core import digest_bytes
from riskscreen.flows import noted

__all__ = ["note", "with_newest"]

Facts = Mapping[str, Any]


def note(held: registry.Store, run_id: str, facts: Facts) -> str:
    """Add what may be told of an audit to its run, and return the path; the same twice is one.

    Parameters
    ----------
    held : Store
        Holds the run.
    run_id : str
        The run.
    facts : mapping
        ``meta`` and ``outcomes``, as `audited.tell` gives them.

    Raises
    ------
    RunChangedError
        If an earlier note of the run does not hold.
    IntegrityError
        If these facts are none that could be read again; nothing is written.
    RegistryError
        If the store cannot be written to.
    """
    content = (json.dumps(facts, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()
    told = noted.parse(content, where="what an audit told")
    record = held.record(run_id)
    earlier, known = noted.notes(held, record), list(noted.logged(record))
    if earlier and earlier[-1] == told:
        return known[-1]
    path = _next(known)
    # who may not write learns it from the tag, which nothing rests on, before a file is there;
    # and the file comes before its digest: what is logged and not there would be missed for ever
    held.log(run_id, tags={"overrides": "noted"})
    held.add_file(run_id, path, content)
    held.log(run_id, parameters={f"{noted.LOGGED}{path}": digest_bytes(content)})
    return path


def with_newest(facts: Facts, told: Sequence[Facts]) -> dict[str, Any]:
    """Return a report's facts with what the newest audit was given of decisions.

    Parameters
    ----------
    facts : mapping
        Of the run's own report.
    told : sequence of mapping
        What `noted.notes` returned; without any the facts stay as they are.
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


def _next(known: Sequence[str]) -> str:
    """Return a path for now, after every known one also where a clock was set back."""
    now = datetime.datetime.now(tz=datetime.UTC)
    if known:
        now = max(now, noted.time_of(known[-1]) + datetime.timedelta(microseconds=1))
    return noted.path_at(now)
