"""Which two small releases are attacked, and how does one who holds every key rewrite them?

Under 40 kB each with the demo's whole policy. ``trees.txt`` was written by LightGBM 4.7 itself:
300 made-up rows, three trees of five leaves, seed 1.
"""

from __future__ import annotations

import dataclasses
import datetime
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from tests import signers

from riskscreen import bundle, features, ledger, model, policy, scoring
from riskscreen.bundle import manifest
from riskscreen.core import Finding, Verdict, canonical_json, digest_bytes
from riskscreen.errors import BundleError, SignatureError
from riskscreen.ledger import line

__all__ = ["FEATURES", "MOST_BYTES", "NAME", "NAMES", "TEXT", "Files", "build", "content_of",
           "disarmed", "load", "put", "risk_model", "with_ledger"]  # fmt: skip

Files = dict[str, bytes]
"""A folder's files by their paths."""

NAME, OUTCOME = "small", "dropout"
NAMES = ("age_years", "grade_gap", "siblings_out")
MOST_BYTES = 40_000
TEXT = (Path(__file__).parent / "trees.txt").read_text(encoding="utf-8")
TODAY = datetime.date(2026, 3, 2)
REFUSALS = (BundleError, SignatureError)
_NOW = datetime.datetime(2026, 3, 1, 9, tzinfo=datetime.UTC)
_LIMITS = policy.load("demo")
_NOWHERE = features.FittedState(
    {level: np.array([], dtype=np.str_) for level in ("region", "difficulty", "commune")},
    {},
    50.0,
    100,
    "2023-09-15",
)
FEATURES: dict[str, Any] = {
    "names": list(NAMES),
    "state": _NOWHERE.to_dict(),
    "medians": {"age_years": 11.0, "grade_gap": 0.0, "siblings_out": None},
}
_SUPPORT = model.Support(
    features=tuple(
        model.SeenFeature(name, 60, 0.2, (-90.0, 0.0, 90.0), (model.FAR, 0, 0, model.FAR, 0))
        for name in NAMES
    ),
    pairs=(model.SeenPair(0, 1, ((0,) * 5,) * 5),),
    limit=10_000,
    places=(0, 1, 2),
)
_CUTOFFS = {
    "outcome": OUTCOME, "rule": "equal_cover", "communes": [],
    "intervention": {"nation:": 0.3}, "support": {"nation:": 0.2},
}  # fmt: skip


def risk_model(text: str = TEXT, *, top: float = 0.8) -> model.RiskModel:
    """Return the model of these trees; its calibrator ends at ``top``."""
    return model.RiskModel(
        outcome=OUTCOME, definition="v1", horizon_months=12,
        booster=model.Booster.from_text(text),
        calibrator=model.Calibrator((-1.0, 0.0, 1.0), (-1.5, -0.1, top)),
        intervals=model.IntervalCurves((-1.0, 1.0), (-1.9, 0.2), (-1.0, 1.1)),
        feature_names=NAMES, gain=(0.5, 0.3, 0.2), training_prevalence=0.12,
        age_range=(5.0, 17.0), regions=("north",), title_en="dropout", title_vi="bỏ học",
        support=_SUPPORT,
    )  # fmt: skip


def build(models: Path) -> None:
    """Write two releases of one name, by the same key, and the ledger that serves the second."""
    first = _contents(risk_model(), counter=1)
    second = _contents(
        risk_model(TEXT.replace("0.150415454384893", "0.170415454384893"), top=0.9), counter=2
    )
    for contents in (first, second):
        version = str(contents.meta["counter"])
        folder = models / NAME / version
        bundle.write(folder, contents, sign=signers.sign, trust=signers.TRUST)
        ledger.append(
            models / scoring.LEDGER, "release", signers.binding(folder), name=NAME,
            version=version, time=_NOW, **signers.SIGNED,
        )  # fmt: skip


def load(models: Path) -> scoring.Release:
    """Load what the ledger serves, as a service would."""
    return scoring.load_release(NAME, models=models, trust=signers.TRUST, today=TODAY)


def content_of(folder: Path) -> Files:
    """Return every file of a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def put(folder: Path, content: Mapping[str, bytes]) -> None:
    """Write files into a folder, over those that are there."""
    for path, entry in content.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(entry)


def disarmed(content: Mapping[str, bytes], *, folder: Path, changed: str = "") -> Files:
    """Write files with every digest, verdict, sign-off and signature made anew; return them.

    The file that an attack changed stays as it is. What cannot be read as JSON keeps the old
    digests: then the reader refuses there at the latest.
    """
    bound = _bound_again(dict(content)) | {
        path: content[path] for path in content if path == changed
    }
    if changed != "manifest.json":
        facts = json.loads(bound["manifest.json"])
        del facts["seal"]
        facts["files"] = {
            path: {"bytes": len(bound[path]), "sha256": digest_bytes(bound[path])}
            for path in facts["files"]
        }
        bound["manifest.json"] = manifest.seal(facts)
    put(folder, bound)
    bound["model.sig"] = signers.sign(folder)
    put(folder, {"model.sig": bound["model.sig"]})
    return bound


def with_ledger(models: Path, content: Mapping[str, bytes], *, version: str) -> None:
    """Write the ledger anew, with one line that serves this bundle; no disk is waited for."""
    facts = {
        "manifest_sha256": digest_bytes(content["manifest.json"]),
        "signature_sha256": digest_bytes(content["model.sig"]),
        "demo": True,
    }
    served = line.make(
        "release", facts, name=NAME, version=version, time=_NOW, after=None, **signers.SIGNED
    )
    (models / scoring.LEDGER).write_bytes(line.encode(served))


def _contents(held: model.RiskModel, *, counter: int) -> bundle.BundleContents:
    X = np.random.default_rng(5).normal(size=(6, 3))
    X[0, 0] = X[3, 2] = np.nan
    served = _served({**held.to_dict(), "cutoffs": _CUTOFFS}, held.booster.text.encode(), FEATURES)
    finding = Finding(
        code="AUD-08", title="discrimination", verdict=Verdict.PASS, measured=0.71, judges=True,
        outcome=OUTCOME,
    )  # fmt: skip
    contents = bundle.BundleContents(
        models={OUTCOME: held},
        cutoffs={OUTCOME: _CUTOFFS},
        features=FEATURES,
        policy=_LIMITS.to_dict(),
        schema={"columns": ["age_years"]},
        verdicts={
            OUTCOME: {
                "verdict": "pass", "model_sha256": held.digest, "served_sha256": served,
                "findings": [finding.to_dict()], "waived": [],
            }
        },
        card={"title": "thẻ mô hình"},
        golden={OUTCOME: bundle.golden_rows(held, X)},
        reports={"en": "<html>report</html>", "vi": "<html>báo cáo</html>"},
        approvals=[],
        meta={
            "name": NAME, "counter": counter, "training_digest": "c" * 64, "run_id": "run",
            "code_version": "0.1.0", "population": "nobody real",
            "created": "2026-03-01T09:00:00Z", "expires": "2027-03-01", "demo": True,
            "synthetic": True,
            "legal": {"legal_basis": "none", "purpose": "test", "retention_until": "2030-12-31"},
        },
    )  # fmt: skip
    subject = signers.subject_of(
        {"manifest": contents.meta, "policy": contents.policy, "verdicts": contents.verdicts},
        {OUTCOME: served},
    )
    return dataclasses.replace(contents, approvals=signers.approved(subject))


def _served(half: Mapping[str, Any], trees: bytes, parts: Mapping[str, Any]) -> str:
    return bundle.served_digest(half, trees_sha256=digest_bytes(trees), features=parts)


def _bound_again(content: Files) -> Files:
    trees = content[f"{OUTCOME}/model.txt"]
    try:
        half = json.loads(content[f"{OUTCOME}/model.json"])
        facts = json.loads(content["verdicts.json"])
        served = _served(half, trees, json.loads(content["features.json"]))
        facts[OUTCOME] |= {"model_sha256": digest_bytes(trees), "served_sha256": served}
        parts = {name: json.loads(content[f"{name}.json"]) for name in ("manifest", "policy")}
        subject = signers.subject_of(parts | {"verdicts": facts}, {OUTCOME: served})
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError):
        return content
    return content | {
        "verdicts.json": canonical_json(facts),
        "approvals.json": canonical_json(signers.approved(subject)),
    }
