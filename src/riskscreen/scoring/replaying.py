"""Why was this child scored so, months or years ago?

The release that scored is opened again, whatever became of it since, and scores the same rows: the
same release and the same input give the same answer to the bit. A line of the access log proves
that both are the same, by keyed hashes. Without one nothing proves that the child was ever scored,
and only a release that still serves explains.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import decisions, records
from riskscreen.errors import InputError, NobodyKnownError, ReplayError
from riskscreen.scoring import contents, sentences
from riskscreen.scoring.days import Day, day_of
from riskscreen.scoring.explained import ExplainedOutcome, ExplainedScore
from riskscreen.scoring.household import read_household
from riskscreen.scoring.left_out import LeftOut
from riskscreen.scoring.log_line import LogLine, child_key, hash_about
from riskscreen.scoring.past import load_past_release, require_standing, standing
from riskscreen.scoring.release import Release
from riskscreen.scoring.scores import Scores
from riskscreen.scoring.serving import snapshot_of
from riskscreen.scoring.table import Lang, inputs_of, score_snapshot
from riskscreen.signing import Secret, SecretFile, TrustFile, named_secret

__all__ = ["explain_score"]

_LABEL = re.compile(
    r"([a-z0-9][a-z0-9._-]{0,99}) ([0-9A-Za-z][0-9A-Za-z._-]{0,99})(?: \(expired [^)]*\))?"
)
"""As each score carries it, the grace under which it was given included."""

_REASONS = 3
"""Design: at most three, for the caseworker and for the family."""


def explain_score(
    source: Any,  # noqa: ANN401 - one household's JSON, or whatever score takes
    children: Any = None,  # noqa: ANN401
    *,
    child_id: str | None = None,
    release: str | None = None,
    as_of: Day | None = None,
    line: str | bytes | LogLine | None = None,
    secret: SecretFile | None = None,
    models: str | Path = "models",
    trust: TrustFile = None,
) -> ExplainedScore:
    """Return a score as it was, its reasons, and what may be told to the family.

    Parameters
    ----------
    source : str, bytes, Path, Records, Snapshot or frame
        Text: the JSON of one household, as for ``score_json``. Else as for ``score``: records, or
        a folder of them as a Path, as they were known then.
    children : frame, optional
        As for ``score``.
    child_id : str, optional
        Which child; needed where there are several and no line says which.
    release : str, optional
        Label as each score carries it: ``small 1``. Without a line it has to serve still.
    as_of : str, date or datetime64, optional
        Day of the cut that was scored.
    line : str, bytes or LogLine, optional
        A line of the access log: says child, release and day, and holds the input and the answer
        to what they were. Any version that was ever released explains it.
    secret : Secret or path, optional
        The secret of that log.
    models, trust
        As for ``load_release``.

    Returns
    -------
    ExplainedScore
        Every outcome of the child.

    Raises
    ------
    ReplayError
        If the line is none, is of another secret or release, or what is given or what comes out
        is not what was logged.
    InputError
        If release, day or child is not said, or contradicts the line; or as for ``score``.
    ReleaseError, IntegrityError
        As for ``load_past_release``; and without a line, as for ``Release.require_fresh``.

    Examples
    --------
    >>> explain_score("{}", as_of="2025-09-15")
    Traceback (most recent call last):
        ...
    riskscreen.errors.InputError: no release is named; give its label as the score carries it, \
as 'small 1', or a line of the access log
    """
    proof = _proof(line, secret)
    logged = None if proof is None else proof.line
    label = None if release is None else _label(release)
    name, version = _agreed("release", label, _label(logged.release) if logged else None).split()
    given = None if as_of is None else str(day_of(as_of))
    day = day_of(_agreed("as_of", given, logged.as_of if logged else None))
    held = load_past_release(name, version, models=models, trust=trust)
    if proof is None:
        require_standing(held)
    if isinstance(source, str | bytes):
        source = read_household(source, extra=contents.columns_read(held))
    snapshot, row = _child(_cut(source, children, day, child_id, proof), child_id, proof)
    scores = {
        lang: score_snapshot(snapshot, release=held, reasons=_REASONS, lang=lang)
        for lang in sentences.LANGUAGES
    }
    if proof is not None:
        proof.hold(snapshot, row, held=held, scores=scores["vi"])
    return ExplainedScore(
        child_id=str(snapshot.ids[row]),
        household_id=str(snapshot.column("household_id")[row]),
        release=held.label,
        manifest=held.digest,
        as_of=str(day),
        demo=held.demo,
        standing=standing(held),
        logged=logged,
        outcomes=_outcomes(scores, snapshot, row, held),
    )


@dataclass(frozen=True, slots=True)
class _Proof:
    """A line of the access log and the secret that it was written under."""

    line: LogLine
    secret: Secret

    def hold(self, snapshot: records.Snapshot, row: int, *, held: Release, scores: Scores) -> None:
        """Return only if release, input and answer are those of the line."""
        self.same("manifest of the release", held.digest, self.line.manifest)
        (rows,) = contents.households(snapshot, at_least=snapshot.n_children)
        at = int(np.flatnonzero(rows == row)[0])
        child = str(snapshot.ids[row])
        read = contents.inputs(snapshot, rows, columns=contents.columns_read(held))[at]
        self.same(
            f"input of child {child} (its own rows, its household's, those of the children there)",
            hash_about(self.secret, "input", child, read),
            self.line.input,
        )
        n_outcomes = scores.n_rows // snapshot.n_children
        said = contents.answers(scores, rows, n_outcomes=n_outcomes)[at]
        self.same(
            f"answer to child {child}, from the same input by another version of riskscreen,",
            hash_about(self.secret, "answer", child, said),
            self.line.answer,
        )

    def same(self, what: str, found: str, due: str) -> None:
        """Return only if two names or hashes are equal."""
        if found != due:
            raise ReplayError(
                f"the {what} is not that of the line of {self.line.time}: {found[:12]}, logged "
                f"{due[:12]}; nothing is explained that was not said"
            )


def _proof(line: str | bytes | LogLine | None, secret: SecretFile | None) -> _Proof | None:
    if line is None:
        return None
    if secret is None:
        raise InputError("a line of the access log without its secret; name the secret's file")
    logged = line if isinstance(line, LogLine) else LogLine.parse(line)
    found = _Proof(logged, named_secret(secret))
    found.same("secret", found.secret.name, logged.secret)
    return found


def _agreed(what: str, given: str | None, logged: str | None) -> str:
    if given is not None and logged is not None and given != logged:
        raise InputError(f"{what} is {given}, the line of the access log says {logged}; give one")
    found = logged if given is None else given
    if found is None:
        how = "its label as the score carries it, as 'small 1'" if what == "release" else "the day"
        raise InputError(f"no {what} is named; give {how}, or a line of the access log")
    return found


def _label(label: str) -> str:
    """Return name and version, a blank between."""
    found = _LABEL.fullmatch(label) if isinstance(label, str) else None
    if found is None:
        raise InputError(
            f"release is {str(label)[:200]!r}; give name and version as each score carries them, "
            "as 'small 1'"
        )
    return f"{found[1]} {found[2]}"


def _cut(
    source: Any,  # noqa: ANN401
    children: Any,  # noqa: ANN401
    day: np.datetime64,
    child_id: str | None,
    proof: _Proof | None,
) -> records.Snapshot:
    try:
        given = snapshot_of(source, children, day)
    except NobodyKnownError as nobody:
        _refuse_left_out(nobody.not_scored, day, child_id, proof)
        raise
    _refuse_left_out(given.left_out, day, child_id, proof)
    return given.snapshot


def _refuse_left_out(
    left: Sequence[LeftOut], day: np.datetime64, child_id: str | None, proof: _Proof | None
) -> None:
    """Say why a child has no score to explain, and where it goes instead."""
    for row in (row for one in left for row in one.to_dicts("en")):
        named = row["child_id"]
        if proof is not None and child_key(proof.secret, named) == proof.line.child:
            raise InputError(
                f"the line of {proof.line.time} is of {day}, and in what is given child {named} "
                f"has no score on that day: {row['why']}. Give the records as they were known "
                "then, or name the day of another line (as_of, --as-of)"
            )
        if proof is None and named == child_id:
            raise InputError(
                f"child {named} has no score on {day} that could be explained: {row['why']}. "
                f"{row['route']}"
            )


def _child(
    snapshot: records.Snapshot, child_id: str | None, proof: _Proof | None
) -> tuple[records.Snapshot, int]:
    """Return the cut of the child's household alone, and the child's row in it."""
    ids = snapshot.ids.tolist()
    rows = [at for at, one in enumerate(ids) if child_id in (None, one)]
    if proof is not None:
        rows = [at for at in rows if child_key(proof.secret, ids[at]) == proof.line.child]
        if not rows:
            raise ReplayError(
                f"none of these {len(ids)} children is the one of the line of {proof.line.time}; "
                "give the household as it was scored"
            )
    if len(rows) != 1:
        among = f"the {len(ids)} children known on {snapshot.day}"
        what = (
            f"which of {among} is not said"
            if child_id is None
            else (f"child {child_id} is not among {among}")
        )
        raise InputError(f"{what}; give child_id as it was scored")
    row = rows[0]
    home = np.flatnonzero(snapshot.household_group == snapshot.household_group[row])
    return snapshot.take(home), int(np.flatnonzero(home == row)[0])


def _outcomes(
    scores: Mapping[Lang, Scores], snapshot: records.Snapshot, row: int, held: Release
) -> tuple[ExplainedOutcome, ...]:
    n_outcomes = scores["vi"].n_rows // snapshot.n_children
    own = np.arange(row * n_outcomes, (row + 1) * n_outcomes)
    plain = {lang: one.take(own).to_dicts() for lang, one in scores.items()}
    values = inputs_of(snapshot, held)
    found = []
    for place, said in enumerate(plain["vi"]):
        seen = values[said["outcome"]][[row]] if said["risk"] is not None else None
        reasons: dict[str, tuple[str, ...]] = {
            lang: tuple(rows[place]["reasons"]) for lang, rows in plain.items()
        }
        found.append(_outcome(said, reasons, held, seen))
    return tuple(found)


def _outcome(
    said: Mapping[str, Any],
    reasons: Mapping[str, tuple[str, ...]],
    held: Release,
    seen: NDArray[np.float64] | None,
) -> ExplainedOutcome:
    refused = tuple(said["refused"])
    told: dict[Lang, tuple[str, ...]] = dict.fromkeys(sentences.LANGUAGES, ())
    things = 0
    if seen is not None:
        model = held.models[said["outcome"]]
        moved = model.contributions(seen)
        things = int(decisions.raised_by(moved, seen, model.feature_names)[0])
        for lang in told:
            (told[lang],) = decisions.reasons(
                moved, seen, model.feature_names,
                reference=held.medians, n=_REASONS, lang=lang, audience="family",
            )  # fmt: skip
    kept = ("outcome", "definition", "horizon_months", "eligible", "risk", "risk_lo", "risk_hi",
            "tier", "area_fallback")  # fmt: skip
    return ExplainedOutcome(
        **{name: said[name] for name in kept},
        refused=refused,
        reasons=reasons,
        things=things,
        family={
            lang: sentences.family(told[lang], things=things, refused=refused, lang=lang)
            for lang in told
        },
        route={lang: sentences.route(refused, lang=lang) for lang in told},
    )
