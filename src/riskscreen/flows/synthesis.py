"""How is a synthetic panel made with all that is known of it, and how near does one come?

The list that an oracle would draw needs the allocation rule, which no generator knows: it is drawn
here, from the true risks as the records will tell them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from riskscreen import decisions, policy, records, synthetic
from riskscreen.errors import InputError
from riskscreen.flows.telling import nobody
from riskscreen.flows.training_run import Say
from riskscreen.synthetic import expecting
from riskscreen.synthetic.sheets import Named, Numbered, decoded, taken

__all__ = ["agreement", "oracle_list", "synthesise"]


def synthesise(
    out: str | Path,
    *,
    households: int,
    waves: int = 3,
    seed: int,
    profile: str = synthetic.DEFAULT,
    dials: synthetic.Dials | None = None,
    partition: bool = False,
    workers: int = 1,
    say: Say = nobody,
) -> dict[str, Any]:
    """Write a synthetic panel with its truth and return its rows by table.

    Parameters
    ----------
    out : str or Path
        Folder to write into.
    households, waves, seed, profile, dials, workers
        As in ``synthetic.panel``.
    partition : bool
        Write province by province in a stream; there is no oracle list then, which needs the
        whole panel at once.
    say : callable
        Takes a line of progress.

    Raises
    ------
    InputError
        If an argument is out of bounds.
    """
    if partition:
        made = synthetic.write_partitions(
            out, households=households, waves=waves, seed=seed, profile=profile, dials=dials,
            workers=workers, say=say,
        )  # fmt: skip
        return {"out": str(out), "rows": made.rows}
    synthetic.refuse_strangers(Path(out))  # before the work, not after it
    panel = synthetic.panel(
        households=households, waves=waves, seed=seed, profile=profile, dials=dials,
        workers=workers, say=say,
    )  # fmt: skip
    say("drawing the oracle's lists")
    lists = list(oracle_list(panel, policy.load("default")))
    say(f"writing {out}")
    panel.write(out, known={"oracle_list": lists})
    return {"out": str(out), "rows": panel.rows}


def oracle_list(panel: synthetic.Panel, limits: policy.Policy) -> Iterator[dict[str, Any]]:
    """Yield by outcome, wave day and group whom a list by the true recorded risk would miss.

    The list is drawn from ``risk_observable`` x ``told``, the risk as the next wave will tell it,
    by the policy's default rule at its capacity; nobody is refused, so nothing is kept back. A
    group's false negative rate is the share of its expected true cases that are off the list.

    Yields
    ------
    dict
        ``outcome``, ``day``, ``group``, ``children``, ``capacity``, ``expected_cases`` (weighted)
        and ``false_negative_rate``.
    """
    truth: dict[str, Any] = dict(panel.sheets["truth"])
    outcome = cast("Named", truth["outcome"])
    for code, name in enumerate(outcome.names):
        for day in np.unique(truth["day"]):
            rows = np.flatnonzero((outcome.codes == code) & (truth["day"] == day))
            yield from _one_list(panel, limits, name, day, rows)


def _one_list(
    panel: synthetic.Panel,
    limits: policy.Policy,
    outcome: str,
    day: np.datetime64,
    rows: NDArray[np.intp],
) -> Iterator[dict[str, Any]]:
    sheets = panel.sheets
    truth: dict[str, Any] = taken(sheets["truth"], rows)
    ids = cast("Numbered", truth["child_id"])
    at = expecting.rows_of(sheets["children"], of=ids, day=truth["day"])
    seen = at >= 0  # a dial may have taken a row away
    truth, at = dict(taken(truth, seen)), at[seen]
    ids = truth["child_id"]
    home = taken(sheets["households"], expecting.home_rows(sheets, at))
    weight = cast("NDArray[np.float64]", sheets["children"]["weight"])[at]
    capacity = limits.capacity_of(outcome)
    # ties: no booster made these risks, so the order stands on what they are of
    digest = hashlib.sha256(f"oracle {panel.facts['seed']} {outcome} {day}".encode()).hexdigest()
    chosen = decisions.allocate(
        truth["risk_observable"] * truth["told"],
        areas=records.Areas(
            commune=decoded(home["commune_code"]),
            difficulty=decoded(home["difficult_area"]),
            province=decoded(home["province_code"]),
            region=decoded(home["region"]),
        ),
        weight=weight,
        capacity=capacity,
        child_id=decoded(ids),
        booster_digest=digest,
        policy=limits,
        outcome=outcome,
    )
    cases = weight * truth["risk_full"]
    groups = expecting.groups_of(sheets, of=ids, day=truth["day"], also=panel.facts["dials"].groups)
    for label, inside in groups.items():
        total = float(cases[inside].sum())
        yield {
            "outcome": outcome,
            "day": str(day),
            "group": label,
            "children": int(inside.sum()),
            "capacity": capacity,
            "expected_cases": round(total, 1),
            "false_negative_rate": round(float(cases[inside & ~chosen.selected].sum()) / total, 6)
            if total > 0
            else None,
        }


def agreement(
    folder: str | Path, *, profile: str | None = None, year: int | None = None
) -> synthetic.Agreement:
    """Return the calibration table of a written panel.

    Parameters
    ----------
    folder : str or Path
        A panel's folder; one province of a partitioned panel is none.
    profile : str, optional
        The profile whose targets it is held to; by default the one that ``digests.json`` names.
    year : int, optional
        Year of the wave that is compared; by default the last.

    Raises
    ------
    InputError
        If the folder is no synthetic panel, or the profile or the year is unknown.
    """
    place = Path(folder)
    if any(place.glob("province_code=*")):
        raise InputError(
            f"{place} is a partitioned panel; make one without --partition to compare it"
        )
    said = synthetic.panel_facts(place)
    held = records.read_records(place)
    if not held.synthetic:
        raise InputError(f"{place} holds no synthetic panel; targets are for synthetic panels")
    name = profile or str(said["profile"])
    years = np.unique(held.households["observed_date"].astype("datetime64[Y]")).astype(int) + 1970
    homes, kids = held.households, held.children
    return synthetic.agreement(
        {column: homes[column] for column in homes},
        {column: kids[column] for column in kids},
        profile=name,
        year=int(years.max()) if year is None else year,
    )
