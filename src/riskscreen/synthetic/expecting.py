"""What will the records show of each group, by what the dials are known to hide?

Every figure is an expectation over the draws that are still open when this world's risks and its
dials are known. Children whom the next wave finds count, each with the chance that a dial keeps its
label. Ordinary gaps in the records are left out of the arithmetic: they take away under 4 % of the
labels, of noes a little more than of yeses, so that what is recorded lies about 1 % higher.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from riskscreen import schema
from riskscreen.synthetic.sheets import Named, Numbered, Sheet
from riskscreen.synthetic.tables import WAVE_DAYS

__all__ = ["Group", "Sums", "added", "expected", "groups_of", "home_rows", "rows_of", "truth_facts"]

Flags = NDArray[np.bool_]
Group = tuple[str, str]
Sums = dict[tuple[str, str, str], tuple[float, ...]]


def truth_facts(sums: Sums, facts: dict[str, Any]) -> dict[str, Any]:
    """Return what ``truth.json`` holds: dials, and per outcome, day and group what is expected.

    Per entry ``children`` counts the rows, ``weight`` their weights, ``expected_recorded`` the
    prevalence that the records will show among the labels that are kept, None where a dial leaves
    that open (``Dials.clouded``), ``expected_true`` the one that comes to the same children.
    """
    clouded = {(outcome, str(WAVE_DAYS[wave - 1])) for outcome, wave in facts["dials"].clouded}
    return {
        "synthetic": True,
        **{name: facts[name] for name in ("profile", "households", "waves", "seed")},
        "dials": facts["dials"].facts(),
        "expected_prevalence": [
            {
                "outcome": outcome,
                "day": day,
                "group": group,
                "children": int(n),
                "weight": round(weight, 1),
                "expected_recorded": None
                if (outcome, day) in clouded
                else round(recorded / kept, 8),
                "expected_true": round(true / weight, 8),
            }
            for (outcome, day, group), (n, weight, kept, recorded, true) in sums.items()
        ],
    }


def added(parts: Iterable[Sums]) -> Sums:
    """Return the sums of several parts of a panel as the sums of the whole."""
    whole: Sums = {}
    for part in parts:
        for key, values in part.items():
            held = whole.get(key, (0.0,) * len(values))
            whole[key] = tuple(a + b for a, b in zip(held, values, strict=True))
    return dict(sorted(whole.items()))


def expected(sheets: Mapping[str, Sheet], *, also: Collection[Group] = ()) -> Sums:
    """Return by outcome, day and group the sums that ``truth_facts`` divides.

    ``also`` names groups as (column, level), beside those that are always told. Children with a
    row in the next wave count: their number, their weights, the weights of labels that are kept,
    and the weighted cases that will be told and that come.
    """
    truth: dict[str, Any] = dict(sheets["truth"])
    if not truth["followed"].any():
        return {}
    row = rows_of(sheets["children"], of=truth["child_id"], day=truth["day"])
    weights = cast("NDArray[np.float64]", sheets["children"]["weight"])
    weight = np.where(row >= 0, weights[row], 0.0) * truth["followed"]
    groups = groups_of(sheets, of=truth["child_id"], day=truth["day"], also=also)
    outcome = cast("Named", truth["outcome"])
    sums: Sums = {}
    for code, name in enumerate(outcome.names):
        for day in np.unique(truth["day"]):
            rows = (outcome.codes == code) & (truth["day"] == day) & (weight > 0)
            for label, inside in groups.items():
                here = rows & inside
                kept = weight[here] * truth["kept"][here]
                if kept.sum() > 0:
                    risk = truth["risk_full"][here]
                    sums[name, str(day), label] = (
                        float(here.sum()),
                        float(weight[here].sum()),
                        float(kept.sum()),
                        float(kept @ (risk * truth["told"][here])),
                        float(weight[here] @ risk),
                    )
    return dict(sorted(sums.items()))


def groups_of(
    sheets: Mapping[str, Sheet],
    *,
    of: Numbered,
    day: NDArray[Any],
    also: Collection[Group] = (),
) -> dict[str, Flags]:
    """Return by ``column=level`` who belongs, for the children and wave days of some rows.

    Parameters
    ----------
    sheets : mapping of str to Sheet
        A panel's sheets.
    of : Numbered
        Children, n_rows of them.
    day : ndarray of datetime64, shape (n_rows,)
        Days of their waves.
    also : collection of (str, str)
        Further groups: an ethnic group of the 54, or a level of ``difficult_area`` or
        ``poverty_status``.

    Returns
    -------
    dict of str to ndarray of bool, shape (n_rows,)
        ``all=all``; ethnicity, sex, region, urban or rural.
    """
    row = rows_of(sheets["children"], of=of, day=day)
    kids, homes = sheets["children"], sheets["households"]
    people = cast("Named", kids["ethnicity"])
    name = np.array([*people.names, ""])[people.codes[row]]
    majority = np.isin(name, ("Kinh", "Hoa"))
    home = home_rows(sheets, row)
    sex = cast("Named", kids["sex"])
    region = cast("Named", homes["region"])
    urban = cast("NDArray[np.float64]", homes["urban"])[home]
    groups = {
        "all=all": np.ones(len(row), dtype=np.bool_),
        "ethnicity=kinh_hoa": majority,
        "ethnicity=minority": ~majority & (name != "not_recorded"),
        **{f"sex={level}": sex.codes[row] == at for at, level in enumerate(sex.names)},
        **{
            f"region={level}": region.codes[home] == at
            for at, level in enumerate(region.names)
            if level in schema.REGIONS
        },
        "urban=urban": urban > 0,
        "urban=rural": urban == 0,
    }
    for column, level in sorted(also):
        if f"{column}={level}" not in groups:
            held = people if column == "ethnicity" else cast("Named", homes[column])
            codes = held.codes[row] if column == "ethnicity" else held.codes[home]
            groups[f"{column}={level}"] = codes == held.names.index(level)
    return {label: inside for label, inside in groups.items() if inside.any()}


def rows_of(kids: Sheet, *, of: Numbered, day: NDArray[Any]) -> NDArray[np.intp]:
    """Return each one's row among the children of its wave; -1 for one without a row."""
    ids = cast("Numbered", kids["child_id"])
    key, wanted = _key(ids, kids["observed_date"]), _key(of, day)
    order = np.argsort(key)
    at = np.minimum(np.searchsorted(key[order], wanted), len(key) - 1)
    return np.where(key[order][at] == wanted, order[at], -1)


def home_rows(sheets: Mapping[str, Sheet], row: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the household row of the same wave for some rows of children."""
    kids, homes = sheets["children"], sheets["households"]
    owner = cast("Numbered", kids["household_id"]).home[row]
    wave = _year(kids["observed_date"])[row]
    ids = cast("Numbered", homes["household_id"]).home
    key = ids * 10_000 + _year(homes["observed_date"])
    order = np.argsort(key)
    return order[np.searchsorted(key[order], owner * 10_000 + wave)]


def _key(ids: Numbered, day: Any) -> NDArray[np.int64]:  # noqa: ANN401 - a column of days
    kid = np.zeros(len(ids.home), dtype=np.int64) if ids.kid is None else ids.kid
    return (ids.home * 100 + kid) * 10_000 + _year(day)


def _year(day: Any) -> NDArray[np.int64]:  # noqa: ANN401 - a column of days
    return np.asarray(day).astype("datetime64[Y]").astype(np.int64) + 1970
