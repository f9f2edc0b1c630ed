"""May this release be served today, and what does it hold?

The ledger's line is the commit: the newest line of the name says which bundle, by the digest of
its manifest, and nothing else in the folder is believed. Expiry and staleness go by the clock,
never by the day that is scored.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from riskscreen import bundle, decisions, features, ledger, model, records, schema
from riskscreen.errors import (
    BundleError,
    ExpiredReleaseError,
    FeatureError,
    PolicyError,
    ReleaseError,
    StaleLedgerError,
    UnsignedReleaseError,
)
from riskscreen.policy import Policy, parse

__all__ = ["LEDGER", "Release", "load_release", "require_clock"]

LEDGER = "ledger.jsonl"
_PLACES = ("province_code", "commune_code")


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
    ledger_day : date
        Day of the newest line of the ledger.
    demo, synthetic : bool
        Whether it is a demonstration; whether it learned from synthetic children.
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
    ledger_day: datetime.date
    demo: bool
    synthetic: bool

    def __repr__(self) -> str:
        return f"Release({self.label}, {', '.join(self.models)}, until {self.expires})"

    @property
    def label(self) -> str:
        """Name and version, as each score carries them."""
        return f"{self.name} {self.version}"

    @property
    def boosters(self) -> dict[str, str]:
        """SHA-256 of the booster's text by outcome."""
        return {outcome: held.digest for outcome, held in self.models.items()}

    def require_fresh(self, today: datetime.date | None = None) -> None:
        """Return only if the release may be served on this day, by default by the clock.

        Raises
        ------
        ExpiredReleaseError
            If its last day is past.
        StaleLedgerError
            If the newest line of the ledger is older than the policy allows, or lies more than
            a day ahead of the clock.
        """
        day = _clock() if today is None else today
        require_clock(self.ledger_day, day)
        if day > self.expires:
            raise ExpiredReleaseError(
                f"release {self.label} expired on {self.expires}, today is {day}; "
                "train and release again"
            )
        age, most = (day - self.ledger_day).days, self.policy.ledger_stale_days
        if age > most:
            raise StaleLedgerError(
                f"newest line of the ledger is {age} days old, of {self.ledger_day}; at most "
                f"{most:g} are served. Verify every release and record it: "
                "riskscreen verify models --record"
            )

    def unknown_code_list(self, snapshot: records.Snapshot) -> NDArray[np.bool_]:
        """Return which children have a place code whose list training did not see.

        Seven province codes name another province since July 2025, so a code whose list is not
        said could be any of two.

        Returns
        -------
        ndarray of bool, shape (n_children,)
        """
        year = snapshot.column("code_list_year")
        coded = np.zeros(snapshot.n_children, dtype=bool)
        for name in _PLACES:
            coded |= snapshot.column(name) != ""
        unsaid = coded & np.isnan(year)
        if self.code_lists is None:
            return np.asarray(unsaid, dtype=np.bool_)
        new = year >= schema.NEW_LIST_YEAR
        seen = np.where(new, "from_2025" in self.code_lists, "before_2025" in self.code_lists)
        return np.asarray(unsaid | (coded & ~seen), dtype=np.bool_)


def load_release(
    name: str,
    *,
    models: str | Path = "models",
    allow_unsigned: bool = False,
    today: datetime.date | None = None,
) -> Release:
    """Return the newest release of a name, verified.

    Parameters
    ----------
    name : str
        Name of the release.
    models : path
        Folder that holds the bundles and ``ledger.jsonl``.
    allow_unsigned : bool
        Whether a bundle without a signature may be served.
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
    BundleError
        If the bundle is not the one of the ledger's line, or fails verification.
    UnsignedReleaseError
        If it is unsigned and that was not allowed.
    ExpiredReleaseError, StaleLedgerError
        As for ``Release.require_fresh``.
    ReleaseError
        If there is no ledger, or no release of this name in it.
    """
    day = _clock() if today is None else today
    folder = Path(models)
    lines = _lines(folder)
    line = ledger.newest(lines, name)
    if line is None:
        raise ReleaseError(_no_release(name, lines))
    if line.kind == "stop":
        raise ReleaseError(
            f"release {name} was stopped on {line.time.date()}; nothing is scored until somebody "
            "releases again or rolls back"
        )
    held = bundle.read(folder / name / line.version, manifest_digest=line.manifest_sha256)
    if (held.manifest.name, held.manifest.version) != (name, line.version):
        raise BundleError(
            f"the bundle of {name} {line.version} says that it is {held.manifest.name} "
            f"{held.manifest.version}; take the release from its source again"
        )
    if held.manifest.signature == "unsigned" and not allow_unsigned:
        raise UnsignedReleaseError(
            f"release {name} {line.version} is not signed; pass allow_unsigned=True "
            "(--allow-unsigned) to serve it all the same"
        )
    release = _release(held, ledger_day=max(one.time for one in lines).date())
    release.require_fresh(day)
    _waivers_hold(held, release.label, day)
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


def _lines(folder: Path) -> tuple[ledger.Line, ...]:
    path = folder / LEDGER
    if not path.is_file():
        raise ReleaseError(
            f"no {LEDGER} in {folder.name}: without a ledger nothing is served; "
            "give the folder that riskscreen release wrote"
        )
    return ledger.read(path)


def _no_release(name: str, lines: tuple[ledger.Line, ...]) -> str:
    known = sorted({line.name for line in lines if line.kind == "release"})
    return f"no release {name} in the ledger of {len(lines)} lines; it holds {known or 'none'}"


def _release(held: bundle.Bundle, *, ledger_day: datetime.date) -> Release:
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
        ledger_day=ledger_day,
        demo=bool(meta["demo"]),
        synthetic=bool(meta["synthetic"] or meta["demo"]),
    )


def _waivers_hold(held: bundle.Bundle, label: str, day: datetime.date) -> None:
    """Return only if no waiver that a released outcome rests on has run out."""
    for outcome in held.manifest.outcomes:
        for entry in held.verdicts[outcome]["waived"]:
            waiver = entry["waiver"]
            try:
                until = datetime.date.fromisoformat(str(waiver["until"]))
            except (KeyError, ValueError) as fault:
                raise BundleError(f"a waiver of {outcome} says no last day: {fault}") from fault
            if day > until:
                raise ExpiredReleaseError(
                    f"{outcome} of release {label} rests on the waiver of {waiver.get('code')} "
                    f"until {until}, today is {day}; release again with evidence or a new waiver"
                )


def _clock() -> datetime.date:
    return datetime.datetime.now(tz=datetime.UTC).date()
