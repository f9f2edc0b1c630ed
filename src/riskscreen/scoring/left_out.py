"""Which of the children given get no score at all, and why?

A child that is not known on the day, or was not seen for too long, has no row among the scores.
Whoever asked about it must not take silence for an answer, so each is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import records
from riskscreen.core import Finding, Verdict
from riskscreen.scoring.limits import FIRST_DAY, LAST_DAY
from riskscreen.scoring.showing import Lang, ids_of, shown_id

__all__ = ["LeftOut", "left_out"]

_STALE_MONTHS = 12

_GROWN_UP = "grown_up"

_FINDINGS = {
    "not_seen_for_12_months": ("SCO-02", "children not seen for too long"),
    "not_known_on_day": ("SCO-05", "children known only after the day"),
    "day_out_of_range": ("SCO-07", "children whose day is out of range"),
}
_TOLD: Mapping[str, Mapping[Lang, str]] = {
    "not_seen_for_12_months": {
        "en": "{n} of {all} children were not seen in the 12 months up to {day} and get no score; "
        "first is child {first}: last seen {last}{ids}. Bring a newer row, or give an earlier day",
        "vi": "{n} trên {all} trẻ không được ghi nhận lần nào trong 12 tháng tính đến ngày {day} "
        "nên không có điểm; đầu tiên là trẻ {first}: lần gần nhất là {last}{ids}. Hãy bổ sung dữ "
        "liệu mới hơn, hoặc chọn ngày sớm hơn",
    },
    "not_known_on_day": {
        "en": "{n} of {all} children are known only after {day} and get no score; first is child "
        "{first}{ids}. Give a later day, or the row that was known then",
        "vi": "{n} trên {all} trẻ chỉ có dữ liệu sau ngày {day} nên không có điểm; đầu tiên là trẻ "
        "{first}{ids}. Hãy chọn ngày muộn hơn, hoặc bổ sung dữ liệu đã có vào ngày đó",
    },
    "day_out_of_range": {
        "en": "{n} of {all} children have an observed_date that is missing or outside {from} to "
        "{to} and get no score; first is child {first}{ids}. Correct the day and score again",
        "vi": "{n} trên {all} trẻ có ngày quan sát (observed_date) bị thiếu hoặc nằm ngoài khoảng "
        "từ {from} đến {to} nên không có điểm; đầu tiên là trẻ {first}{ids}. Hãy sửa ngày rồi chấm "
        "điểm lại",
    },
}
_WHY: Mapping[str, Mapping[Lang, str]] = {
    "not_seen_for_12_months": {
        "en": "not seen in the 12 months up to {day}; last seen {last}",
        "vi": "trẻ không được ghi nhận lần nào trong 12 tháng tính đến ngày {day}; lần gần nhất là "
        "{last}",
    },
    "not_known_on_day": {
        "en": "known only after {day}",
        "vi": "dữ liệu về trẻ chỉ có sau ngày {day}",
    },
    "day_out_of_range": {
        "en": "its observed_date is missing or outside {from} to {to}",
        "vi": "ngày quan sát bị thiếu hoặc nằm ngoài khoảng từ {from} đến {to}",
    },
    _GROWN_UP: {
        "en": "18 or older on {day}, so no child any more",
        "vi": "đã từ 18 tuổi trở lên vào ngày {day} nên không còn là trẻ em",
    },
}
_ROUTE: Mapping[str, Mapping[Lang, str]] = {
    "not_seen_for_12_months": {
        "en": "A person decides; after a visit bring the newer row and score again.",
        "vi": "Người phụ trách quyết định; sau khi thăm hỏi, hãy bổ sung rồi chấm điểm lại.",
    },
    "not_known_on_day": {
        "en": "A person decides, or score again as of a day on which the child is known.",
        "vi": "Người phụ trách quyết định, hoặc chấm điểm lại với ngày đã có dữ liệu về trẻ.",
    },
    "day_out_of_range": {
        "en": "A person decides; correct the day and score again.",
        "vi": "Người phụ trách quyết định; hãy sửa ngày rồi chấm điểm lại.",
    },
    _GROWN_UP: {
        "en": "No score is due; where the age is wrong, correct it and score again.",
        "vi": "Không cần chấm điểm; nếu tuổi ghi sai, hãy sửa rồi chấm điểm lại.",
    },
}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The children whom one and the same ground leaves out.

    Parameters
    ----------
    code : str
        ``not_seen_for_12_months``, ``not_known_on_day``, ``day_out_of_range`` or ``grown_up``.
    ids : ndarray of str, shape (n,)
        Each child, sorted.
    last : ndarray of datetime64[D], shape (n,)
        When each was last seen up to the day; NaT where never.
    day : datetime64[D]
        The day of the cut.
    n_children : int
        How many children were given, without those who are grown up by the day.
    """

    code: str
    ids: NDArray[np.str_]
    last: NDArray[np.datetime64]
    day: np.datetime64
    n_children: int

    def findings(self, lang: Lang) -> tuple[Finding, ...]:
        """Return the finding of how many there are, who is the first, and up to 20 by name.

        None for grown-ups: no score is due, and their rows say what became of a child.
        """
        if self.code == _GROWN_UP:
            return ()
        code, title = _FINDINGS[self.code]
        words = self._words(0) | {"ids": ids_of(self.ids, lang), "first": shown_id(self.ids[0])}
        found = Finding(
            code=code,
            title=title,
            verdict=Verdict.FAIL,
            measured=float(len(self.ids)),
            unit="children",
            detail=_TOLD[self.code][lang].format(n=len(self.ids), all=self.n_children, **words),
        )
        return (found,)

    def to_dicts(self, lang: Lang) -> list[dict[str, str]]:
        """Return for each child why it has no score, and where it goes instead."""
        return [
            {
                "child_id": child_id,
                "code": self.code,
                "why": _WHY[self.code][lang].format(**self._words(place)),
                "route": _ROUTE[self.code][lang],
            }
            for place, child_id in enumerate(self.ids.tolist())
        ]

    def _words(self, place: int) -> dict[str, Any]:
        return {"day": self.day, "last": self.last[place], "from": FIRST_DAY, "to": LAST_DAY}


def left_out(
    held: records.Records, day: np.datetime64, scored: NDArray[np.str_]
) -> tuple[LeftOut, ...]:
    """Return the children of the records who are not in their cut, by ground.

    Parameters
    ----------
    held : Records
        What was given.
    day : datetime64[D]
        The day of the cut.
    scored : ndarray of str, shape (n_scored,)
        Ids of the children in the cut.

    Returns
    -------
    tuple of LeftOut
        Each child that was given and is not in the cut is in one of them.
    """
    children, code = held.children, held.child_code
    n_children = int(code.max(initial=-1)) + 1
    missed = np.ones(n_children, dtype=bool)
    missed[held.code_of(scored)] = False
    if not missed.any():
        return ()
    seen = children["observed_date"]
    ids = np.empty(n_children, dtype=children["child_id"].dtype)
    ids[code] = children["child_id"]
    last = np.full(n_children, np.datetime64("NaT", "D"))
    by_then = np.flatnonzero(seen <= day)
    ordered = by_then[np.argsort(seen[by_then], kind="stable")]
    last[code[ordered]] = seen[ordered]  # of several rows of a child, the latest is written last
    dated = np.zeros(n_children, dtype=bool)
    dated[code[~np.isnat(seen)]] = True
    oldest = records.add_months(day, -_STALE_MONTHS)
    grown = np.zeros(n_children, dtype=bool)
    grown[code[ordered]] = records.was_a_child(children)[ordered]
    grounds = {
        "not_seen_for_12_months": missed & ~grown & (last < oldest),
        "not_known_on_day": missed & ~grown & dated & ~(last < oldest),
        "day_out_of_range": missed & ~grown & ~dated,
        _GROWN_UP: missed & grown,
    }
    n_given = n_children - int((missed & grown).sum())
    return tuple(
        LeftOut(name, ids[whose], last[whose], day, n_given)
        for name, whose in grounds.items()
        if whose.any()
    )
