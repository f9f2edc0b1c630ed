"""A real release of two small outcomes, trained, written, committed in a ledger, in seconds."""

from __future__ import annotations

import dataclasses
import datetime
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests import signers
from tests.signers import SIGNED, TRUST

from riskscreen import (
    bundle,
    decisions,
    errors,
    features,
    ledger,
    model,
    outcomes,
    policy,
    records,
    schema,
    scoring,
    synthetic,
    training,
)
from riskscreen.core import Finding, Verdict

NAME = "small"
OUTCOMES = ("dropout", "child_labour")
DAY = str(synthetic.WAVE_DAYS[2])


@dataclass(frozen=True)
class Shelf:
    """A folder of releases, and how to load from it."""

    models: Path

    def load(self, **changes: Any) -> scoring.Release:
        """Load the release as a service would."""
        return scoring.load_release(NAME, **{"models": self.models, "trust": TRUST} | changes)


@pytest.fixture(scope="session")
def held() -> records.Records:
    """Three waves of 400 made-up households."""
    return synthetic.panel(households=400, waves=3, seed=7, profile="demo").records()


@pytest.fixture(scope="session")
def contents(held: records.Records) -> bundle.BundleContents:
    """What a release of two outcomes holds."""
    limits = policy.load("demo")
    snapshot = held.as_of(synthetic.WAVE_DAYS[0])
    follow_up = held.follow_up(snapshot)
    state = features.fit(snapshot, policy=limits)
    matrix = features.build(snapshot, state=state)
    areas = records.areas(snapshot)
    models = {name: _fit(name, snapshot, follow_up, matrix) for name in OUTCOMES}
    return _bound(bundle.BundleContents(
        models=models,
        cutoffs={
            name: _cutoffs(held_model, snapshot, matrix, areas, limits)
            for name, held_model in models.items()
        },
        features={
            "names": list(matrix.names),
            "state": state.to_dict(),
            "medians": {name: matrix.medians().get(name) for name in matrix.names},
        },
        policy=limits.to_dict(),
        schema={"columns": []},
        verdicts={},
        card={"name": NAME},
        golden={
            name: bundle.golden_rows(held_model, matrix.values[:10])
            for name, held_model in models.items()
        },
        reports={"en": "<p>report</p>", "vi": "<p>báo cáo</p>"},
        approvals=[],
        meta=meta(),
    ))  # fmt: skip


@pytest.fixture(scope="session")
def shelf(contents: bundle.BundleContents, tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """The release in its folder, with its line in the ledger."""
    return put(contents, tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="session")
def release(shelf: Shelf) -> scoring.Release:
    """The release, loaded."""
    return shelf.load()


@pytest.fixture(scope="session")
def one_household(held: records.Records) -> Callable[[str], str]:
    """The newest rows of a household, by its id, as the JSON that a service sends."""
    return lambda household_id: _one_household(held, household_id)


@pytest.fixture(scope="session")
def some_household(held: records.Records) -> dict[str, Any]:
    """The JSON of the first household with two children, parsed."""
    group = held.as_of(DAY).column("household_id").tolist()
    first = next(household for household in group if group.count(household) > 1)
    document: dict[str, Any] = json.loads(_one_household(held, first))
    return document


@pytest.fixture(scope="session")
def release_again() -> Callable[..., Shelf]:
    """How to write a bundle and its line in the ledger."""
    return put


@pytest.fixture(scope="session")
def meta_with() -> Callable[..., dict[str, Any]]:
    """How to write the facts of a manifest."""
    return meta


def meta(**changes: Any) -> dict[str, Any]:
    """Return what the manifest says of the release, valid for a year from now."""
    now = datetime.datetime.now(tz=datetime.UTC)
    return {
        "name": NAME,
        "counter": 1,
        "training_digest": "0" * 64,
        "run_id": "run",
        "code_version": "0.1.0",
        "population": "nobody real",
        "created": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "expires": (now.date() + datetime.timedelta(days=365)).isoformat(),
        "demo": True,
        "synthetic": True,
        "legal": {"legal_basis": "none", "purpose": "test", "retention_until": "2030-12-31"},
    } | changes


def put(
    contents: bundle.BundleContents,
    models: Path,
    *,
    version: str = "1",
    time: datetime.datetime | None = None,
) -> Shelf:
    """Write a bundle, judged and signed off as it is, and its line in the ledger."""
    contents = _bound(contents)
    bundle.write(models / NAME / version, contents, sign=signers.sign, trust=TRUST)
    line: dict[str, Any] = {"name": NAME, "version": version, "time": time, **SIGNED}
    path = models / scoring.LEDGER
    waivers = [
        ledger.append(path, "waiver", entry["waiver"], **line).counter
        for verdict in contents.verdicts.values()
        for entry in verdict["waived"]
    ]
    ledger.append(
        path, "release", signers.binding(models / NAME / version, waivers=waivers), **line
    )
    return Shelf(models)


def _fit(
    name: str,
    snapshot: records.Snapshot,
    follow_up: records.FollowUp,
    matrix: features.FeatureMatrix,
) -> model.RiskModel:
    import lightgbm

    outcome = outcomes.get(name)
    label = outcomes.label(outcome, follow_up)
    rows = (outcomes.eligible(outcome, snapshot) == 1) & ~np.isnan(label)
    trained = lightgbm.train(
        {"objective": "binary", "num_leaves": 4, "min_data_in_leaf": 10, "verbosity": -1,
         "num_threads": 1, "seed": 1, "deterministic": True},
        lightgbm.Dataset(
            matrix.values[rows], label[rows], feature_name=list(matrix.names), free_raw_data=False
        ),
        20,
    )  # fmt: skip
    gain = trained.feature_importance("gain")
    shares = tuple((gain / gain.sum()).tolist())
    age = snapshot.column("age_years")[rows]
    return model.RiskModel(
        outcome=name,
        definition=outcome.definition,
        horizon_months=12,
        booster=model.Booster.from_text(trained.model_to_string()),
        calibrator=model.Calibrator((-3.0, 0.0), (-3.0, 0.0)),
        intervals=model.IntervalCurves((-3.0, 0.0), (-3.5, -0.5), (-2.5, 0.5)),
        feature_names=matrix.names,
        gain=shares,
        training_prevalence=float(label[rows].mean()),
        age_range=(float(age.min()), float(age.max())),
        regions=tuple(sorted(set(snapshot.column("region").tolist()))),
        support=training.fit_support(
            matrix.values[rows],
            names=matrix.names,
            gain=shares,
            share=0.001,
            household=snapshot.column("household_id")[rows],
        ),
    )


def _cutoffs(
    held_model: model.RiskModel,
    snapshot: records.Snapshot,
    matrix: features.FeatureMatrix,
    areas: records.Areas,
    limits: policy.Policy,
) -> dict[str, Any]:
    eligible = outcomes.eligible(outcomes.get(held_model.outcome), snapshot) == 1
    risk = held_model.predict(matrix.values[eligible]).risk
    return decisions.allocate(
        risk,
        areas=areas.take(eligible),
        weight=np.ones(len(risk)),
        capacity=limits.capacity_of(held_model.outcome),
        child_id=snapshot.ids[eligible],
        booster_digest=held_model.digest,
        policy=limits,
        outcome=held_model.outcome,
    ).cutoffs.to_dict()


def _bound(contents: bundle.BundleContents) -> bundle.BundleContents:
    served = {
        name: bundle.served_digest(
            {**held_model.to_dict(), "cutoffs": contents.cutoffs[name]},
            trees_sha256=held_model.digest,
            features=contents.features,
        )
        for name, held_model in contents.models.items()
    }
    verdicts = {
        name: (contents.verdicts.get(name) or _verdict(held_model))
        | {"model_sha256": held_model.digest, "served_sha256": served[name]}
        for name, held_model in contents.models.items()
    }
    made = dataclasses.replace(contents, verdicts=verdicts)
    try:
        subject = signers.subject_of(
            {"manifest": made.meta, "policy": made.policy, "verdicts": verdicts}, served
        )
    except errors.PolicyError:
        return made
    approvals = signers.approved(subject, time=contents.meta["created"])
    return dataclasses.replace(made, approvals=approvals)


def _verdict(held_model: model.RiskModel) -> dict[str, Any]:
    finding = Finding(
        code="AUD-01", title="observed over expected cases", verdict=Verdict.PASS, measured=1.0,
        judges=True, outcome=held_model.outcome,
    )  # fmt: skip
    return {
        "verdict": "pass",
        "findings": [finding.to_dict()],
        "waived": [],
    }


def _one_household(held: records.Records, household_id: str) -> str:
    """Return the newest rows of a household as the JSON that a service sends."""
    snapshot = held.as_of(DAY)
    kids = np.flatnonzero(snapshot.column("household_id") == household_id)
    home = int(snapshot.household_index[kids[0]])
    document = {
        "household": _plain(snapshot.households, home),
        "children": [_plain(snapshot.children, row) for row in kids],
        "synthetic": True,
    }
    return json.dumps(document)


def _plain(table: records.Table, row: int) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    for name in table:
        fields = [f for (_, column), f in schema.fields().items() if column == name]
        value = table[name][row]
        if not fields or value in ("",) or value != value:  # noqa: PLR0124 - NaN
            continue
        if fields[0].type is schema.Kind.BOOL:
            cells[name] = bool(value)
        elif fields[0].type is schema.Kind.INT:
            cells[name] = int(value)
        else:
            cells[name] = float(value) if fields[0].is_number else str(value)
    return cells
