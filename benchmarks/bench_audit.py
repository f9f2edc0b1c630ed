"""How long does an audit of 60,000 children take, and how long does Fairlearn's bootstrap?

Each figure is of a fresh process. Fairlearn repeats every metric of every group in Python for each
replicate, so it is timed at a few replicates and scaled by their number: its time is linear in
them, which the two timings of the table show. Writes ``bench_audit.md``.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import resource
import subprocess
import sys
import time
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from riskscreen import auditing, decisions
from riskscreen.policy import Policy, load

__all__ = ["limits", "main", "world"]

OUTCOMES = {"dropout": 0.12, "child_labour": 0.06, "exclusion": 0.25}
ETHNICITIES = ("Kinh", "Hoa", "Tày", "Thái", "Mường", "Nùng", "Khmer", "Mông")
REGIONS = (
    "red_river_delta", "northern_mountains", "central_coast", "central_highlands", "south_east",
    "mekong_delta",
)  # fmt: skip
CHILDREN, PSUS, STRATA, FEATURES = 60_000, 1_500, 60, 60
TARGET_SECONDS, TARGET_GB, TARGET_TIMES = 30.0, 2.0, 100.0
FEW, MORE = 2, 4
UNKNOWN = 0.02
Floats = np.ndarray[Any, np.dtype[np.float64]]


def limits() -> Policy:
    """Return the default policy with 8 ethnic groups: 8 x 2 x 6 is 96 intersections."""
    policy = load("default")
    levels = {name: (name,) for name in ETHNICITIES}
    ethnicity = replace(policy.groups["ethnicity"], levels=levels)
    return replace(policy, groups={**policy.groups, "ethnicity": ethnicity})


def world(outcome: str, *, seed: int = 1, children: int = CHILDREN) -> auditing.AuditInput:
    """Return seeded siblings in PSUs and strata, with survey weights and a list of a tenth."""
    rng = np.random.default_rng([seed, len(outcome)])
    household = np.sort(rng.integers(0, children * 5 // 9, children))
    psu = household * PSUS // (children * 5 // 9)
    stratum = psu * STRATA // PSUS
    region = stratum * len(REGIONS) // STRATA
    ethnic = rng.choice(len(ETHNICITIES), children * 5 // 9, p=np.r_[0.65, [0.05] * 7])[household]
    base = np.log(OUTCOMES[outcome] / (1 - OUTCOMES[outcome]))
    seen = rng.normal(0, 1, children) + rng.normal(0, 0.3, PSUS)[psu] + 0.1 * ethnic
    unseen = rng.normal(0, 0.5, household.max() + 1)[household]
    risk = 1 / (1 + np.exp(-(base + seen)))
    label = (rng.random(children) < 1 / (1 + np.exp(-(base + seen + unseen)))).astype(float)
    label[rng.random(children) < UNKNOWN] = np.nan
    risk[rng.random(children) < UNKNOWN] = np.nan
    return auditing.AuditInput(
        outcome=outcome,
        label=label,
        eligible=np.ones(children),
        risk=risk,
        selected=_top(risk),
        weight=rng.gamma(8, 1 / 8, children),
        psu=psu.astype(str),
        stratum=stratum.astype(str),
        groups=_groups(rng, ethnic, region),
        baselines={name: np.floor(2 * seen + rng.normal(0, 2, children))
                   for name in ("checklist", "logistic", "area", "prevalence")},
        feature_names=tuple(f"feature_{i}" for i in range(FEATURES)),
        features=rng.normal(0, 1, (children, FEATURES)).round(1),
        allocate=_top,
    )  # fmt: skip


def _groups(
    rng: np.random.Generator, ethnic: Floats, region: Floats
) -> dict[str, np.ndarray[Any, np.dtype[np.str_]]]:
    n = ethnic.size
    return {
        "ethnicity": np.array(ETHNICITIES)[ethnic],
        "sex": rng.choice(["female", "male"], n),
        "region": np.array(REGIONS)[region],
        "urban": rng.choice(["urban", "rural", "not_recorded"], n),
        "poverty": rng.choice(["poor", "near_poor", "not_poor"], n),
        "disability": rng.choice(["disabled", "not_disabled"], n, p=[0.05, 0.95]),
    }


def _top(risk: Floats) -> np.ndarray[Any, np.dtype[np.bool_]]:
    chosen = np.zeros(risk.size, dtype=bool)
    chosen[np.argsort(np.where(np.isnan(risk), 1.0, -risk))[: risk.size // 10]] = True
    return chosen & ~np.isnan(risk)


def _with_model(rows: auditing.AuditInput) -> auditing.AuditInput:
    """Return the rows with every allocation rule and something that predicts, as a training has."""
    slope = np.linspace(-0.2, 0.2, FEATURES)
    return replace(
        rows,
        lists=dict.fromkeys(decisions.RULES, _top),
        predict=lambda values: 1 / (1 + np.exp(2 - np.nan_to_num(values) @ slope)),
        gain=tuple(np.full(FEATURES, 1 / FEATURES)),
    )


def _ours(outcome: str, *, studied: bool = False) -> dict[str, float]:
    policy, rows, earlier = limits(), world(outcome), None
    if studied:
        rows, earlier = _with_model(rows), replace(world(outcome, seed=2), later=False)
    started = time.perf_counter()
    with threadpool_limits(1):  # as the flows call it
        audit = auditing.audit_arrays(
            rows, policy=policy, rng=np.random.default_rng(0), earlier=earlier
        )
    seconds = time.perf_counter() - started
    cells = sum(row["kind"] == "intersection" and row["attribute"].count("&") > 1
                for row in audit.tables["groups"])  # fmt: skip
    return {"seconds": seconds, "intersections": float(cells)}


def _same_metrics(outcome: str) -> dict[str, float]:
    """Time what Fairlearn is timed at: four metrics of the same groups, with their replicates."""
    from riskscreen import measures
    from riskscreen.auditing.cells import cells
    from riskscreen.auditing.evidence import gather

    policy, rows = limits(), world(outcome)
    started = time.perf_counter()
    drawn = measures.rao_wu(rows.stratum, rows.psu, replicates=1000, rng=np.random.default_rng(0))
    evidence = gather(rows, cells(rows, policy), replicates=drawn, confidence=0.95)
    for place in range(len(evidence.cells)):
        for metric in ("selection_rate", "false_negative_rate", "false_positive_rate", "precision"):
            measured = evidence.figure(metric, place)
            measures.t_interval(float(measured[0]), measured[1:], 100, 0.95)
    return {"seconds": time.perf_counter() - started}


def _fairlearn(outcome: str, replicates: int) -> dict[str, float]:
    import functools

    from fairlearn import metrics as theirs
    from sklearn.metrics import precision_score

    rows = world(outcome)
    of = rows.known  # Fairlearn takes no unknown label
    weight = rows.weight[of]
    chosen = {
        "selection_rate": theirs.selection_rate,
        "false_negative_rate": theirs.false_negative_rate,
        "false_positive_rate": theirs.false_positive_rate,
        "precision": functools.partial(precision_score, zero_division=0),
    }
    started = time.perf_counter()
    theirs.MetricFrame(
        metrics=chosen,
        y_true=rows.label[of].astype(int),
        y_pred=rows.selected[of].astype(int),
        sensitive_features={name: rows.groups[name][of] for name in ("ethnicity", "sex", "region")},
        sample_params={name: {"sample_weight": weight} for name in chosen},
        n_boot=replicates,
        ci_quantiles=[0.025, 0.975],
        random_state=0,
    )
    return {"seconds": time.perf_counter() - started}


def _one(task: str, outcome: str, replicates: int) -> dict[str, float]:
    if task == "all":
        found = {"seconds": sum(_ours(one)["seconds"] for one in OUTCOMES)}
    elif task in ("audit", "studied"):
        found = _ours(outcome, studied=task == "studied")
    elif task == "metrics":
        found = _same_metrics(outcome)
    else:
        found = _fairlearn(outcome, replicates)
    found["gb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return found


def _fresh(task: str, outcome: str, replicates: int = 0) -> dict[str, float]:
    command = [sys.executable, __file__, "--task", task, outcome, str(replicates)]
    started = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    print(f"{task} {outcome} {replicates or ''}: {found['seconds']:.1f} s", file=sys.stderr)
    return found | {"process": time.perf_counter() - started}


def _page(
    ours: dict[str, dict[str, float]],
    together: dict[str, float],
    studied: dict[str, float],
    same: dict[str, float],
    theirs: list[float],
) -> str:
    whole = together["seconds"]
    each = (theirs[1] - theirs[0]) / (MORE - FEW)
    scaled = theirs[0] + each * (1000 - FEW)
    peak = together["gb"]
    day = datetime.datetime.now(datetime.UTC).date()
    lines = [
        "# What an audit costs",
        "",
        f"`python benchmarks/bench_audit.py`, {day}, Python {platform.python_version()}, numpy "
        f"{metadata.version('numpy')}, fairlearn {metadata.version('fairlearn')}, {os.cpu_count()} "
        f"cores. {CHILDREN:,} children in {PSUS:,} PSUs and {STRATA} strata, "
        f"{ours['dropout']['intersections']:.0f} intersections of three attributes (and all of two "
        "and one), 1,000 replicates, linear algebra on one thread.",
        "",
        "| whole audit (`auditing.audit_arrays`) | seconds | of the whole process | GB, peak |",
        "|---|---:|---:|---:|",
        *[f"| {name} | {found['seconds']:.1f} | {found['process']:.1f} | {found['gb']:.2f} |"
          for name, found in ours.items()],
        f"| all three in one process, as `train` and `audit` ask them | {whole:.1f} | "
        f"{together['process']:.1f} | {peak:.2f} |",
        f"| target | {TARGET_SECONDS:.0f} |  | {TARGET_GB:.0f} |",
        f"| dropout, with a training table of as many children, four allocation rules, a model and "
        f"both studies of Fairlearn's | {studied['seconds']:.1f} | {studied['process']:.1f} | "
        f"{studied['gb']:.2f} |",
        "",
        "Selection rate, false negative rate, false positive rate and precision, weighted, with "
        "intervals, of one outcome:",
        "",
        "| who | replicates | seconds | times as long |",
        "|---|---:|---:|---:|",
        f"| riskscreen, those four and its other sums and AUCs, of {'every group'} | 1,000 | "
        f"{same['seconds']:.2f} | 1 |",
        f"| Fairlearn, `MetricFrame(n_boot={FEW})`, 96 intersections only | {FEW} | "
        f"{theirs[0]:.1f} |  |",
        f"| Fairlearn, `MetricFrame(n_boot={MORE})` | {MORE} | {theirs[1]:.1f} |  |",
        f"| Fairlearn, scaled linearly by the last two ({each:.2f} s a replicate) | 1,000 | "
        f"{scaled:.0f} | {scaled / same['seconds']:.0f} |",
        f"| target |  |  | {TARGET_TIMES:.0f} |",
        "",
        f"Against the whole audit of one outcome, with every question and table, Fairlearn's four "
        f"metrics take {scaled / (whole / len(ours)):.0f} times as long. Fairlearn's replicates "
        "draw children one by one, without PSUs.",
        "",
    ]  # fmt: skip
    print("\n".join(lines))
    fast = whole < TARGET_SECONDS and peak < TARGET_GB and scaled / same["seconds"] >= TARGET_TIMES
    return "\n".join(lines) if fast else "\n".join([*lines, "**A target is missed.**", ""])


def main(arguments: list[str] | None = None) -> int:
    """Time both, write the page; 1 where a target is missed."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--task", nargs=3, help=argparse.SUPPRESS)
    asked.add_argument("--out", type=Path, default=Path(__file__).with_name("bench_audit.md"))
    chosen = asked.parse_args(arguments)
    if chosen.task:
        task, outcome, replicates = chosen.task
        print(json.dumps(_one(task, outcome, int(replicates))))
        return 0
    ours = {outcome: _fresh("audit", outcome) for outcome in OUTCOMES}
    together, studied = _fresh("all", "three"), _fresh("studied", "dropout")
    same = _fresh("metrics", "dropout")
    theirs = [_fresh("fairlearn", "dropout", count)["seconds"] for count in (FEW, MORE)]
    page = _page(ours, together, studied, same, theirs)
    chosen.out.write_text(page, encoding="utf-8")
    return int("missed" in page)


if __name__ == "__main__":
    sys.exit(main())
