"""May this release be served today, and what does it hold?

The ledger's line is the commit: the newest line of the name says which bundle, by the digest of
its manifest, and nothing else in the folder is believed. It is looked at again while the release
serves, so that a stop is heard. Expiry and staleness go by the clock,
never by the day that is scored.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from riskscreen import bundle, decisions, features, ledger, model
from riskscreen.core import counted, named
from riskscreen.errors import (
    BundleError,
    ExpiredReleaseError,
    FeatureError,
    PastReleaseError,
    PolicyError,
    ReleaseError,
    StaleLedgerError,
    StoppedReleaseError,
    SupersededReleaseError,
    UnknownReleaseError,
)
from riskscreen.policy import Policy, parse
from riskscreen.scoring.committed import committed
from riskscreen.signing import Trust, TrustFile, named_trust

__all__ = ["LEDGER", "Release", "followed", "load_release", "opened", "require_clock"]

LEDGER = "ledger.jsonl"


@dataclass(frozen=True, slots=True, eq=False)
class Release:
    """A verified release, ready to score; made by ``load_release``.

    Parameters
    ----------
    name, version : str
        Name, and its counter.
    digest : str
        SHA-256 of the bundle's manifest, which the ledger holds.
    models : Mapping of str to RiskModel
        By outcome.
    cutoffs : Mapping of str to Cutoffs
        Frozen cut-offs by outcome.
    state : FittedState
        Area means of the training population.
    medians : Mapping of str to float
        Reference of the reasons, by feature.
    code_lists : tuple of str or None
        Administrative lists seen in training, ``before_2025`` or ``from_2025``; None where the
        bundle does not say.
    policy : Policy
        The policy of the release.
    expires : date
        Last day on which it may be served.
    grace_until : date
        Last day on which it may still be served after that, by policy, and every score says so;
        never past the day until which the records may be kept.
    lifted_until : date or None
        Last day of the first waiver to end that a released outcome rests on.
    ledger : Follower
        The ledger, looked at again as long as the release serves.
    demo, synthetic : bool
        Whether it is a demonstration; whether it learned from synthetic children.
    past : bool
        Whether it was loaded to explain what it said once: then it is never served.
    uncounted : frozenset of str
        Throw-away keys, by fingerprint: their lines keep nothing fresh but a demonstration.
    """

    name: str
    version: str
    digest: str
    models: Mapping[str, model.RiskModel]
    cutoffs: Mapping[str, decisions.Cutoffs]
    state: features.FittedState
    medians: Mapping[str, float]
    code_lists: tuple[str, ...] | None
    policy: Policy
    expires: datetime.date
    grace_until: datetime.date
    lifted_until: datetime.date | None
    ledger: ledger.Follower
    demo: bool
    synthetic: bool
    past: bool = False
    uncounted: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        return f"Release({self.label}, {', '.join(self.models)}, until {self.expires})"

    @property
    def label(self) -> str:
        """Name and version."""
        return f"{self.name} {self.version}"

    def told(self, today: datetime.date | None = None) -> str:
        """Return what each score carries: the label, and the grace that it is given under."""
        day = _clock() if today is None else today
        if day <= self.expires:
            return self.label
        return f"{self.label} (expired {self.expires}, in grace until {self.grace_until})"

    @property
    def boosters(self) -> dict[str, str]:
        """SHA-256 of the booster's text by outcome."""
        return {outcome: held.digest for outcome, held in self.models.items()}

    def require_fresh(self, today: datetime.date | None = None) -> None:
        """Return only if the release may be served now.

        Parameters
        ----------
        today : date, optional
            By default the clock's.

        Raises
        ------
        PastReleaseError
            If it was loaded to explain what it said once.
        LedgerError
            If the ledger is gone, or is no longer what it was and more.
        StoppedReleaseError
            If somebody stopped it.
        SupersededReleaseError
            If another version is served now.
        ExpiredReleaseError
            If its last day is past.
        StaleLedgerError
            If the newest line of the ledger is older than the policy allows, or lies more than
            a day ahead of the clock.
        """
        if self.past:
            raise PastReleaseError(
                f"release {self.label} was loaded to explain what it said once and scores nobody; "
                "load_release gives the one that is served"
            )
        day = _clock() if today is None else today
        lines = self.ledger.lines()
        line = _serving(lines, self.name)
        if line.manifest_sha256 != self.digest:
            raise SupersededReleaseError(
                f"release {self.label} is served no longer: line {line.counter} of the ledger "
                f"serves version {line.version}; load the release again"
            )
        newest = max(one.time for one in lines if one.key not in self.uncounted).date()
        require_clock(newest, day)
        if day > self.grace_until:
            raise ExpiredReleaseError(
                f"release {self.label} expired on {self.expires}, today is {day}"
                f"{self._grace()}; "
                "train and release again"
            )
        if self.lifted_until is not None and day > self.lifted_until:
            raise ExpiredReleaseError(
                f"release {self.label} rests on a waiver until {self.lifted_until}, today is "
                f"{day}; release again with evidence or a new waiver"
            )
        age, most = (day - newest).days, self.policy.ledger_stale_days
        if age > most:
            raise StaleLedgerError(
                f"newest line of the ledger is {age} days old, of {newest}; at most "
                f"{most:g} are served. Verify every release and record it: "
                "riskscreen verify models --key KEY"
            )

    def _grace(self) -> str:
        graced = self.grace_until > self.expires
        return f", and its grace ended on {self.grace_until}" if graced else ""


def load_release(
    name: str,
    *,
    models: str | Path = "models",
    trust: TrustFile = None,
    today: datetime.date | None = None,
) -> Release:
    """Return the newest release of a name, verified.

    Parameters
    ----------
    name : str
        Name of the release.
    models : path
        Folder that holds the bundles and ``ledger.jsonl``.
    trust : Trust or path, optional
        The service's ``trust.toml``, which lies outside of ``models``; by default what the
        environment's ``RISKSCREEN_TRUST`` names.
    today : date, optional
        By default the clock's.

    Returns
    -------
    Release
        Ready to score.

    Raises
    ------
    LedgerError
        If the ledger fails verification.
    BundleError, SignatureError
        If the bundle is not the one of the ledger's line, or fails verification.
    TrustError
        If no trusted key is named.
    StoppedReleaseError, ExpiredReleaseError, StaleLedgerError
        As for ``Release.require_fresh``.
    UnknownReleaseError
        If the ledger holds no release of this name.
    ReleaseError
        If there is no ledger.
    """
    day = _clock() if today is None else today
    folder = Path(models)
    trusted = named_trust(trust, models=folder)
    follower = followed(folder, trusted)
    line = _serving(follower.lines(), name)
    release = opened(folder, line, follower, trusted)
    release.require_fresh(day)
    return release


def require_clock(newest: datetime.date, today: datetime.date | None = None) -> None:
    """Return only if the clock is not more than a day before the newest line of the ledger.

    A clock that was set back would let an expired release be served, or a stale ledger pass.

    Parameters
    ----------
    newest : date
        Day of the newest line.
    today : date, optional
        By default the clock's.

    Raises
    ------
    StaleLedgerError
        Otherwise.
    """
    day = _clock() if today is None else today
    ahead = (newest - day).days
    # one day is for two machines on either side of midnight
    if ahead > 1:
        raise StaleLedgerError(
            f"newest line of the ledger is of {newest}, {ahead} days ahead of this clock, which "
            f"says {day}. Set the clock right; or take the ledger from its last good copy, if "
            "the line was written by a wrong one"
        )


def opened(
    folder: Path,
    line: ledger.Line,
    follower: ledger.Follower,
    trust: Trust,
    *,
    past: bool = False,
) -> Release:
    """Return the release that a line of the ledger binds, once every check of it has passed.

    Raises
    ------
    BundleError, SignatureError
        If the bundle is not the one of the line, or fails verification.
    """
    held = committed(folder, follower.lines(), line, trust=trust)
    return _release(held, follower, trust, past=past)


def followed(folder: Path, trust: Trust) -> ledger.Follower:
    """Return the ledger of a folder of releases.

    Raises
    ------
    ReleaseError
        If there is none.
    """
    path = folder / LEDGER
    if not path.is_file():
        raise ReleaseError(
            f"no {path}: without a ledger nothing is served; give models= (--models) the folder "
            "that riskscreen release wrote"
        )
    return ledger.Follower(path, trust=trust)


def _serving(lines: Sequence[ledger.Line], name: str) -> ledger.Line:
    """Return the line that binds what serves under a name now."""
    line = ledger.newest(lines, name)
    if line is None:
        known = sorted({one.name for one in lines if one.kind == "release"})
        raise UnknownReleaseError(
            f"no release {name} in the ledger of {counted(len(lines), 'line')}; it holds "
            f"{named(known, most=10)}"
        )
    if line.kind == "stop":
        raise StoppedReleaseError(
            f"release {name} was stopped on {line.time:%Y-%m-%d %H:%M} UTC: "
            f"{str(line.facts.get('why', 'no reason given'))[:500]}. Nothing is scored until "
            "somebody releases again or rolls back"
        )
    return line


def _release(
    held: bundle.Bundle, follower: ledger.Follower, trust: Trust, *, past: bool
) -> Release:
    meta, parts = held.meta, held.features
    lists = parts.get("code_lists")
    try:
        policy = parse(held.policy)
        state = features.FittedState.from_dict(parts["state"])
        cutoffs = {
            outcome: decisions.Cutoffs.from_dict(plain) for outcome, plain in held.cutoffs.items()
        }
    except (PolicyError, FeatureError, KeyError, TypeError, ValueError) as fault:
        raise BundleError(
            f"release {meta['name']} {held.manifest.version} cannot be read: {fault}. "
            "Release it again with this version"
        ) from fault
    return Release(
        name=held.manifest.name,
        version=held.manifest.version,
        digest=held.digest,
        models=held.models,
        cutoffs=cutoffs,
        state=state,
        medians={
            name: float(median) for name, median in parts["medians"].items() if median is not None
        },
        code_lists=None if lists is None else tuple(map(str, lists)),
        policy=policy,
        expires=held.manifest.expires,
        grace_until=_grace_until(held, policy),
        lifted_until=_lifted_until(held),
        ledger=follower,
        demo=bool(meta["demo"]),
        synthetic=bool(meta["synthetic"] or meta["demo"]),
        past=past,
        uncounted=frozenset() if meta["demo"] else trust.throw_away,
    )


def _grace_until(held: bundle.Bundle, policy: Policy) -> datetime.date:
    """Return the last day of grace: the right to hold the data has none."""
    last = held.manifest.expires + datetime.timedelta(days=int(policy.grace_days))
    try:
        kept = datetime.date.fromisoformat(str(held.meta["legal"]["retention_until"]))
    except ValueError as fault:
        raise BundleError(f"legal.retention_until is no day: {fault}") from fault
    return max(min(last, kept), held.manifest.expires)


def _lifted_until(held: bundle.Bundle) -> datetime.date | None:
    """Return the last day of the first waiver to end that a released outcome rests on."""
    days = []
    for outcome in held.manifest.outcomes:
        for entry in held.verdicts[outcome]["waived"]:
            try:
                days.append(datetime.date.fromisoformat(str(entry["waiver"]["until"])))
            except (KeyError, ValueError) as fault:
                raise BundleError(f"a waiver of {outcome} says no last day: {fault}") from fault
    return min(days, default=None)


def _clock() -> datetime.date:
    return datetime.datetime.now(tz=datetime.UTC).date()
