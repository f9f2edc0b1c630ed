"""Does the gate refuse what is unfair, pass what is fair, and say when it cannot know?

Thousands of worlds whose truth is known, judged by the package's own audit under the default
policy, and beside it by what today's tools would conclude. ``bias_worlds`` says what a world is.
Writes ``bias_bench.md`` and ``bias_bench.svg``; exits with 1 where a bar is missed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import re
import sys
import time
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from bias_page import page, picture
from bias_worlds import DEFF, ETHNICITIES, FROZEN_MISSED, Design, World, limits, make
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from riskscreen import measures
from riskscreen.auditing.cells import cells
from riskscreen.auditing.evidence import Evidence, gather
from riskscreen.auditing.groupwise import group_findings
from riskscreen.core import Finding, Verdict

__all__ = ["Seen", "judged", "main", "scenarios"]

REPLICATES = 400
SIZES = (150, 300, 600, 1000, 1500, 3000)
GRID = tuple((places, at_risk) for places in (4, 8, 15, 30, 60) for at_risk in (10, 20, 50, 100))
SURVEY = (1500, 120, 180, 240, 150, 250, 300, 350)
HARMED, HARMED_AT_RISK, BARRED = 5, 1000, 1500
THEIR_LIMIT, THEIR_RATIO, THEIR_REPLICATES = 0.10, (0.8, 1.25), 200
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Seen:
    """What one world showed.

    Parameters
    ----------
    scenario : str
        Its name in `scenarios`.
    missed : str
        Verdict of AUD-03 over all required groups together: the worst that any group has.
    harmed, expected : str
        Verdict of AUD-03 and of AUD-01 on the group to which something was done.
    truth : tuple of float
        True contrast of the false negative rate of each ethnic group on this list.
    alone, contrast : tuple of float
        By ethnic group, whether the interval that holds alone covers the false negative rate, and
        its contrast; NaN without an interval. Of worlds whose truth is the same in every draw.
    together : float
        Whether all printed intervals of the question cover at once; NaN where one has none.
    deff, half : float
        Mean design effect of the groups' false negative rates; mean half width of the intervals.
    theirs : mapping of str to str
        Verdict of each tool.
    n_children : int
        Size of the world.
    """

    scenario: str
    missed: str
    harmed: str
    expected: str
    truth: tuple[float, ...]
    alone: tuple[float, ...]
    contrast: tuple[float, ...]
    together: float
    deff: float
    half: float
    theirs: Mapping[str, str]
    n_children: int


@dataclass(frozen=True, slots=True)
class Scenario:
    """A design, how many worlds of it, and how it is judged."""

    design: Design
    worlds: int
    replicates: int = REPLICATES
    floor: bool = True


def scenarios(worlds: int, *, gaps: Mapping[int, float]) -> dict[str, Scenario]:
    """Return every scenario of the bench; ``worlds`` is the number of fair ones."""
    few, some, many = (max(4, worlds * share // 1000) for share in (40, 100, 200))
    even = len(ETHNICITIES)
    one = Design(at_risk=(HARMED_AT_RISK,) * even, harmed=HARMED)
    survey = Design(at_risk=SURVEY)
    found = {
        "fair": Scenario(survey, worlds),
        "fair, 1,000 replicates": Scenario(survey, some, replicates=1000),
        "gap of 20 points": Scenario(replace(one, hidden=gaps[20]), many),
        "gap of 10 points": Scenario(replace(one, hidden=gaps[10]), many),
        "labels under-recorded by half": Scenario(replace(one, unrecorded=0.5), many),
    }
    for deff, place_sd in DEFF.items():
        for size in SIZES:
            design = Design(at_risk=(size,) * even, place_sd=place_sd)
            found[f"fair, deff {deff}, {size} at risk"] = Scenario(
                design, few if size > BARRED else some
            )
    for places, at_risk in GRID:
        small = Design(at_risk=(at_risk,) * even, places=places, frozen=True, abstained=0.0)
        name, held_to = f"{places} PSUs, {at_risk} at risk", places >= 30 and at_risk >= 50  # noqa: PLR2004
        found[name] = Scenario(small, 3 * many if held_to else some)
        if not held_to:  # the policy's floor is met otherwise
            found[f"{name}, no floor"] = Scenario(small, some, floor=False)
    return found


def judged(name: str, scenario: Scenario, seed: int) -> Seen:
    """Return what the audit and the other tools say of one world."""
    # with and without the policy's floor the same worlds are judged, and at any number of draws
    drawn_from = name.removesuffix(", no floor").removesuffix(", 1,000 replicates")
    rng = np.random.default_rng([seed, zlib.crc32(drawn_from.encode())])
    policy = limits(replicates=scenario.replicates)
    if not scenario.floor:
        policy = replace(policy, bootstrap_floor=(1.0, 2.0), smallest_cell=(1.0, 0.0))
    world = make(scenario.design, rng=rng, policy=policy)
    rows = world.rows
    drawn = measures.rao_wu(rows.stratum, rows.psu, replicates=scenario.replicates, rng=rng)
    groups = tuple(cell for cell in cells(rows, policy) if cell.judges)
    evidence = gather(rows, groups, replicates=drawn, confidence=policy.confidence)
    found = [one for one in group_findings(evidence, policy=policy) if one.judges]
    missed = [one for one in found if one.code == "AUD-03"]
    return Seen(
        scenario=name,
        missed=_worst(missed),
        harmed=_of_group(missed, scenario.design.harmed),
        expected=_of_group([one for one in found if one.code == "AUD-01"], scenario.design.harmed),
        truth=tuple(world.contrast(group) for group in range(len(ETHNICITIES))),
        alone=_alone(evidence, contrast=False),
        contrast=_alone(evidence, contrast=True),
        together=_together(missed, evidence),
        deff=_deff(evidence),
        half=float(np.mean([_half(one) for one in missed])),
        theirs=_theirs(world, rng) if not scenario.design.frozen else {},
        n_children=rows.n_children,
    )


def _worst(findings: Iterable[Finding]) -> str:
    verdicts = {finding.verdict for finding in findings}
    for verdict in (Verdict.FAIL, Verdict.INSUFFICIENT):
        if verdict in verdicts:
            return str(verdict)
    return str(Verdict.PASS)


def _of_group(findings: Iterable[Finding], group: int) -> str:
    name = f"ethnicity={ETHNICITIES[group]}"
    return str(next(one.verdict for one in findings if one.group == name))


def _ethnic(evidence: Evidence) -> list[int]:
    return [at for at, cell in enumerate(evidence.cells) if cell.attribute == "ethnicity"]


def _alone(evidence: Evidence, *, contrast: bool) -> tuple[float, ...]:
    """Return whether each interval that holds alone covers the truth of frozen cut-offs."""
    truth, held = 0.0 if contrast else FROZEN_MISSED, []
    for at in _ethnic(evidence):
        values = evidence.figure("false_negative_rate", at)
        df = evidence.counts[at].freedom(cases=True)
        if contrast:
            values = values - evidence.figure("false_negative_rate", at, others=True)
            df = min(df, evidence.other_counts[at].freedom(cases=True))
        lo, hi = measures.t_interval(float(values[0]), values[1:], df, evidence.confidence)
        held.append(float(lo <= truth <= hi) if hi > lo else float("nan"))
    return tuple(held)


def _together(findings: list[Finding], evidence: Evidence) -> float:
    """Return whether all intervals cover 0; a region that nobody was drawn in has none."""
    there = {cell.name for cell in evidence.cells if cell.rows.any()}
    intervals = [one.interval for one in findings if one.group in there]
    bounds = [pair for pair in intervals if pair and None not in pair]
    if len(bounds) < len(intervals):
        return float("nan")
    return float(all(lo <= 0 <= hi for lo, hi in bounds))  # type: ignore[operator]


def _half(finding: Finding) -> float:
    lo, hi = finding.interval or (None, None)
    return float("nan") if lo is None or hi is None else (hi - lo) / 2


def _deff(evidence: Evidence) -> float:
    """Return the mean over groups of the variance over that of as many children drawn singly."""
    found = []
    for at in _ethnic(evidence):
        values, n = evidence.figure("false_negative_rate", at), evidence.counts[at].n_at_risk
        share = float(values[0])
        if n and 0 < share < 1:
            found.append(np.nanmean((values[1:] - share) ** 2) / (share * (1 - share) / n))
    return float(np.mean(found)) if found else float("nan")


def _theirs(world: World, rng: np.random.Generator) -> dict[str, str]:
    """Return the verdicts of max-min, of its row bootstrap, and of the ratio rule.

    A false negative rate is of the children at risk alone, so only their rows are handed over.
    """
    of = world.rows.at_risk
    missed, group = (~world.rows.selected[of]).astype(float), world.group[of]
    weight = world.rows.weight[of]
    rate = _rates(missed, group, weight)
    spread = float(_fairlearn(missed, group, weight).difference())
    if not np.isclose(spread, np.ptp(rate), atol=1e-12):
        raise RuntimeError(f"Fairlearn's difference is {spread}, counted here {np.ptp(rate)}")
    size = np.bincount(world.group, weights=world.rows.weight)
    ratio = rate / rate[np.argmax(size)]
    lo, hi = _row_bootstrap(missed, group, weight, rng)
    return {
        "Fairlearn, largest difference": "fail" if spread > THEIR_LIMIT else "pass",
        "Fairlearn, bootstrap of it": "fail" if lo > THEIR_LIMIT
        else "pass" if hi <= THEIR_LIMIT else str(Verdict.INSUFFICIENT),
        "ratio to the largest group, 0.8-1.25": "pass"
        if THEIR_RATIO[0] <= ratio.min() and ratio.max() <= THEIR_RATIO[1] else "fail",
    }  # fmt: skip


def _rates(missed: Floats, group: NDArray[np.intp], weight: Floats) -> Floats:
    size = len(ETHNICITIES)
    return np.asarray(
        np.bincount(group, weights=weight * missed, minlength=size)
        / np.bincount(group, weights=weight, minlength=size)
    )


def _fairlearn(missed: Floats, group: NDArray[np.intp], weight: Floats, **more: Any) -> Any:  # noqa: ANN401 - Fairlearn has no types
    from fairlearn.metrics import MetricFrame, selection_rate

    # among children at risk the false negative rate is the share that is missed
    return MetricFrame(
        metrics=selection_rate,
        y_true=np.ones(missed.size, dtype=int),
        y_pred=missed.astype(int),
        sensitive_features=np.array(ETHNICITIES)[group],
        sample_params={"sample_weight": weight},
        **more,
    )


def _row_bootstrap(
    missed: Floats, group: NDArray[np.intp], weight: Floats, rng: np.random.Generator
) -> tuple[float, float]:
    """Return Fairlearn's interval of ``difference()``: rows drawn one by one, plain quantiles.

    Counted here because Fairlearn takes seconds for each world; `check_against_fairlearn` compares
    the two.
    """
    spreads = []
    for _ in range(THEIR_REPLICATES):
        drawn = np.bincount(rng.integers(0, missed.size, missed.size), minlength=missed.size)
        spreads.append(float(np.ptp(_rates(missed, group, weight * drawn))))
    lo, hi = np.quantile(spreads, [0.025, 0.975])
    return float(lo), float(hi)


def check_against_fairlearn(seed: int) -> tuple[float, ...]:
    """Return the bootstrap interval as counted here and as Fairlearn gives it, on one world."""
    rng = np.random.default_rng(seed)
    world = make(Design(at_risk=SURVEY), rng=rng, policy=limits(replicates=REPLICATES))
    of = world.rows.at_risk
    given = (~world.rows.selected[of]).astype(float), world.group[of], world.rows.weight[of]
    frame = _fairlearn(
        *given, n_boot=THEIR_REPLICATES, ci_quantiles=[0.025, 0.975], random_state=seed
    )
    return (*_row_bootstrap(*given, rng), *(float(one) for one in frame.difference_ci()))


def hidden_for(gap: float, *, seed: int, worlds: int = 8) -> float:
    """Return the share of records to hide so that the true contrast is ``gap`` on average."""
    design = Design(at_risk=(HARMED_AT_RISK,) * len(ETHNICITIES), harmed=HARMED)
    policy, tried = limits(replicates=REPLICATES), 2.4 * gap

    def reached(hidden: float) -> float:
        asked = replace(design, hidden=hidden)
        drawn = (np.random.default_rng([seed, at]) for at in range(worlds))
        return float(np.mean([make(asked, rng=rng, policy=policy).contrast(HARMED)
                              for rng in drawn]))  # fmt: skip

    without, with_some = reached(0.0), reached(tried)
    # each record that is hidden adds as much: a child without a sign of risk is not on the list
    return min(0.95, tried * (gap - without) / (with_some - without))


def _work(task: tuple[str, Scenario, int]) -> Seen:
    with threadpool_limits(1):
        return judged(*task)


def run(worlds: int, *, seed: int, only: str, processes: int) -> dict[str, list[Seen]]:
    """Return what every world of every scenario showed, by scenario."""
    gaps = {points: hidden_for(points / 100, seed=seed) for points in (20, 10)}
    every = scenarios(worlds, gaps=gaps)
    asked = {name: one for name, one in every.items() if re.search(only, name)}
    tasks = [(name, one, seed + at) for name, one in asked.items() for at in range(one.worlds)]
    tasks.sort(key=lambda task: -sum(task[1].design.at_risk))  # the long ones first
    found: dict[str, list[Seen]] = defaultdict(list)
    started = time.monotonic()
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        for done, seen in enumerate(pool.imap_unordered(_work, tasks, chunksize=4), start=1):
            found[seen.scenario].append(seen)
            if done % 100 == 0 or done == len(tasks):
                spent = time.monotonic() - started
                print(f"{done} of {len(tasks)} worlds, {spent:.0f} s", file=sys.stderr, flush=True)
    return {name: found[name] for name in asked}


def main(arguments: list[str] | None = None) -> int:
    """Judge the worlds, print and write table and figure; 1 where a bar is missed."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--worlds", type=int, default=1000, help="fair worlds; others in proportion")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--only", default="", help="scenarios whose name matches this")
    asked.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
    asked.add_argument("--out", type=Path, default=Path(__file__).with_name("bias_bench.md"))
    chosen = asked.parse_args(arguments)
    found = run(chosen.worlds, seed=chosen.seed, only=chosen.only, processes=chosen.processes)
    text, held = page(
        found,
        worlds=chosen.worlds,
        seed=chosen.seed,
        fairlearn=check_against_fairlearn(chosen.seed),
    )
    print(text)
    chosen.out.write_text(text, encoding="utf-8")
    if not chosen.only:
        picture(found, chosen.out.with_suffix(".svg"))
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
