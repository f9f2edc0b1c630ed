"""Was there such a score, about which a person can have decided otherwise?

An override names child, release and day in a person's own words, and a misspelt one would count
nowhere. The ledger knows every release, the access log every score; where neither is at hand that
is said, since nobody can tell then.
"""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from pathlib import Path

from riskscreen import ledger
from riskscreen.errors import InputError, UnknownReleaseError
from riskscreen.scoring.days import Day, day_of
from riskscreen.scoring.log_line import logged
from riskscreen.scoring.release import LEDGER
from riskscreen.scoring.showing import shown_id
from riskscreen.signing import ENVIRONMENT, SecretFile, TrustFile, named_secret, named_trust

__all__ = ["Checked", "check_scored"]

_NOTHING = "Nothing was recorded"
_LISTED = 5
_TIER = "the tier, in no log"


@dataclass(frozen=True, slots=True)
class Checked:
    """Against what the facts of a score were held.

    Parameters
    ----------
    no_ledger : str
        Why the release was not looked for in a ledger; empty where it stands there.
    no_access_log : str
        Why the score was not looked for in an access log; empty where it stands there.
    """

    no_ledger: str
    no_access_log: str

    def __repr__(self) -> str:
        return f"Checked({self.line()})"

    def to_dict(self) -> dict[str, str]:
        """Return it as JSON types."""
        return asdict(self)

    def line(self) -> str:
        """Return what was checked and what was not, in one line.

        Examples
        --------
        >>> Checked("", "no log is named").line()
        'checked: the ledger holds the release; NOT CHECKED: no log is named, the tier, in no log'
        """
        held = [
            said
            for said, why in (
                ("the ledger holds the release", self.no_ledger),
                ("the access log holds the score", self.no_access_log),
            )
            if not why
        ]
        whys = [*(why for why in (self.no_ledger, self.no_access_log) if why), _TIER]
        parts = [f"checked: {', '.join(held)}"] if held else []
        return "; ".join([*parts, f"NOT CHECKED: {', '.join(whys)}"])


def check_scored(
    *,
    child_id: str,
    outcome: str,
    release: str,
    as_of: Day,
    secret: SecretFile,
    access_log: str | Path | None = None,
    models: str | Path = "models",
    trust: TrustFile = None,
) -> Checked:
    """Return against what a score was held, and what could not be looked up.

    Parameters
    ----------
    child_id, outcome, release, as_of, secret
        As for ``override``; the release by its label.
    access_log : str or Path, optional
        Which holds a line about each child that was scored.
    models : str or Path
        Folder whose ledger names every release.
    trust : Trust or path, optional
        The trusted keys, for the ledger; by default what ``RISKSCREEN_TRUST`` names.

    Raises
    ------
    UnknownReleaseError
        If there is a ledger, and it holds no such release.
    InputError
        If there is an access log, and no line in it is about this child, release, day and outcome.
    LedgerError, TrustError
        If there is a ledger that cannot be trusted, or keys are named that cannot be read.
    AccessLogError, KeyFileError
        If the access log or the secret cannot be read.
    """
    label, day = release.partition(" (")[0], str(day_of(as_of))
    unknown = _of_ledger(label, Path(models), trust)
    if access_log is None:
        return Checked(unknown, "that the child was scored, since no --access-log is named")
    lines = logged(access_log, child_id=child_id, secret=named_secret(secret))
    due = (label, day)
    if not any((one.release, one.as_of) == due and outcome in one.outcomes for one in lines):
        there = [f"{one.release} as of {one.as_of}" for one in lines][-_LISTED:]
        newest = f"; the newest about this child are {', '.join(there)}" if there else ""
        raise InputError(
            f"no override: 0 of {len(lines)} lines of {access_log} about child "
            f"{shown_id(child_id)} are of release {label}, {day} and {outcome}{newest}. Correct "
            f"what is misspelt, or look in the files that were rotated away. {_NOTHING}"
        )
    return Checked(unknown, "")


def _of_ledger(label: str, models: Path, trust: TrustFile) -> str:
    """Return why a release was not looked for; empty where the ledger holds it."""
    path = models / LEDGER
    if not path.is_file():
        return f"the release, since there is no ledger {path} (--models)"
    if not (trust or os.environ.get(ENVIRONMENT)):
        return f"the release, since nothing names whose lines of {path} count (--trust)"
    lines = ledger.read(path, trust=named_trust(trust, models=models))
    known = [f"{one.name} {one.version}" for one in lines if one.kind == "release"]
    if label not in known:
        raise UnknownReleaseError(
            f"no override: the ledger {path} holds no release {label!r}; the newest of its "
            f"{len(known)} are {', '.join(known[-_LISTED:]) or 'none'}. {_NOTHING}"
        )
    return ""
