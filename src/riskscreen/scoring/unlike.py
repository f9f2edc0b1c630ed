"""What exactly has no model seen of these children, in a caseworker's words?

A code says that a child is refused; who is to visit, or to correct a record, has to know why.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from riskscreen import features, model
from riskscreen.core import Finding, Verdict

__all__ = ["unlike_findings"]

Lang = Literal["en", "vi"]

_BITS = 1000.0
"""Novelty is told in bits, and held in thousandths of them."""


def unlike_findings(
    held: model.RiskModel,
    values: NDArray[np.float64],
    refused: list[tuple[str, ...]],
    *,
    ids: NDArray[np.str_],
    lang: Lang,
) -> tuple[Finding, ...]:
    """Return what is missing that never was, and how many children are unlike any in training.

    Parameters
    ----------
    held : RiskModel
    values : ndarray of float64, shape (n_children, n_features)
        Columns as the model's.
    refused : list of tuple of str
        Codes of each child.
    ids : ndarray of str, shape (n_children,)
    lang : str
        Language of what is said of a feature.

    Returns
    -------
    tuple of Finding
        SCO-03, one for each feature; SCO-04.
    """
    return (
        *_gaps(held, values, _with("missing_never_seen", refused), ids=ids, lang=lang),
        *_novel(held, values, _with("outside_support", refused), ids=ids, lang=lang),
    )


def _gaps(
    held: model.RiskModel,
    values: NDArray[np.float64],
    rows: NDArray[np.intp],
    *,
    ids: NDArray[np.str_],
    lang: Lang,
) -> list[Finding]:
    gaps = held.support.unseen_gaps(values[rows])
    return [
        Finding(
            code="SCO-03",
            title=f"{name} missing, which it never was in training",
            verdict=Verdict.FAIL,
            outcome=held.outcome,
            measured=float(gaps[:, at].sum()),
            unit="children",
            detail=(
                f"{_missing(name, lang)}, in {int(gaps[:, at].sum())} of {len(ids)} children; "
                f"first is child {ids[rows[np.argmax(gaps[:, at])]]}. It was recorded for every "
                f"child that the model of {held.outcome} learned from, so these get no risk and "
                "go to a person; record it and score again"
            ),
        )
        for at, name in enumerate(held.support.names)
        if gaps[:, at].any()
    ]


def _novel(
    held: model.RiskModel,
    values: NDArray[np.float64],
    rows: NDArray[np.intp],
    *,
    ids: NDArray[np.str_],
    lang: Lang,
) -> list[Finding]:
    if not rows.size:
        return []
    first = values[rows[:1]]
    novelty = min(int(held.support.novelty(first)[0]), model.FAR)
    strangest = held.support.names[int(held.support.strangest(first)[0])]
    shown = "far beyond" if novelty == model.FAR else f"{novelty / _BITS:.1f} bits against"
    return [
        Finding(
            code="SCO-04",
            title="children unlike any in training",
            verdict=Verdict.FAIL,
            outcome=held.outcome,
            measured=float(rows.size),
            unit="children",
            detail=(
                f"what is recorded of {rows.size} of {len(ids)} children is unlike that of any "
                f"child that the model of {held.outcome} learned from; first is child "
                f"{ids[rows[0]]}: {shown} a limit of {held.support.limit / _BITS:.1f}, most of it "
                f"from {_label(strangest, lang)}. These get no risk and go to a person; check "
                "units and columns, or visit"
            ),
        )
    ]


def _with(code: str, refused: list[tuple[str, ...]]) -> NDArray[np.intp]:
    return np.flatnonzero(np.array([code in codes for codes in refused], dtype=np.bool_))


def _missing(name: str, lang: Lang) -> str:
    said = _words(name, lang)
    return f"{name} is not recorded" if said is None else said.missing


def _label(name: str, lang: Lang) -> str:
    said = _words(name, lang)
    return name if said is None else said.label


def _words(name: str, lang: Lang) -> features.Words | None:
    """Return what a caseworker may read of a feature; of others only the name is told."""
    found = features.find(name)
    if found is None or found.audience == "auditor" or found.needs_reason or found.withheld:
        return None
    return found.words(lang)
