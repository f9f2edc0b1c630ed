"""What exactly has no model seen of these children, in a caseworker's words?

A code says that a child is refused; who is to visit, or to correct a record, has to know why. What
only an auditor may read is not told here, not even by its name: that somebody has reported a family
is told by the word *report*.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from riskscreen import features, model, outcomes
from riskscreen.core import Finding, Verdict
from riskscreen.scoring.showing import Lang, shown_id

__all__ = ["NOT_TOLD", "unlike_findings"]

_BITS = 1000.0
"""Novelty is told in bits, and held in thousandths of them."""

NOT_TOLD: Mapping[Lang, str] = {
    "en": "something that may not be told here",
    "vi": "một điều không được nêu ở đây",
}
_UNNAMED: Mapping[Lang, features.Words] = {
    "en": features.Words(NOT_TOLD["en"], "", "", f"{NOT_TOLD['en']} is not recorded"),
    "vi": features.Words(NOT_TOLD["vi"], "", "", f"chưa ghi nhận {NOT_TOLD['vi']}"),
}
_GAP: Mapping[Lang, str] = {
    "en": "{missing}, in {n} of {all} children; first is child {first}. The model of {outcome} "
    "knows no child without it, so these get no risk and go to a person",
    "vi": "{missing}, ở {n} trên {all} trẻ; đầu tiên là trẻ {first}. Mô hình về {outcome} chưa "
    "biết trường hợp nào thiếu thông tin này, nên các trẻ này không có điểm rủi ro và được chuyển "
    "cho người phụ trách",
}
_RECORD_IT: Mapping[Lang, str] = {
    "en": "; record it and score again",
    "vi": "; hãy ghi nhận thông tin này rồi chấm điểm lại",
}
_NOVEL: Mapping[Lang, str] = {
    "en": "what is recorded of {n} of {all} children is unlike that of any child that the model of "
    "{outcome} learned from; first is child {first}: {far}, most of it from {label}. These get no "
    "risk and go to a person; check units and columns, or visit",
    "vi": "thông tin ghi nhận về {n} trên {all} trẻ khác với mọi trẻ mà mô hình về {outcome} đã "
    "học; đầu tiên là trẻ {first}: {far}, phần lớn do {label}. Các trẻ này không có điểm rủi ro và "
    "được chuyển cho người phụ trách; hãy kiểm tra đơn vị và các cột, hoặc đến thăm",
}
_FAR: Mapping[Lang, tuple[str, str]] = {
    "en": ("far beyond a limit of {limit:.1f}", "{bits:.1f} bits against a limit of {limit:.1f}"),
    "vi": ("vượt rất xa giới hạn {limit:.1f}", "{bits:.1f} bit so với giới hạn {limit:.1f}"),
}


def unlike_findings(
    held: model.RiskModel,
    values: NDArray[np.float64],
    refused: list[tuple[str, ...]],
    *,
    ids: NDArray[np.str_],
    housed: NDArray[np.bool_],
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
    housed : ndarray of bool, shape (n_children,)
        Whether the child has a household row; what is missing of others follows from that, which
        SCO-06 says.
    lang : str
        Language of the details.

    Returns
    -------
    tuple of Finding
        SCO-03, one for each feature that may be told and one for all others; SCO-04.
    """
    gaps = np.flatnonzero(_with("missing_never_seen", refused) & housed)
    novel = np.flatnonzero(_with("outside_support", refused))
    return (
        *_gaps(held, values, gaps, ids=ids, lang=lang),
        *_novel(held, values, novel, ids=ids, lang=lang),
    )


def _gaps(
    held: model.RiskModel,
    values: NDArray[np.float64],
    rows: NDArray[np.intp],
    *,
    ids: NDArray[np.str_],
    lang: Lang,
) -> Iterator[Finding]:
    found = held.support.unseen_gaps(values[rows])
    names = held.support.names
    told = np.array([_words(name, lang) is not None for name in names], dtype=np.bool_)
    columns = [(name, found[:, at]) for at, name in enumerate(names) if told[at]]
    for name, gap in (*columns, ("", found[:, ~told].any(axis=1))):
        if not gap.any():
            continue
        said = _words(name, lang) or _UNNAMED[lang]
        detail = _GAP[lang].format(
            missing=said.missing,
            n=int(gap.sum()),
            all=len(ids),
            first=shown_id(ids[rows[np.argmax(gap)]]),
            outcome=_titled(held, lang),
        )
        yield Finding(
            code="SCO-03",
            title=f"{name or NOT_TOLD['en']} missing, which the model does not know",
            verdict=Verdict.FAIL,
            outcome=held.outcome,
            measured=float(gap.sum()),
            unit="children",
            detail=detail + (_RECORD_IT[lang] if name else ""),
        )


def _novel(
    held: model.RiskModel,
    values: NDArray[np.float64],
    rows: NDArray[np.intp],
    *,
    ids: NDArray[np.str_],
    lang: Lang,
) -> Iterator[Finding]:
    if not rows.size:
        return
    first = values[rows[:1]]
    novelty = min(int(held.support.novelty(first)[0]), model.FAR)
    strangest = held.support.names[int(held.support.strangest(first)[0])]
    far = _FAR[lang][0 if novelty == model.FAR else 1]
    yield Finding(
        code="SCO-04",
        title="children unlike any in training",
        verdict=Verdict.FAIL,
        outcome=held.outcome,
        measured=float(rows.size),
        unit="children",
        detail=_NOVEL[lang].format(
            n=rows.size,
            all=len(ids),
            outcome=_titled(held, lang),
            first=shown_id(ids[rows[0]]),
            far=far.format(bits=novelty / _BITS, limit=held.support.limit / _BITS),
            label=(_words(strangest, lang) or _UNNAMED[lang]).label,
        ),
    )


def _with(code: str, refused: list[tuple[str, ...]]) -> NDArray[np.bool_]:
    return np.array([code in codes for codes in refused], dtype=np.bool_)


def _titled(held: model.RiskModel, lang: Lang) -> str:
    if lang == "en":
        return held.outcome
    return outcomes.get(held.outcome, held.definition).title_vi


def _words(name: str, lang: Lang) -> features.Words | None:
    """Return what a caseworker may read of a feature, None where that is nothing."""
    found = features.find(name)
    if found is None or found.audience == "auditor" or found.needs_reason or found.withheld:
        return None
    return found.words(lang)
