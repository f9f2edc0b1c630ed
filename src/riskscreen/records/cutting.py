"""Which row of a child counts on a day, and which household row goes with it?

All rules of the cut in one place, vectorised: a search in rows sorted by (household, day).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.core import Finding, Verdict
from riskscreen.errors import InputError, NobodyKnownError
from riskscreen.records import ages
from riskscreen.records.cut import FollowUp, Snapshot, group_codes
from riskscreen.records.table import Table

if TYPE_CHECKING:
    from riskscreen.records.holding import Records

__all__ = ["add_months", "cut", "follow"]

# A household row older than this says little about the day the child was seen (design.md).
HOUSEHOLD_GAP_DAYS = 90
# A follow-up row may lie this share of the horizon before or after the target day (design.md).
FOLLOW_SHARE = 0.25
_DAYS_A_MONTH = 365.25 / 12

Days = NDArray[np.int64]
_UNKNOWN_DAY = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows of one table: whose they are, the day seen, the day known."""

    code: NDArray[np.intp]
    seen: Days
    known: Days


def add_months(day: np.datetime64, months: int) -> np.datetime64:
    """Return the same day of the month so many months later, or that month's last day.

    Examples
    --------
    >>> add_months(np.datetime64("2024-01-31"), 1), add_months(np.datetime64("2024-03-31"), -1)
    (np.datetime64('2024-02-29'), np.datetime64('2024-02-29'))
    """
    month = day.astype("datetime64[M]")
    target = month + months
    offset = day - month.astype("datetime64[D]")
    last = (target + 1).astype("datetime64[D]") - np.timedelta64(1, "D")
    return min(target.astype("datetime64[D]") + offset, last)


def cut(records: Records, day: Any, *, stale_months: int) -> Snapshot:  # noqa: ANN401 - any date
    """Return what was known on ``day``; see `Records.as_of`."""
    day = _day(day)
    if stale_months <= 0:
        raise InputError(f"stale_months is {stale_months}; give at least 1")
    today = int(day.astype(np.int64))
    oldest = int(add_months(day, -stale_months).astype(np.int64))
    children, households = _child_rows(records), _household_rows(records)
    known = children.known <= today
    if not known.any():
        raise NobodyKnownError(_nobody(records, day))
    latest = _latest(children, np.flatnonzero(known))
    young = latest[~ages.was_a_child(records.children)[latest]]
    fresh = young[children.seen[young] >= oldest]
    rows = fresh[np.argsort(records.children["child_id"][fresh], kind="stable")]
    joined = _join(children, rows, households, households.known <= today, records)
    findings = _cut_findings(
        records,
        day,
        stale_months=stale_months,
        known=known,
        latest=latest,
        young=young,
        rows=rows,
        joined=joined,
    )
    table, index = _only_used(records.households, joined)
    return Snapshot(
        day=day,
        children=records.children.take(rows),
        households=table,
        household_index=index,
        household_group=group_codes(records.children["household_id"][rows]),
        findings=findings,
        synthetic=records.synthetic,
        source_row=rows,
    )


def follow(records: Records, snapshot: Snapshot, *, horizon_months: int) -> FollowUp:
    """Return what was seen about ``horizon_months`` later; see `Records.follow_up`."""
    if horizon_months < 0:
        raise InputError(f"horizon_months is {horizon_months}; give 0 (concurrent) or more")
    if horizon_months == 0:
        return _concurrent(snapshot)
    target = add_months(snapshot.day, horizon_months)
    children, households = _child_rows(records), _household_rows(records)
    rows = _nearest(records, snapshot, children, target, horizon_months)
    observed = rows >= 0
    joined = np.full(len(rows), -1, dtype=np.intp)
    everything = np.ones(len(households.code), dtype=bool)
    joined[observed] = _join(children, rows[observed], households, everything, records)
    followed = records.children.take(rows)
    table, index = _only_used(records.households, joined)
    return FollowUp(
        day=target,
        observed=observed,
        children=followed.with_columns(child_id=snapshot.ids),
        households=table,
        household_index=index,
        household_group=group_codes(followed["household_id"]),
        horizon_months=horizon_months,
        known_day=snapshot.day,
        findings=_follow_findings(observed, joined, target, snapshot),
        synthetic=snapshot.synthetic,
    )


def _concurrent(snapshot: Snapshot) -> FollowUp:
    return FollowUp(
        day=snapshot.day,
        observed=np.ones(snapshot.n_children, dtype=bool),
        children=snapshot.children,
        households=snapshot.households,
        household_index=snapshot.household_index,
        household_group=snapshot.household_group,
        horizon_months=0,
        known_day=snapshot.day,
        findings=(_counted("CUT-06", "concurrent, not prospective", snapshot.n_children,
                           "children; the follow-up is the snapshot's own rows"),),
        synthetic=snapshot.synthetic,
    )  # fmt: skip


def _child_rows(records: Records) -> _Rows:
    """A child's row is known with its own recorded_date, else with its household's of that day.

    A visit writes both tables, so a household row entered late says that the child's was too.
    """
    table = records.children
    seen = _as_days(table["observed_date"])
    known = seen if "recorded_date" not in table else _as_days(table["recorded_date"])
    if "recorded_date" not in table and "recorded_date" in records.households:
        house = _household_rows(records)
        order = np.lexsort((house.seen, house.code))
        place = _place(house.code[order], house.seen[order], records.child_household, seen)
        row = order[np.maximum(place, 0)] if len(order) else place
        same = (
            (place >= 0)
            & (records.child_household >= 0)
            & (house.code[row] == records.child_household)
        )
        same &= house.seen[row] == seen
        known = np.where(same, np.maximum(house.known[row], seen), seen)
    known = np.where(known == _UNKNOWN_DAY, seen, known)
    return _Rows(records.child_code, seen, np.maximum(known, seen))


def _household_rows(records: Records) -> _Rows:
    table = records.households
    seen = _as_days(table["observed_date"])
    known = _as_days(table["recorded_date"]) if "recorded_date" in table else seen
    known = np.where(known == _UNKNOWN_DAY, seen, known)
    return _Rows(records.household_code, seen, np.maximum(known, seen))


def _as_days(dates: NDArray[np.datetime64]) -> Days:
    days = dates.astype(np.int64)
    return np.where(np.isnat(dates), _UNKNOWN_DAY, days)


def _latest(rows: _Rows, among: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the last row seen of each child among some rows; later recorded wins a tie."""
    order = among[np.lexsort((rows.known[among], rows.seen[among], rows.code[among]))]
    code = rows.code[order]
    return order[np.r_[code[1:] != code[:-1], True]]


def _place(code: NDArray[np.intp], seen: Days, wanted: NDArray[np.intp], day: Days) -> Days:
    """Return the last place in rows sorted by (code, seen) that is not after (wanted, day)."""
    span = int(max(seen.max(initial=0), day.max(initial=0)) - min(seen.min(initial=0), 0)) + 1
    if span > 10**7:  # an unknown day among them: it sorts last and never matches
        seen, day = np.minimum(seen, 10**7 - 1), np.minimum(day, 10**7 - 1)
        span = 2 * 10**7
    return np.searchsorted(code * span + seen, wanted * span + day, side="right") - 1


def _join(
    children: _Rows,
    rows: NDArray[np.intp],
    households: _Rows,
    usable: NDArray[np.bool_],
    records: Records,
) -> NDArray[np.intp]:
    """Return each child's household row: the latest on or before its own, at most 90 days apart."""
    among = np.flatnonzero(usable)
    order = among[np.lexsort((households.known[among], households.seen[among],
                              households.code[among]))]  # fmt: skip
    if not len(order):
        return np.full(len(rows), -1, dtype=np.intp)
    wanted, day = records.child_household[rows], children.seen[rows]
    place = _place(households.code[order], households.seen[order], wanted, day)
    row = order[np.maximum(place, 0)]
    fits = (place >= 0) & (wanted >= 0) & (households.code[row] == wanted)
    fits &= day - households.seen[row] <= HOUSEHOLD_GAP_DAYS
    return np.where(fits, row, -1)


def _nearest(
    records: Records, snapshot: Snapshot, children: _Rows, target: np.datetime64, months: int
) -> NDArray[np.intp]:
    """Return each child's row nearest to the target day, or -1; the earlier of two equals."""
    gap = np.abs(children.seen - int(target.astype(np.int64)))
    near = gap <= FOLLOW_SHARE * months * _DAYS_A_MONTH
    near &= children.seen > int(snapshot.day.astype(np.int64))
    among = np.flatnonzero(near)
    order = among[np.lexsort((children.seen[among], gap[among], children.code[among]))]
    code = children.code[order]
    first = order[np.r_[True, code[1:] != code[:-1]]] if len(order) else order
    row_of_code = np.full(int(records.child_code.max(initial=-1)) + 1, -1, dtype=np.intp)
    row_of_code[children.code[first]] = first
    wanted = records.code_of(snapshot.ids)
    return np.where(wanted >= 0, row_of_code[np.maximum(wanted, 0)], -1)


def _only_used(table: Table, joined: NDArray[np.intp]) -> tuple[Table, NDArray[np.intp]]:
    used, index = np.unique(joined[joined >= 0], return_inverse=True)
    whole = np.full(len(joined), -1, dtype=np.intp)
    whole[joined >= 0] = index
    return table.take(used), whole


def _cut_findings(
    records: Records,
    day: np.datetime64,
    *,
    stale_months: int,
    known: NDArray[np.bool_],
    latest: NDArray[np.intp],
    young: NDArray[np.intp],
    rows: NDArray[np.intp],
    joined: NDArray[np.intp],
) -> tuple[Finding, ...]:
    n_children = int(records.child_code.max(initial=-1)) + 1
    return (
        _counted("CUT-01", "children of the snapshot", len(rows),
                 f"children known on {day}, of {n_children} in the records"),
        _counted("CUT-02", "children not seen for too long", len(young) - len(rows),
                 f"children whose latest row is older than {stale_months} months on {day}; "
                 "they are not in the snapshot"),
        _counted("CUT-03", "children known only later", n_children - len(latest),
                 f"children whose first row was recorded after {day}"),
        _counted("CUT-04", "rows recorded after the day", int((~known).sum()),
                 f"child rows recorded after {day}, hidden from the snapshot"),
        _counted("CUT-05", "children without a household row", int((joined < 0).sum()),
                 f"children without a household row known on {day}, on or before their own and at "
                 f"most {HOUSEHOLD_GAP_DAYS} days apart; their household columns are missing"),
        _counted("CUT-09", "rows superseded by a later one", int(known.sum()) - len(latest),
                 f"child rows of earlier days than the child's latest known on {day}"),
        _counted("CUT-10", "no longer children", len(latest) - len(young),
                 f"people aged {ages.GROWN:g} on {day}; their rows say what became of a child and "
                 "are not in the snapshot"),
    )  # fmt: skip


def _follow_findings(
    observed: NDArray[np.bool_],
    joined: NDArray[np.intp],
    target: np.datetime64,
    snapshot: Snapshot,
) -> tuple[Finding, ...]:
    lost = np.flatnonzero(~observed)
    first = f"; first is child {snapshot.ids[lost[0]]}" if lost.size else ""
    return (
        _counted("CUT-07", "children lost to follow-up", int(lost.size),
                 f"of {len(observed)} children have no row near {target}; their label is "
                 f"unknown{first}"),
        _counted("CUT-08", "follow-up rows without a household row",
                 int((observed & (joined < 0)).sum()),
                 "followed children whose household row is absent or over "
                 f"{HOUSEHOLD_GAP_DAYS} days older"),
    )  # fmt: skip


def _counted(code: str, title: str, n: int, what: str) -> Finding:
    return Finding(
        code=code, title=title, verdict=Verdict.PASS, measured=float(n), unit="rows",
        detail=f"{n} {what}",
    )  # fmt: skip


def _day(day: Any) -> np.datetime64:  # noqa: ANN401 - text, date or datetime64
    try:
        found = np.datetime64(day, "D")
    except (ValueError, TypeError) as fault:
        raise InputError(f"{day!r} is not a day; write it as 2024-09-15") from fault
    if np.isnat(found):
        raise InputError("the day of the cut is missing; write it as 2024-09-15")
    return found


def _nobody(records: Records, day: np.datetime64) -> str:
    dates = records.children["observed_date"]
    dates = dates[~np.isnat(dates)]
    if not len(dates):
        return f"no child is known on {day}: no child has an observed_date; fill it in"
    return (
        f"no child is known on {day}: the records run from {dates.min()} to {dates.max()}; "
        "choose a day on or after the first"
    )
