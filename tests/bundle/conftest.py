"""A tiny release of two outcomes, with real trees, written once a session."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from tests import signers

from riskscreen import bundle, model, policy, training
from riskscreen.bundle import manifest
from riskscreen.core import Finding, Verdict, digest_bytes

NAMES = ("age_years", "grade_gap", "siblings_out")


GAIN = (0.5, 0.3, 0.2)


def learned(rng: np.random.Generator) -> np.ndarray:
    X = rng.normal(size=(600, 3))
    X[rng.random(X.shape) < 0.2] = np.nan
    return X


def train(seed: int) -> str:
    import lightgbm

    rng = np.random.default_rng(seed)
    X = learned(rng)
    label = (np.nan_to_num(X[:, 0]) + np.isnan(X[:, 1]) + rng.logistic(size=600) > 0).astype(float)
    data = lightgbm.Dataset(X, label, feature_name=list(NAMES))
    parameters = {"objective": "binary", "num_leaves": 6, "verbosity": -1, "num_threads": 1}
    return lightgbm.train(parameters, data, 4).model_to_string()


def risk_model(outcome: str, text: str) -> model.RiskModel:
    return model.RiskModel(
        outcome=outcome, definition="v1", horizon_months=12,
        booster=model.Booster.from_text(text),
        calibrator=model.Calibrator((-1.0, 0.0, 1.0), (-1.5, -0.1, 0.8)),
        intervals=model.IntervalCurves((-1.0, 1.0), (-1.9, 0.2), (-1.0, 1.1)),
        feature_names=NAMES, gain=GAIN, training_prevalence=0.12,
        age_range=(5.0, 17.0), regions=("north",), title_en=outcome, title_vi="bỏ học",
        support=training.fit_support(
            np.sign(learned(np.random.default_rng(0))), names=NAMES, gain=GAIN, share=0.001
        ),
    )  # fmt: skip


def verdict(found: model.RiskModel) -> dict:
    finding = Finding(
        code="AUD-08", title="discrimination", verdict=Verdict.PASS, measured=0.71, judges=True,
        outcome=found.outcome,
    )  # fmt: skip
    return {
        "verdict": "pass",
        "model_sha256": found.digest,
        "served_sha256": served(found),
        "findings": [finding.to_dict()],
        "waived": [],
    }


CUTOFFS = {"intervention": {"nation": 0.3}}
LIMITS = policy.load("demo")
FEATURES = {
    "names": list(NAMES),
    "state": {
        "format": 1, "day": "2023-09-15", "prior_children": 50.0, "n_children": 600,
        "keys": {"region": ["north"], "difficulty": [], "commune": []},
        "means": {"poor": [0.1, 0.2]},
    },
    "medians": {"age_years": 11.0, "grade_gap": 0.0, "siblings_out": None},
}  # fmt: skip


META = {
    "name": "demo", "counter": 1, "training_digest": "c" * 64, "run_id": "run",
    "code_version": "0.1.0", "population": "synthetic", "created": "2026-03-01T09:00:00Z",
    "expires": "2027-03-01", "demo": True, "synthetic": True,
    "legal": {"legal_basis": "law", "purpose": "visits", "retention_until": "2030-01-01"},
}  # fmt: skip


def served(found: model.RiskModel) -> str:
    return bundle.served_digest(
        {**found.to_dict(), "cutoffs": CUTOFFS}, trees_sha256=found.digest, features=FEATURES
    )


def make_contents() -> bundle.BundleContents:
    models = {name: risk_model(name, train(at)) for at, name in enumerate(("dropout", "exclusion"))}
    X = np.random.default_rng(5).normal(size=(6, 3))
    X[0, 0] = X[3, 2] = np.nan
    return bundle.BundleContents(
        models=models,
        cutoffs=dict.fromkeys(models, CUTOFFS),
        features=copy.deepcopy(FEATURES),
        policy=LIMITS.to_dict(), schema={"columns": ["age_years"]},
        verdicts={name: verdict(found) for name, found in models.items()},
        card={"title": "thẻ mô hình"},
        golden={name: bundle.golden_rows(found, X) for name, found in models.items()},
        reports={"en": "<html>report</html>", "vi": "<html>báo cáo</html>"},
        approvals=signers.approved(subject_of(models)),
        meta=META,
    )  # fmt: skip


def subject_of(models: Mapping[str, model.RiskModel]) -> bundle.Subject:
    return signers.subject_of(
        {
            "manifest": META,
            "policy": LIMITS.to_dict(),
            "verdicts": {name: verdict(found) for name, found in models.items()},
        },
        {name: served(found) for name, found in models.items()},
    )


@pytest.fixture(scope="session")
def made() -> bundle.BundleContents:
    return make_contents()


@pytest.fixture(scope="session")
def text(made) -> str:
    return made.models["dropout"].booster.text


@pytest.fixture(scope="session")
def original(made, tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("models") / "demo" / "1"
    bundle.write(place, made, sign=signers.sign, trust=signers.TRUST)
    return place


@pytest.fixture
def folder(original, tmp_path) -> Path:
    """A fresh copy to break."""
    return Path(shutil.copytree(original, tmp_path / "1"))


@pytest.fixture
def forge(folder):
    """Change files, then every digest, sign-off and signature, as who holds every key would."""

    def rewrite(content: dict[str, bytes] | None = None, **meta: object) -> Path:
        before = json.loads((folder / "verdicts.json").read_bytes())
        for path, entry in (content or {}).items():
            (folder / path).write_bytes(entry)
        facts = json.loads((folder / "manifest.json").read_bytes()) | meta
        del facts["seal"]
        bind_again(folder, facts, before=before, approve="approvals.json" not in (content or {}))
        for path in facts["files"]:
            entry = (folder / path).read_bytes()
            facts["files"][path] = {"bytes": len(entry), "sha256": digest_bytes(entry)}
        (folder / "manifest.json").write_bytes(manifest.seal(facts))
        return signers.resign(folder)

    return rewrite


def bind_again(folder: Path, meta, *, before, approve: bool) -> None:
    """Bind verdicts and sign-offs to what lies there now, but where a test bound them itself."""

    def stored(path):
        return json.loads((folder / path).read_bytes())

    try:
        features, facts = stored("features.json"), stored("verdicts.json")
        digests = {
            name: bundle.served_digest(
                stored(f"{name}/model.json"),
                trees_sha256=digest_bytes((folder / name / "model.txt").read_bytes()),
                features=features,
            )
            for name in ("dropout", "exclusion")
        }
        for name, digest in digests.items():
            if facts[name]["served_sha256"] == before[name]["served_sha256"]:
                facts[name]["served_sha256"] = digest
        subject = signers.subject_of(
            {"manifest": meta, "policy": stored("policy.json"), "verdicts": facts}, digests
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return
    (folder / "verdicts.json").write_bytes(json.dumps(facts).encode())
    if approve:
        given = signers.approved(subject)
        (folder / "approvals.json").write_bytes(json.dumps(given).encode())


@pytest.fixture
def forge_json(folder, forge):
    """The same for one JSON file, changed by a function of its value."""

    def rewrite(path: str, change) -> Path:
        facts = copy.deepcopy(json.loads((folder / path).read_bytes()))
        change(facts)
        return forge({path: json.dumps(facts).encode()})

    return rewrite
