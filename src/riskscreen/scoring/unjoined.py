"""Why does this child have no household row, although one was given?

A row that is dated after the child's, or long before it, is not read: said once and by its day, not
as everything that a household row would have told.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from riskscreen import records
from riskscreen.core import Finding, Verdict
from riskscreen.scoring.limits import FIRST_DAY, LAST_DAY
from riskscreen.scoring.showing import Lang, ids_of, shown_id

__all__ = ["unjoined"]

_NO_DAY = np.datetime64("NaT", "D")
_WHY: Mapping[str, Mapping[Lang, str]] = {
    "after": {
        "en": "household row of {row} not used: after the child's of {seen}",
        "vi": "dữ liệu hộ ngày {row} không được dùng: sau dữ liệu của trẻ ngày {seen}",
    },
    "older": {
        "en": "household row of {row} not used: over {gap} days older than the child's of {seen}",
        "vi": "dữ liệu hộ ngày {row} không được dùng: cũ hơn dữ liệu của trẻ ngày {seen} quá {gap} "
        "ngày",
    },
    "recorded": {
        "en": "household row of {row} not used: recorded only after {day}",
        "vi": "dữ liệu hộ ngày {row} không được dùng: chỉ được nhập sau ngày {day}",
    },
    "undated": {
        "en": "household row not used: its observed_date is missing or outside {first} to {last}",
        "vi": "dữ liệu hộ không được dùng: ngày quan sát (observed_date) bị thiếu hoặc nằm ngoài "
        "khoảng từ {first} đến {last}",
    },
    "none": {"en": "no household row was given", "vi": "không có dữ liệu hộ"},
}
_WHO: Mapping[Lang, str] = {
    "en": "; in {n} of {all} children, first is child {child}{ids}. They get no risk and go to a "
    "person; bring the household's row of the child's day and score again",
    "vi": "; ở {n} trên {all} trẻ, đầu tiên là trẻ {child}{ids}. Các trẻ này không có điểm rủi ro "
    "và được chuyển cho người phụ trách; hãy bổ sung dữ liệu hộ cùng ngày với trẻ rồi chấm điểm "
    "lại",
}


def unjoined(
    held: records.Records, snapshot: records.Snapshot, *, lang: Lang
) -> tuple[Finding, ...]:
    """Return a finding for each ground on which children of the cut have no household row.

    Parameters
    ----------
    held : Records
        What was cut.
    snapshot : Snapshot
        Their cut.
    lang : str
        Language of the details.

    Returns
    -------
    tuple of Finding
        SCO-06, with the days of the first child and its household.
    """
    lone = np.flatnonzero(snapshot.household_index < 0)
    if not lone.size:
        return ()
    theirs = snapshot.children["household_id"][lone]
    seen = snapshot.children["observed_date"][lone]
    rows = _rows(held.households, theirs)
    known = _known(held.households, snapshot.day)
    days = held.households["observed_date"]
    grounds: dict[str, list[tuple[int, np.datetime64]]] = {}
    for place, (home, day) in enumerate(zip(theirs.tolist(), seen, strict=True)):
        own = rows.get(home, [])
        name, row = _ground(days[own], known[own], day)
        grounds.setdefault(name, []).append((place, row))
    return tuple(
        _finding(name, found, snapshot=snapshot, ids=snapshot.ids[lone], seen=seen, lang=lang)
        for name, found in sorted(grounds.items())
    )


def _rows(households: records.Table, theirs: NDArray[np.str_]) -> dict[str, list[int]]:
    wanted = set(theirs.tolist()) - {""}
    rows: dict[str, list[int]] = {}
    for row, home in enumerate(households["household_id"].tolist()):
        if home in wanted:
            rows.setdefault(home, []).append(row)
    return rows


def _known(households: records.Table, day: np.datetime64) -> NDArray[np.bool_]:
    """Return which rows had been recorded by the day; whose recording is not dated counts so."""
    if "recorded_date" not in households:
        return np.ones(households.n_rows, dtype=bool)
    return np.asarray(~(households["recorded_date"] > day), dtype=np.bool_)


def _ground(
    days: NDArray[np.datetime64], known: NDArray[np.bool_], seen: np.datetime64
) -> tuple[str, np.datetime64]:
    """Return why none of a household's rows was read, and the day of the one nearest to it."""
    if not len(days):
        return "none", _NO_DAY
    if np.isnat(days).all():
        return "undated", _NO_DAY
    before = days <= seen
    if not before.any():
        return "after", np.nanmin(days)
    if not (before & known).any():
        return "recorded", days[before].max()
    return "older", days[before & known].max()


def _finding(
    name: str,
    found: list[tuple[int, np.datetime64]],
    *,
    snapshot: records.Snapshot,
    ids: NDArray[np.str_],
    seen: NDArray[np.datetime64],
    lang: Lang,
) -> Finding:
    first, row = found[0]
    whose = ids[[place for place, _ in found]]
    why = _WHY[name][lang].format(
        row=row, seen=seen[first], gap=records.HOUSEHOLD_GAP_DAYS, day=snapshot.day,
        first=FIRST_DAY, last=LAST_DAY,
    )  # fmt: skip
    who = _WHO[lang].format(
        n=len(found), all=snapshot.n_children, child=shown_id(ids[first]), ids=ids_of(whose, lang)
    )
    return Finding(
        code="SCO-06",
        title="children without a household row that could be used",
        verdict=Verdict.FAIL,
        measured=float(len(found)),
        unit="children",
        detail=why + who,
    )
