"""What did a person decide instead of the list, and why?

A file of lines, chained by a keyed hash: whoever lacks the secret can neither change, insert nor
move one, and whoever cuts the end off has to cut all that came after. It removes nothing and
changes no score; the next audit reads it, to see whom people decide away from a visit.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from riskscreen import decisions, outcomes
from riskscreen.core import appending, canonical_json
from riskscreen.core.strictjson import constant, integer, record, strict_json, text
from riskscreen.errors import (
    IdentifierError,
    InputError,
    IntegrityError,
    OverrideError,
    OverrideFileError,
)
from riskscreen.scoring.days import Day, day_of
from riskscreen.scoring.log_line import child_key, utc
from riskscreen.scoring.naming import named_in, unreadable_in
from riskscreen.scoring.release import Release
from riskscreen.signing import Secret, SecretFile, named_secret

__all__ = ["DECISIONS", "Decided", "Override", "override", "read_overrides"]

Decided = Literal["visit", "no_visit", "other"]
DECISIONS = ("visit", "no_visit", "other")
"""A visit although the list has none; none although it has; something else instead."""

FORMAT = 1
_FIRST = "0" * 64
_MOST_REASON, _MOST_ROLE = 2000, 100
_LISTED = decisions.TIERS[:2]
"""Tiers of children whom a list holds; nobody is decided away from a visit that was not due."""

_LABEL = r"[a-z0-9][a-z0-9._-]{0,99} [0-9A-Za-z][0-9A-Za-z._-]{0,99}"
_DIGEST = text(matching=r"[0-9a-f]{64}")
_SHAPE = record(
    {
        "format": constant(FORMAT),
        "counter": integer(1, 2**53),
        "time": text(matching=r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"),
        "child": _DIGEST,
        "release": text(matching=_LABEL),
        "as_of": text(matching=r"\d{4}-\d\d-\d\d"),
        "outcome": text(matching=r"[a-z][a-z0-9_]{0,99}"),
        "decision": constant(*DECISIONS),
        "tier": constant(*decisions.TIERS, ""),
        "by": text(matching=r"(?s).*\S.*", most=_MOST_ROLE),
        "reason": text(matching=r"(?s).*\S.*", most=_MOST_REASON),
        "mended": text(most=300),
        "secret": text(matching=r"[0-9a-f]{16}"),
        "previous": _DIGEST,
        "mac": _DIGEST,
    }
)


@dataclass(frozen=True, slots=True)
class Override:
    """One decision of a person, verified.

    Parameters
    ----------
    counter : int
        1 for the first line of its file.
    time : str
        When it was recorded, UTC.
    child : str
        Pseudonymous key of the child, as in the access log.
    release, as_of, outcome : str
        Of the score: its label, the day of its cut, what it was about.
    decision : str
        One of ``DECISIONS``.
    tier : str
        What the release gave; empty for a child without a score.
    by : str
        The role of whoever decided.
    reason : str
        Why.
    mended : str
        Name of the file beside that holds a half written line, where one was found before this;
        else empty.
    secret : str
        Name of the secret.
    previous, mac : str
        Keyed hash of the line before (64 zeros for the first), and of this one.
    """

    counter: int
    time: str
    child: str
    release: str
    as_of: str
    outcome: str
    decision: str
    tier: str
    by: str
    reason: str
    mended: str
    secret: str
    previous: str
    mac: str

    def __repr__(self) -> str:
        return f"Override({self.counter} {self.outcome}: {self.decision}, {self.release})"

    def to_dict(self) -> dict[str, Any]:
        """Return the decision as JSON types."""
        return asdict(self)

    def lines(self) -> list[str]:
        """Return what a person reads once it is recorded."""
        tier = self.tier or "no score"
        return [
            f"line {self.counter}: {self.decision} for {self.outcome}, tier as told: {tier}",
            f"by {self.by}: {self.reason}",
            f"keyed hash {self.mac}: note it elsewhere, and a cut end is seen",
        ]


def override(
    path: str | Path,
    *,
    secret: SecretFile,
    child_id: str,
    outcome: str,
    decision: Decided,
    tier: str,
    release: str | Release,
    as_of: Day,
    by: str,
    reason: str,
) -> Override:
    """Record what a person decided instead of the list, and return the line once it is on the disk.

    No score and no list changes.

    Parameters
    ----------
    path : str or Path
        The service's file of overrides; made where absent, for its owner's eyes.
    secret : Secret or path
        That of the access log.
    child_id : str
        Of whom; its keyed hash is written.
    outcome : str
        Of which list: one that the release holds, or where only its label is given, one of
        ``outcomes.names()``.
    decision : str
        ``visit`` where the list has none, ``no_visit`` where it has one, or ``other``.
    tier : str
        What the release gave: *intervention*, *support*, *prevention*, or empty for no score;
        ``no_visit`` is about one of the first two.
    release : str or Release
        The release, or its label as the score carries it: ``small 1``; what that says of a grace
        is left out.
    as_of : str, date or datetime64
        Day of the cut that was scored, not in the future.
    by : str
        A role, not a name: ``social worker of the commune``; at most 100 characters.
    reason : str
        Why, in at most 2 000 characters, without anything that names somebody: the file is never
        shortened.

    Raises
    ------
    InputError
        If one of them is no text, empty, too long, unknown, not to be read, or in the future.
    IdentifierError
        If role or reason hold a phone number, an identity number, an address of mail or the id of
        the child, in whatever groups and brackets.
    OverrideError
        If the file does not hold or is of another secret; nothing is added.
    OverrideFileError
        If it cannot be written.
    KeyFileError
        If the secret cannot be used.
    """
    label = release.label if isinstance(release, Release) else release
    known = tuple(release.models) if isinstance(release, Release) else outcomes.names()
    _refuse_kinds(
        child_id=child_id, outcome=outcome, decision=decision, tier=tier, release=label, by=by,
        reason=reason,
    )  # fmt: skip
    key, place, day = named_secret(secret), Path(path).absolute(), day_of(as_of)
    facts = {
        "format": FORMAT, "child": child_key(key, child_id), "release": label.partition(" (")[0],
        "as_of": str(day), "outcome": outcome, "decision": decision, "tier": tier,
        "by": by.strip(), "reason": reason.strip(), "mended": "", "secret": key.name,
    }  # fmt: skip
    _refuse(facts, child_id)
    _refuse_what_is_no_score(facts, day, known)
    try:
        with appending.opened(place) as handle:
            torn = appending.mend(handle, place)
            # by the handle: the path may be renamed meanwhile
            with open(handle, "rb", closefd=False) as stream:
                held = _verified(stream.read(), key, str(path))
            facts["mended"] = "" if torn is None else torn.kept.name
            line = _after(held[-1] if held else None, facts, key)
            appending.add(handle, canonical_json({"format": FORMAT, **asdict(line)}), sync=True)
    except OSError as fault:
        raise OverrideFileError(
            f"overrides {path} cannot be written: {fault.strerror or fault}; nothing was recorded"
        ) from fault
    return line


def read_overrides(path: str | Path, *, secret: SecretFile) -> tuple[Override, ...]:
    """Return every decision of a file, once its chain is verified.

    A last line without its newline was never committed; the next writer moves it aside.

    Raises
    ------
    OverrideError
        If a line was changed, inserted, moved or taken out, or is of another secret.
    OverrideFileError
        If the file cannot be read.
    KeyFileError
        If the secret cannot be used.
    """
    try:
        content = Path(path).read_bytes()
    except OSError as fault:
        raise OverrideFileError(f"overrides {path} cannot be read: {fault.strerror}") from fault
    return _verified(content[: content.rfind(b"\n") + 1], named_secret(secret), str(path))


def _refuse_kinds(**given: object) -> None:
    """Return only if each is a text."""
    other = [(name, value) for name, value in given.items() if not isinstance(value, str)]
    if other:
        name, value = other[0]
        raise InputError(
            f"no override: {len(other)} of {len(given)} facts are no text; first is {name}: "
            f"{type(value).__name__}. Give each as text; nothing was recorded"
        )


def _refuse_what_is_no_score(
    facts: Mapping[str, Any], day: np.datetime64, known: Collection[str]
) -> None:
    """Return only if a list can have been made from such a score.

    The audit joins decisions by outcome and day: one of a misspelt outcome would be missed there.
    """
    today = np.datetime64(_now().date(), "D")
    wrong = ""
    if facts["outcome"] not in known:
        wrong = f"outcome is {facts['outcome']!r}, none of {', '.join(known)}"
    elif day > today + 1:  # of two machines on either side of midnight one is a day ahead
        wrong = f"as_of is {day}, today is {today}; a list is decided about once it is made"
    elif facts["decision"] == "no_visit" and facts["tier"] not in _LISTED:
        wrong = (
            f"no_visit for the tier {facts['tier']!r}, which no list holds; it is about "
            f"{' or '.join(_LISTED)}, any other decision is visit or other"
        )
    if wrong:
        raise InputError(f"no override: {wrong}. Nothing was recorded")


def _refuse(facts: Mapping[str, Any], child_id: str) -> None:
    """Return only if a line may hold these facts, and nobody is named."""
    whole = {**facts, "counter": 1, "time": utc(_now()), "previous": _FIRST, "mac": _FIRST}
    try:
        _SHAPE(whole, "the override")
    except IntegrityError as fault:
        raise InputError(f"no override: {fault}; nothing was recorded") from fault
    if not child_id.strip():
        raise InputError("no override: child_id is empty; nothing was recorded")
    for name in ("by", "reason"):
        odd = unreadable_in(facts[name])
        if odd:
            raise InputError(
                f"no override: {name} holds the character {odd}, which cannot be read; write "
                "letters, digits, marks and blanks on one line. Nothing was recorded"
            )
        look = named_in(facts[name], child_id=child_id)
        if look:
            raise IdentifierError(
                f"{name} holds {look}; say the role and the ground without naming anybody: the "
                "file is never shortened. Nothing was recorded"
            )


def _after(before: Override | None, facts: Mapping[str, Any], key: Secret) -> Override:
    plain = {
        **facts,
        "counter": 1 if before is None else before.counter + 1,
        "time": utc(_now()),
        "previous": _FIRST if before is None else before.mac,
    }
    return _made({**plain, "mac": key.keyed("override", canonical_json(plain))})


def _verified(content: bytes, key: Secret, name: str) -> tuple[Override, ...]:
    held: list[Override] = []
    for line in content.splitlines(keepends=True):
        held.append(
            _decoded(line, held[-1] if held else None, key, f"{name}, line {len(held) + 1}")
        )
    return tuple(held)


def _decoded(line: bytes, before: Override | None, key: Secret, where: str) -> Override:
    try:
        plain = strict_json(line, where=where)
        _SHAPE(plain, where)
    except IntegrityError as fault:
        raise OverrideError(f"{fault}; take the file from its last good copy") from fault
    if plain["secret"] != key.name:
        raise OverrideError(f"{where} is of secret {plain['secret']}, this is {key.name}")
    said = {name: value for name, value in plain.items() if name != "mac"}
    follows = (1, _FIRST) if before is None else (before.counter + 1, before.mac)
    whole = key.keyed("override", canonical_json(said)) == plain["mac"]
    if not whole or (plain["counter"], plain["previous"]) != follows:
        raise OverrideError(
            f"{where} {'does not follow from the line before' if whole else 'was changed'}; take "
            "the file from its last good copy"
        )
    return _made(plain)


def _made(plain: Mapping[str, Any]) -> Override:
    return Override(**{name: plain[name] for name in Override.__dataclass_fields__})


def _now() -> datetime.datetime:
    return datetime.datetime.now(tz=datetime.UTC)
