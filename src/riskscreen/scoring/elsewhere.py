"""Of which age, region or code list has a model seen no child?

The code ``outside_training`` refuses such a child; who is to correct a record, or to visit, has to
know which of the three it is. The region that was sent is not repeated.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from riskscreen import decisions, model, outcomes, records, schema
from riskscreen.core import Finding, Verdict
from riskscreen.scoring.release import Release
from riskscreen.scoring.showing import Lang, shown_id

__all__ = ["outside_findings", "unlisted_places"]

_PLACES = ("province_code", "commune_code")
_GROUNDS: Mapping[Lang, Mapping[str, str]] = {
    "en": {"age": "an age ({n})", "region": "a region ({n})", "list": "a code list ({n})"},
    "vi": {"age": "độ tuổi ({n})", "region": "vùng ({n})", "list": "danh mục mã địa bàn ({n})"},
}
_TOLD: Mapping[Lang, str] = {
    "en": "{n} of {all} children are of {grounds} that the model of {outcome} did not learn from; "
    "first is child {first}. It knows ages {low:.0f} to {high:.0f}, {regions} regions, and place "
    "codes of the list that its training had; these get no risk and go to a person. Correct what "
    "is misspelt, or visit",
    "vi": "{n} trên {all} trẻ có {grounds} mà mô hình về {outcome} chưa được học; đầu tiên là trẻ "
    "{first}. Mô hình biết trẻ từ {low:.0f} đến {high:.0f} tuổi, {regions} vùng, và mã địa bàn "
    "thuộc danh mục của dữ liệu huấn luyện; các trẻ này không có điểm rủi ro và được chuyển cho "
    "người phụ trách. Hãy sửa chỗ ghi sai, hoặc đến thăm",
}


def unlisted_places(release: Release, snapshot: records.Snapshot) -> NDArray[np.bool_]:
    """Return which children have a place code whose list training did not see.

    Seven province codes name another province since July 2025, so a code whose list is not said
    could be any of two.

    Returns
    -------
    ndarray of bool, shape (n_children,)
    """
    year = snapshot.column("code_list_year")
    coded = np.zeros(snapshot.n_children, dtype=bool)
    for name in _PLACES:
        coded |= snapshot.column(name) != ""
    unsaid = coded & np.isnan(year)
    lists = release.code_lists
    if lists is None:
        return np.asarray(unsaid, dtype=np.bool_)
    new = year >= schema.NEW_LIST_YEAR
    seen = np.where(new, "from_2025" in lists, "before_2025" in lists)
    return np.asarray(unsaid | (coded & ~seen), dtype=np.bool_)


def outside_findings(
    held: model.RiskModel,
    refused: list[tuple[str, ...]],
    *,
    ids: NDArray[np.str_],
    age_years: NDArray[np.float64],
    region: NDArray[np.str_],
    unlisted: NDArray[np.bool_],
    lang: Lang,
) -> tuple[Finding, ...]:
    """Return how many children are of an age, a region or a code list that training did not see.

    Parameters
    ----------
    held : RiskModel
    refused : list of tuple of str
        Codes of each child.
    ids, age_years, region : ndarray, shape (n_children,)
    unlisted : ndarray of bool, shape (n_children,)
        Whether a place code's list is not said, or training did not see it.
    lang : str
        Language of the detail.

    Returns
    -------
    tuple of Finding
        SCO-08, one or none. What cannot be true is SCO-01, a missing household row SCO-06.
    """
    far = np.array(["outside_training" in codes for codes in refused], dtype=np.bool_)
    grounds = {
        name: far & found
        for name, found in (
            ("age", _outside(held, age_years, np.full(len(ids), ""))),
            ("region", _outside(held, np.full(len(ids), np.nan), region)),
            ("list", unlisted),
        )
    }
    rows = np.flatnonzero(np.logical_or.reduce(list(grounds.values())))
    if not rows.size:
        return ()
    told = [
        _GROUNDS[lang][name].format(n=int(found.sum()))
        for name, found in grounds.items()
        if found.any()
    ]
    title = outcomes.get(held.outcome, held.definition).title_vi if lang == "vi" else held.outcome
    return (
        Finding(
            code="SCO-08",
            title="children of an age, a region or a code list that training did not see",
            verdict=Verdict.FAIL,
            outcome=held.outcome,
            measured=float(rows.size),
            unit="children",
            detail=_TOLD[lang].format(
                n=rows.size,
                all=len(ids),
                grounds=", ".join(told),
                outcome=title,
                first=shown_id(ids[rows[0]]),
                low=held.age_range[0],
                high=held.age_range[1],
                regions=len(held.regions),
            ),
        ),
    )


def _outside(
    held: model.RiskModel, age_years: NDArray[np.float64], region: NDArray[np.str_]
) -> NDArray[np.bool_]:
    return decisions.outside_training(
        age_years=age_years, region=region, age_range=held.age_range, regions=held.regions
    )
