"""What of an audit with overrides stays with its run, does it hold, and what does a report show?

A run's own report is sealed when the run ends, and people decide about a list only afterwards. So
an audit that was given their decisions adds a file to the run, of what may be printed alone.
A note lies beside what the run sealed at its end, so whoever can write files there could put any
table into a report, or stop every later training. Each note is therefore logged with its digest
under a name that MLflow never changes again, and is read by one strict parser.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from riskscreen import auditing, registry, reporting
from riskscreen.core import digest_bytes, strictjson
from riskscreen.errors import IntegrityError, RunChangedError

__all__ = ["add", "logged", "parse", "path_at", "read", "time_of", "with_newest"]

_FOLDER = "overrides/"
_LOGGED = "noted/"
"""Before the path, in the name of the parameter that holds a note's SHA-256."""

Facts = Mapping[str, Any]

_NAME = re.compile(r"overrides/\d{8}T\d{6}\.\d{6}Z\.json")
_TIME = "overrides/%Y%m%dT%H%M%S.%fZ.json"
_AHEAD = datetime.timedelta(days=1)
"""How far another machine's clock may be ahead of this one's."""
_MOST_OUTCOMES, _MOST_GROUPS = 100, 10_000

_text, _day = strictjson.text(), strictjson.text(matching=r"\d{4}-\d\d-\d\d")
_count = strictjson.number(0, 1e12, null=True)
_GROUP = strictjson.record({
    "group": _text, "attribute": _text, "level": _text, "kind": _text, "n_children": _count,
    "n_at_risk": _count, "suppressed": strictjson.boolean,
})  # fmt: skip
_OUTCOME = strictjson.record({
    "name": _text, "definition": _text,
    "window": strictjson.constant("later", "out_of_fold"),
    "groups": strictjson.rows(_GROUP, most=_MOST_GROUPS),
    # these two as a report's facts have them
    "overrides": strictjson.anything, "findings": strictjson.anything,
})  # fmt: skip
_END = strictjson.record({
    "n_lines": strictjson.integer(1, 2**53), "newest": strictjson.text(matching=r"[0-9a-f]{64}"),
})  # fmt: skip
_META = strictjson.record({
    "run_id": strictjson.constant(""), "created": _day, "data_digest": _text, "population": _text,
    "training_days": strictjson.rows(_day, most=0), "test_day": _day,
    "horizon_months": strictjson.integer(0, 1200),
    # absent where the audit was made before it was kept
    "overrides": strictjson.optional(_END),
})  # fmt: skip
_NOTE = strictjson.record({
    "meta": _META, "outcomes": strictjson.rows(_OUTCOME, most=_MOST_OUTCOMES),
})  # fmt: skip


def add(held: registry.Store, run_id: str, facts: Facts) -> str:
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
    told = parse(content, where="what an audit told")
    record = held.record(run_id)
    earlier, known = read(held, record), list(logged(record))
    if earlier and earlier[-1] == told:
        return known[-1]
    path = _next(known)
    # who may not write learns it from the tag, which nothing rests on, before a file is there;
    # and the file comes before its digest: what is logged and not there would be missed for ever
    held.log(run_id, tags={"overrides": "noted"})
    held.add_file(run_id, path, content)
    held.log(run_id, parameters={f"{_LOGGED}{path}": digest_bytes(content)})
    return path


def read(held: registry.Store, record: registry.RunRecord) -> list[dict[str, Any]]:
    """Return what may be told of every audit with overrides of a run, oldest first.

    Parameters
    ----------
    held : Store
        Holds the run.
    record : RunRecord
        The run. Where its files are listed, one that it never logged is a fault; where they are
        not, it is left out, for no audit tells anything before it is logged.

    Raises
    ------
    RunChangedError
        If a note was changed, added or removed, or cannot be read; names run and file.
    """
    due = logged(record)
    strange = [path for path in record.files if path.startswith(_FOLDER) and path not in due]
    faults = [f"{path}: the run never logged it" for path in strange]
    found = []
    for path, digest in due.items():
        try:
            found.append(_held(held.find(record.run_id, path), path, digest))
        except IntegrityError as fault:
            faults.append(str(fault))
    if faults:
        raise RunChangedError(
            f"{len(faults)} of {len(due) + len(strange)} notes of overrides of run "
            f"{record.run_id} do not hold; first is {faults[0]}; put back what the run logged from "
            f"a copy of the store, take out of {_FOLDER} what it did not log (of an audit that was "
            "killed nothing was told), and see that this clock is right"
        )
    return found


def with_newest(facts: Facts, told: Sequence[Facts]) -> dict[str, Any]:
    """Return a report's facts with what the newest audit was given of decisions.

    Parameters
    ----------
    facts : mapping
        Of the run's own report.
    told : sequence of mapping
        What `read` returned; without any the facts stay as they are.
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


def logged(record: registry.RunRecord) -> dict[str, str]:
    """Return the digest of every note that a run logged, by path, oldest first."""
    return {
        name.removeprefix(_LOGGED): digest
        for name, digest in sorted(record.parameters.items())
        if name.startswith(_LOGGED)
    }


def parse(content: bytes, *, where: str) -> dict[str, Any]:
    """Return a note: what may be told of an audit with overrides.

    Raises
    ------
    IntegrityError
        If it is not strict JSON of this shape: tables as ``facts.schema.json`` has them, and
        findings AUD-27 of these outcomes alone, which never judge.

    Examples
    --------
    >>> parse(b'{"meta": {}}', where="note")
    Traceback (most recent call last):
        ...
    riskscreen.errors.IntegrityError: note lacks ['outcomes'] and holds unknown []
    """
    found: dict[str, Any] = strictjson.strict_json(content, where=where)
    _NOTE(found, where)
    names = [one["name"] for one in found["outcomes"]]
    if len(set(names)) < len(names):
        raise IntegrityError(f"{where} has an outcome twice: {', '.join(names)}")
    for one in found["outcomes"]:
        faults = reporting.outcome_faults(one, names=("overrides", "findings"))
        faults += [] if one["overrides"] else ["overrides is empty"]
        faults += [] if faults else [_strange(row) for row in one["findings"] if not _own(row, one)]
        if faults:
            raise IntegrityError(f"{where}, {one['name']}: {'; '.join(faults[:3])}")
    return found


def path_at(time: datetime.datetime) -> str:
    """Return the path of a note of a time: sorted by name, notes are in their order.

    Examples
    --------
    >>> path_at(datetime.datetime(2026, 11, 29, 8, 30, tzinfo=datetime.UTC))
    'overrides/20261129T083000.000000Z.json'
    """
    return time.astimezone(datetime.UTC).strftime(_TIME)


def time_of(path: str) -> datetime.datetime:
    """Return the time that a note's path names.

    Raises
    ------
    IntegrityError
        If it names none.
    """
    try:
        if _NAME.fullmatch(path):
            return datetime.datetime.strptime(path, _TIME).replace(tzinfo=datetime.UTC)
    except ValueError:
        pass
    raise IntegrityError(f"{path}: its name is no time")


def _held(content: bytes | None, path: str, digest: str) -> dict[str, Any]:
    if time_of(path) > datetime.datetime.now(tz=datetime.UTC) + _AHEAD:
        raise IntegrityError(f"{path}: its time is more than a day ahead")
    if content is None:
        raise IntegrityError(f"{path}: it is gone")
    if digest_bytes(content) != digest:
        raise IntegrityError(f"{path}: it is not what the run logged")
    return parse(content, where=path)


def _own(row: Mapping[str, Any], outcome: Mapping[str, Any]) -> bool:
    told = (row["code"], row["judges"], row.get("outcome"), row["verdict"] == "fail")
    return told == (auditing.OVERRIDES, False, outcome["name"], False)


def _strange(row: Mapping[str, Any]) -> str:
    return f"a finding {row['code'][:20]} is none of an audit with overrides"


def _judged(meta: Facts) -> tuple[object, object]:
    return meta["data_digest"], meta["test_day"]


def _next(known: Sequence[str]) -> str:
    """Return a path for now, after every known one also where a clock was set back."""
    now = datetime.datetime.now(tz=datetime.UTC)
    if known:
        now = max(now, time_of(known[-1]) + datetime.timedelta(microseconds=1))
    return path_at(now)
