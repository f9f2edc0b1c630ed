"""How near does the recipe come to a truth that only a synthetic world has?

Wave 1 to 2 trains, wave 2 to 3 judges. Twenty small worlds say whether the interval covers the mean
true risk of a vigintile of score; one world of the demo's size says how the figures stand to their
bars. Writes ``bench_truth.md`` beside this file.
"""

from __future__ import annotations

import argparse
import datetime
import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from riskscreen import measures, synthetic, tables, training
from riskscreen import policy as policies

__all__ = ["Judged", "judge_world", "main", "page"]

SMALL, DEMO = 4_000, 30_000
FIRST_SEED = 301
WIDENINGS = (0.9, 1.0, 1.05, 1.1, 1.15, 1.25)
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """One outcome of one world on its later window.

    ``covered`` and ``covered_full`` have one entry per vigintile: whether the interval holds the
    mean of ``risk_observable`` and of ``risk_full``, the world's own unseen effects included.
    ``shift`` is the calibrated less the true log-odds of the vigintile, ``half`` half the interval.
    """

    seed: int
    outcome: str
    auc: Mapping[str, float]
    slope: float
    ratio: Mapping[str, float]
    covered: NDArray[np.bool_]
    covered_full: NDArray[np.bool_]
    shift: Floats
    half: Floats
    variance: Mapping[str, tuple[float, ...]]
    seconds: float


def judge_world(
    seed: int, *, households: int, names: Sequence[str] = synthetic.OUTCOMES
) -> list[Judged]:
    """Return what the recipe achieves on each outcome of one world."""
    panel = synthetic.panel(households=households, seed=seed, profile="demo")
    return [_judge(panel, name, seed=seed) for name in names]


def _judge(panel: synthetic.Panel, name: str, *, seed: int) -> Judged:
    policy, held = policies.load("demo"), panel.records()
    first, later = synthetic.WAVE_DAYS[:2]
    table = tables.build_table(held, name, as_of=first, policy=policy)
    started = time.perf_counter()
    trained = training.fit_outcome(table, policy=policy, seed=seed)
    seconds = time.perf_counter() - started
    table = tables.build_table(held, name, as_of=later, policy=policy, state=table.state)
    table = table.take(table.trains)
    said = trained.model.predict(table.features.values)
    truth = _truth(panel, table)
    weight = table.weight
    ranked = {
        "model": said.risk,
        "oracle": truth["risk_observable"],
        **{kind: one.predict(table) for kind, one in trained.baselines.items()},
    }
    bins = measures.bin_codes(said.margin, weight)
    mean = {
        kind: np.bincount(bins, weight * values) / np.bincount(bins, weight)
        for kind, values in {"lo": said.lo, "hi": said.hi, "risk": said.risk, **truth}.items()
    }
    return Judged(
        seed=seed,
        outcome=name,
        auc={
            kind: measures.weighted_auc(table.label, risk, weight) for kind, risk in ranked.items()
        },
        slope=measures.calibration_slope(table.label, said.risk, weight)[1],
        ratio=_ratios(table, said.risk, policy),
        covered=_inside(mean, "risk_observable"),
        covered_full=_inside(mean, "risk_full"),
        shift=_logit(mean["risk"]) - _logit(mean["risk_observable"]),
        half=(_logit(mean["hi"]) - _logit(mean["lo"])) / 2,
        variance=trained.interval_variance,
        seconds=seconds,
    )


def _truth(panel: synthetic.Panel, table: tables.TrainingTable) -> dict[str, Floats]:
    rows = (panel.truth["outcome"] == table.outcome.name) & (panel.truth["day"] == table.day)
    ids = panel.truth["child_id"][rows]
    order = np.argsort(ids)
    place = order[np.searchsorted(ids, table.child_id, sorter=order)]
    if not np.array_equal(ids[place], table.child_id):
        raise RuntimeError(f"{table.outcome.name}: a child of the later window has no truth")
    return {kind: panel.truth[kind][rows][place] for kind in ("risk_observable", "risk_full")}


def _ratios(table: tables.TrainingTable, risk: Floats, policy: policies.Policy) -> dict[str, float]:
    """Return observed over expected, overall and in each required group."""
    groups = {"overall": np.ones(table.n_rows, dtype=bool)}
    for group in policy.groups.values():
        values = table.groups[group.column]
        named = [value for levels in group.levels.values() for value in levels]
        for level, levels in group.levels.items():
            inside = np.isin(values, levels)
            if "*" in levels:
                inside |= (values != "") & ~np.isin(values, named)
            if group.required:
                groups[f"{group.name}={level}"] = inside
    return {
        name: measures.observed_over_expected(
            table.label[inside], risk[inside], table.weight[inside]
        )
        for name, inside in groups.items()
    }


def _inside(mean: Mapping[str, Floats], truth: str) -> NDArray[np.bool_]:
    return (mean["lo"] <= mean[truth]) & (mean[truth] <= mean["hi"])


def _logit(risk: Floats) -> Floats:
    return np.asarray(np.log(risk / (1 - risk)))


def page(small: Sequence[Judged], demo: Sequence[Judged], *, households: int) -> str:
    """Return the Markdown page: command, seeds, versions, figures beside their bars."""
    seeds = sorted({one.seed for one in small})
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("lightgbm", "numpy"))
    today = datetime.datetime.now(datetime.UTC).date()
    lines = [
        "# Against the truth of synthetic worlds",
        "",
        f"`make bench-truth`, {today}, {versions}, {os.cpu_count()} cores. Trained on wave 1 to 2, "
        "judged on wave 2 to 3 (no tree, calibrator or search has seen it).",
        "",
        f"## Interval: {len(seeds)} worlds of {households:,} households, seeds "
        f"{seeds[0]}-{seeds[-1]}",
        "",
        "The share of vigintiles of score whose 90 % interval covers the mean true risk of the "
        "children in it (`risk_observable`), to lie in 0.85-0.95; beside it the same for "
        "`risk_full`, which holds the later year's own shocks to PSUs and households that no "
        "earlier year can foretell.",
        "",
        "| outcome | covers | covers risk_full | half width, log-odds | error, log-odds (rms) "
        "| AUC model | logistic | oracle | slope | observed over expected |",
        "|---|---|---|---|---|---|---|---|---|---|",
        *_interval_rows(small),
        "",
        "What other values of the policy's `interval_widening` would have covered, from the same "
        "runs (all outcomes; the interval's half width in log-odds, scaled):",
        "",
        "| widening | " + " | ".join(f"{factor:.2f}" for factor in WIDENINGS) + " |",
        "|---|" + "---|" * len(WIDENINGS),
        "| covers | " + " | ".join(f"{_scaled(small, f):.3f}" for f in WIDENINGS) + " |",
        "",
        f"## The demo's size: {DEMO:,} households, seed {demo[0].seed if demo else '-'}",
        "",
        "Bars: AUC within 0.025 of the oracle and not below logistic regression by more than "
        "0.005; slope 0.85-1.15; observed over expected 0.9-1.1 overall, 0.8-1.25 per group.",
        "",
        "| outcome | AUC model | oracle | logistic | checklist | area | slope | observed over "
        "expected, overall | lowest group | highest group | seconds to train |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
        *[_demo_row(one) for one in demo],
        "",
    ]
    return "\n".join(lines)


def _interval_rows(small: Sequence[Judged]) -> list[str]:
    rows = []
    for name in (*synthetic.OUTCOMES, "all"):
        part = [one for one in small if name in (one.outcome, "all")]
        if not part:
            continue
        share = [np.concatenate([getattr(one, kind) for one in part]).mean()
                 for kind in ("covered", "covered_full")]  # fmt: skip
        half = np.concatenate([one.half for one in part]).mean()
        error = np.sqrt((np.concatenate([one.shift for one in part]) ** 2).mean())
        auc = [np.mean([one.auc[kind] for one in part]) for kind in ("model", "logistic", "oracle")]
        slope = np.mean([one.slope for one in part])
        ratio = np.mean([one.ratio["overall"] for one in part])
        figures = [*share, half, error, *auc, slope, ratio]
        rows.append(f"| {name} | " + " | ".join(f"{figure:.3f}" for figure in figures) + " |")
    return rows


def _scaled(small: Sequence[Judged], factor: float) -> float:
    scale = factor / policies.load("demo").interval_widening
    inside = [np.abs(one.shift) <= scale * one.half for one in small]
    return float(np.concatenate(inside).mean()) if inside else float("nan")


def _demo_row(one: Judged) -> str:
    groups = {name: ratio for name, ratio in one.ratio.items() if name != "overall"}
    lowest, highest = min(groups, key=groups.__getitem__), max(groups, key=groups.__getitem__)
    auc = [f"{one.auc[k]:.3f}" for k in ("model", "oracle", "logistic", "checklist", "area")]
    cells = [
        *auc,
        f"{one.slope:.3f}",
        f"{one.ratio['overall']:.3f}",
        f"{groups[lowest]:.3f} ({lowest})",
        f"{groups[highest]:.3f} ({highest})",
        f"{one.seconds:.0f}",
    ]
    return f"| {one.outcome} | " + " | ".join(cells) + " |"


def main(arguments: list[str] | None = None) -> int:
    """Run the worlds, then print and write the page."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--worlds", type=int, default=20)
    asked.add_argument("--households", type=int, default=SMALL)
    asked.add_argument("--demo-households", type=int, default=DEMO, help="0 leaves it out")
    asked.add_argument("--out", type=Path, default=Path(__file__).with_name("bench_truth.md"))
    chosen = asked.parse_args(arguments)
    small: list[Judged] = []
    for seed in range(FIRST_SEED, FIRST_SEED + chosen.worlds):
        small += judge_world(seed, households=chosen.households)
        print(f"world {seed} judged", file=sys.stderr, flush=True)
    demo = judge_world(1, households=chosen.demo_households) if chosen.demo_households else []
    text = page(small, demo, households=chosen.households)
    chosen.out.write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
