"""Does the whole flow work on this machine, and does the gate refuse a harm of known size?

Two worlds from one seed. In the fair one every stage runs up to a visit list. In the biased one
many cases of child labour among minorities are not recorded in the training labels: the later
wave shows it, and the gate refuses. Keys are made for it and trusted as throw-away ones: all that
they sign is marked DEMO.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from riskscreen import decisions, records, registry, scoring, signing, synthetic
from riskscreen.core import Finding, counted
from riskscreen.errors import GateError, InputError
from riskscreen.flows import registering
from riskscreen.flows.approving import approve
from riskscreen.flows.releases import release
from riskscreen.flows.scores import write_table
from riskscreen.flows.telling import nobody, numbered
from riskscreen.flows.training_run import Say, TrainedRun
from riskscreen.flows.trainings import STANDARD, train

__all__ = ["BIASED_OUTCOME", "Demo", "demo"]

BIASED_OUTCOME = "child_labour"
_NAME = "demo"
_STEPS = 8
"""How many lines of its own the demo tells; each training tells its own beside."""


@dataclass(frozen=True, slots=True)
class Demo:
    """What the demo made: paths, runs, the release of one world and the refusal of the other."""

    paths: dict[str, Path]
    run_id: str
    biased_run_id: str
    release: str
    refused_by: tuple[Finding, ...] = field(repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the demo as JSON types."""
        return {
            "paths": {name: str(path) for name, path in self.paths.items()},
            "run": self.run_id,
            "biased_run": self.biased_run_id,
            "release": self.release,
            "refused_by": [finding.to_dict() for finding in self.refused_by],
        }

    def lines(self) -> list[str]:
        """Return what a person reads at the end."""
        refused = [f"  {finding.sentence()}" for finding in self.refused_by]
        return [
            f"Fair world: released as {self.release} (DEMO, synthetic), run {self.run_id}",
            f"Biased world ({BIASED_OUTCOME} under-recorded among minorities in the training "
            f"labels): refused by {counted(len(refused), 'finding')}, run {self.biased_run_id}",
            *refused,
            "Made:",
            *(f"  {name}: {path}" for name, path in self.paths.items()),
        ]


def demo(
    out: str | Path = "demo", *, households: int = 30_000, seed: int = 1, say: Say = nobody
) -> Demo:
    """Run both worlds and return what they made.

    Parameters
    ----------
    out : str or Path
        Folder to write into; a store, models and records of its own, apart from real ones.
    households : int
        Below about 30,000 the gate is right to find too little evidence.
    seed : int
        The same seed gives the same panel and the same boosters. Of other seeds the gate may say
        of a fair world too that the evidence is insufficient: 30,000 households are few.
    say : callable
        Takes a line of progress as each step begins.

    Raises
    ------
    InputError
        If the folder holds an earlier demo.
    GateError
        If the fair world is refused.
    RuntimeError
        If the biased world is released: then the gate does not work.
    """
    folder = Path(out)
    if (folder / "keys").exists():
        raise InputError(f"{folder} holds an earlier demo; delete it, or name another with --out")
    store, models = folder / "mlruns", folder / "models"
    paths: dict[str, Path] = {"store": store / "mlflow.db"}
    tell = numbered(say, steps=_STEPS)
    tell("keys: one that releases, two that approve, thrown away with the demo")
    trust, keys = _keys(folder / "keys")
    paths["trusted keys"] = trust
    registering.register("demo", models=models, key=keys[0], trust=trust)
    held = _world("fair", None, folder, paths, households=households, seed=seed, say=tell)
    tell(f"fair: training of {', '.join(STANDARD)}")
    places = _Places(store, models, trust)
    run = _train(held, "fair", STANDARD, places, seed=seed, say=say)
    tell("fair: two sign-offs, gate and release")
    for approver in keys[1:]:
        approve(run.run_id, key=approver, trust=trust, store=store, models=models)
    made = release(
        run.run_id, name=_NAME, key=keys[0], trust=trust, store=store, models=models,
        population=_population(seed), demo=True,
    )  # fmt: skip
    paths |= {"release": made.folder, "ledger": models / "ledger.jsonl"}
    _report_paths(paths, "fair", run, store)
    _score(held, made.name, folder, paths, trust=trust, say=tell)

    biased = _world(
        "biased", synthetic.DEMO_BIAS, folder, paths, households=households, seed=seed, say=tell
    )
    tell(f"biased: training of {BIASED_OUTCOME}")
    biased_run = _train(biased, "biased", (BIASED_OUTCOME,), places, seed=seed, say=say)
    _report_paths(paths, "biased", biased_run, store)
    tell("biased: gate")
    try:
        release(
            biased_run.run_id, name=_NAME, key=keys[0], trust=trust, store=store, models=models,
            population=_population(seed), demo=True,
        )  # fmt: skip
    except GateError as refusal:
        refused_by = refusal.findings
    else:
        raise RuntimeError("the biased world was released: the gate did not see a known harm")
    return Demo(
        paths=paths,
        run_id=run.run_id,
        biased_run_id=biased_run.run_id,
        release=f"{made.name} {made.version}",
        refused_by=refused_by,
    )


@dataclass(frozen=True, slots=True)
class _Places:
    store: Path
    models: Path
    trust: Path


def _keys(folder: Path) -> tuple[Path, tuple[Path, ...]]:
    """Make throw-away keys and return the file that trusts them, and the keys' files."""
    trust = folder / "trust.toml"
    made = []
    for name, role in (
        ("release", "release"),
        ("approver_1", "approve"),
        ("approver_2", "approve"),
    ):
        key = folder / f"{name}.pem"
        public = signing.make_key(key, throw_away=True)
        signing.trust_key(trust, public, holder=f"demo {name}", roles=[role], demo=True)
        made.append(key)
    return trust, tuple(made)


def _world(
    name: str,
    dials: synthetic.Dials | None,
    folder: Path,
    paths: dict[str, Path],
    *,
    households: int,
    seed: int,
    say: Say,
) -> records.Records:
    say(f"{name}: {households} synthetic households, three waves")
    panel = synthetic.panel(households=households, waves=3, seed=seed, profile="demo", dials=dials)
    target = folder / name / "records"
    panel.write(target)
    paths[f"{name} records"] = target
    return records.read_records(target)


def _train(
    held: records.Records,
    name: str,
    outcomes: tuple[str, ...],
    places: _Places,
    *,
    seed: int,
    say: Say,
) -> TrainedRun:
    return train(
        held,
        as_of=[str(synthetic.WAVE_DAYS[0])],
        test_as_of=str(synthetic.WAVE_DAYS[1]),
        outcomes=outcomes,
        policy="demo",
        store=places.store,
        models=places.models,
        trust=places.trust,
        seed=seed,
        demo=True,
        say=lambda line: say(f"{name}: {line}"),
    )


def _report_paths(paths: dict[str, Path], name: str, run: TrainedRun, store: Path) -> None:
    held = registry.Store(store)
    for lang in ("vi", "en"):
        paths[f"{name} report {lang}"] = held.path(run.run_id, f"report/report_{lang}.html")


def _score(
    held: records.Records,
    name: str,
    folder: Path,
    paths: dict[str, Path],
    *,
    trust: Path,
    say: Say,
) -> None:
    day = str(synthetic.WAVE_DAYS[2])
    say(f"fair: scores as of {day}")
    snapshot = held.as_of(day)
    scores = scoring.score(
        snapshot, release=name, as_of=day, models=folder / "models", trust=trust, lang="vi"
    )
    paths["scores"] = write_table(scores.to_frame("arrow"), folder / "fair" / "scores.parquet")
    commune, counts = np.unique(records.areas(snapshot).commune, return_counts=True)
    largest = str(commune[np.argmax(counts)])
    visits = decisions.visit_list(scores, outcome="dropout", area=largest)
    paths["visit list"] = write_table(
        visits.to_frame("arrow"), folder / "fair" / f"visits_{largest}.csv"
    )


def _population(seed: int) -> str:
    return f"the synthetic demo world of seed {seed}; nobody real"
