"""What does a service, a notebook or the command line call to score children?

Records in any shape, one release, one day. What concerns the release raises; what concerns a
child is a code on that child.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from riskscreen import records
from riskscreen.core import Finding, Verdict
from riskscreen.errors import InputError, NobodyKnownError
from riskscreen.scoring.access_log import AccessLog
from riskscreen.scoring.admission import Cut, admit, cut
from riskscreen.scoring.contents import columns_read
from riskscreen.scoring.days import Day, day_of
from riskscreen.scoring.household import read_household
from riskscreen.scoring.left_out import LeftOut
from riskscreen.scoring.release import Release, load_release
from riskscreen.scoring.scores import Scores
from riskscreen.scoring.showing import Lang
from riskscreen.scoring.table import only_synthetic, score_snapshot
from riskscreen.scoring.titles import in_language
from riskscreen.signing import TrustFile

__all__ = ["score", "score_json", "snapshot_of"]

_LANGUAGES = ("en", "vi")
_SHOWN = 40
_MOST_REASONS = 3
"""Design: a caseworker reads three at most."""


def score(
    source: Any,  # noqa: ANN401 - Records, a Snapshot, a folder or frames of any library
    children: Any = None,  # noqa: ANN401
    *,
    release: str | Release,
    as_of: Day,
    reasons: int = 3,
    lang: Lang = "vi",
    models: str | Path = "models",
    trust: TrustFile = None,
    access_log: AccessLog | None = None,
) -> Scores:
    """Return the scores of every child known on a day, one row per child and outcome.

    A score depends on the child, its household and the release, never on who else is scored.

    Parameters
    ----------
    source : Records, Snapshot, path or frame
        Records; or their cut; or a folder; or the households as a pandas, Polars or Arrow frame
        or a mapping of arrays.
    children : frame, optional
        The children, where ``source`` is the households.
    release : str or Release
        Name of a release, which is loaded and verified at every call; or one from
        ``load_release``.
    as_of : str, date or datetime64
        The day of the cut: nothing known later is read.
    reasons : int
        How many reasons to give for each risk, 0-3.
    lang : str
        Language of the reasons, ``vi`` or ``en``.
    models : path
        Folder of releases; with a release's name only.
    trust : Trust or path, optional
        As for ``load_release``; with a release's name only.
    access_log : AccessLog, optional
        Written to before the scores are returned; without one nothing is written anywhere.

    Returns
    -------
    Scores
        With codes in ``refused`` for every child of the cut that gets no risk; ``not_scored``
        says why any other child has no row.

    Raises
    ------
    ReleaseError
        If the release may not be served: no trusted key, stopped, expired, stale, or learned
        from synthetic children while these are not marked synthetic.
    IntegrityError
        If the bundle or the ledger fails verification.
    SchemaError
        If the tables cannot be read as records at all; it carries all findings.
    NobodyKnownError
        If nobody is known on the day, or nobody was seen in the 12 months up to it: of a table
        the day is wrong. ``not_scored`` says why of each child.
    InputError
        If an argument is out of bounds.
    AccessLogError
        If there is an access log and it cannot be written: no score is given then.
    """
    _sane(reasons, lang, access_log)
    held = _held(release, models=models, trust=trust)
    given = snapshot_of(source, children, as_of, lang=lang)
    return _scored(given, held, reasons=reasons, lang=lang, access_log=access_log)


def score_json(
    text: str | bytes,
    *,
    release: str | Release,
    as_of: Day,
    reasons: int = 3,
    lang: Lang = "vi",
    models: str | Path = "models",
    trust: TrustFile = None,
    access_log: AccessLog | None = None,
) -> str:
    """Return the scores of one household's children as JSON, from JSON.

    Parameters
    ----------
    text : str or bytes
        ``{"household": {...}, "children": [{...}, ...], "synthetic": false}`` as
        ``household_schema`` describes it; a column that is null or left out is not recorded.
    release, as_of, reasons, lang, models, trust, access_log
        As for ``score``.

    Returns
    -------
    str
        ``{"release": ..., "as_of": ..., "demo": ..., "interval": ..., "scores": [...],
        "not_scored": [...], "findings": [...]}``. Each child given stands in ``scores``, once for
        each outcome, or in ``not_scored`` with ``child_id``, ``code``, ``why`` and ``route``.

    Raises
    ------
    InputError
        If the JSON breaks the schema; the message lists every fault by its path.
    ReleaseError, IntegrityError, AccessLogError
        As for ``score``.
    """
    _sane(reasons, lang, access_log)
    held = _held(release, models=models, trust=trust)
    household = read_household(text, extra=columns_read(held))
    left: Sequence[LeftOut]
    findings: Sequence[Finding]
    try:
        given = snapshot_of(household, None, as_of, lang=lang)
    except NobodyKnownError as nobody:  # of one household that is no mistake, but its answer
        only_synthetic(household, held)
        held.require_fresh()
        left, rows = nobody.not_scored, []
        findings = (*household.reading, *(found for one in left for found in one.findings(lang)))
    else:
        scores = _scored(given, held, reasons=reasons, lang=lang, access_log=access_log)
        left, rows, findings = scores.left_out, scores.to_dicts(), scores.findings
    answer = {
        "release": held.told(),
        "as_of": str(day_of(as_of)),
        "demo": held.demo,
        "interval": "90 % for the mean risk among children with this score, not for one child",
        "scores": rows,
        "not_scored": [row for one in left for row in one.to_dicts(lang)],
        "findings": [
            in_language(one, lang).to_dict() for one in findings if one.verdict is Verdict.FAIL
        ],
    }
    return json.dumps(answer, ensure_ascii=False, allow_nan=False)


def _scored(
    given: Cut,
    release: Release,
    *,
    reasons: int,
    lang: Lang,
    access_log: AccessLog | None,
) -> Scores:
    scores = score_snapshot(
        given.snapshot, release=release, reasons=reasons, lang=lang, findings=given.findings
    )
    # many children take minutes: a stop that came meanwhile is heard before they are given out
    release.require_fresh()
    if access_log is not None:
        access_log.record(scores, given.snapshot, release=release)
    return dataclasses.replace(scores, left_out=given.left_out)


def _sane(reasons: int, lang: str, access_log: object) -> None:
    if (
        isinstance(reasons, bool)
        or not isinstance(reasons, int)
        or not 0 <= reasons <= _MOST_REASONS
    ):
        raise InputError(f"reasons is {str(reasons)[:_SHOWN]}; give 0 to {_MOST_REASONS}")
    if lang not in _LANGUAGES:
        raise InputError(f"no reasons in {str(lang)[:_SHOWN]!r}; ask for {' or '.join(_LANGUAGES)}")
    if not isinstance(access_log, AccessLog | None):
        raise InputError(
            f"access_log is {type(access_log).__name__}; give scoring.AccessLog(path, secret=...), "
            "without which nobody could find the lines of a child"
        )


def _held(release: str | Release, *, models: str | Path, trust: TrustFile) -> Release:
    if isinstance(release, Release):
        release.require_fresh()
        return release
    return load_release(release, models=models, trust=trust)


def snapshot_of(
    source: Any,  # noqa: ANN401
    children: Any,  # noqa: ANN401
    as_of: Day,
    *,
    lang: Lang = "en",
) -> Cut:
    """Return the cut of whatever a caller gives, with what was found while reading it.

    Parameters
    ----------
    source, children, as_of, lang
        As for ``score``.

    Raises
    ------
    InputError, SchemaError
        As for ``score``.
    """
    if children is not None and isinstance(source, records.Records | records.Snapshot):
        raise InputError("children come with the records; give two frames, or records alone")
    day = day_of(as_of)
    if isinstance(source, records.Snapshot):
        if source.day != day:
            raise InputError(f"the snapshot is of {source.day}, as_of is {day}; cut it again")
        return Cut(source)
    held, found = (
        (source, source.reading) if isinstance(source, records.Records) else admit(source, children)
    )
    known = cut(held, day, lang=lang)
    return dataclasses.replace(known, findings=(*found, *known.findings))
