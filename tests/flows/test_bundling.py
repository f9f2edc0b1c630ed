"""What was checked and signed off is what goes into the bundle."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.signers import SIGNED, TRUST

from riskscreen import bundle, flows, registry
from riskscreen.flows import bundling, releases
from riskscreen.flows.reports import read_policy

from ..conftest import Trained  # noqa: TID252 - a test reads its own fixtures

SWAPPED = {
    "report/facts.json": lambda facts: facts["meta"].update(purpose="swapped"),
    "candidate/meta.json": lambda meta: meta.update(retention_until="2199-01-01"),
    "candidate/not_vaccinated/cutoffs.json": lambda cutoffs: cutoffs.update(swapped=1),
    "audit/not_vaccinated.json": lambda audit: audit["findings"].clear(),
}


def _released(place: Trained) -> Path:
    made = flows.release(
        place.run.run_id, name="small", store=place.store, models=place.models, demo=True, **SIGNED
    )
    return made.folder


def _texts(folder: Path) -> str:
    """Everything in a bundle that is neither signed anew nor dated at each release."""
    parts = [
        path.read_text("utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in {"model.sig", "manifest.json"}
    ]
    return "\n".join(parts)


@pytest.mark.parametrize("path", SWAPPED)
def test_a_file_that_is_swapped_after_the_check_does_not_reach_the_bundle(
    trained: Trained, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    real = releases.given_approvals

    def then_swapped(*args: Any, **given: Any) -> Any:
        found = real(*args, **given)
        target = trained.artifacts() / path
        content = json.loads(target.read_bytes())
        SWAPPED[path](content)
        target.write_text(json.dumps(content), encoding="utf-8")
        return found

    held = registry.Store(trained.store)
    due = held.read(trained.run.run_id, path)
    monkeypatch.setattr(releases, "given_approvals", then_swapped)
    folder = _released(trained)
    assert held.read(trained.run.run_id, path) != due
    told = _texts(folder)
    assert "swapped" not in told
    assert "2199-01-01" not in told
    verdicts = json.loads((folder / "verdicts.json").read_bytes())
    assert verdicts["not_vaccinated"]["findings"]


def test_the_bundle_carries_the_models_of_outcomes_that_pass_and_their_inputs_alone(
    trained: Trained,
) -> None:
    folder = _released(trained)
    loaded = bundle.read(folder, trust=TRUST)
    held = registry.Store(trained.store)
    stored = json.loads(held.read(trained.run.run_id, "candidate/features.json"))
    needed = {name for one in loaded.models.values() for name in one.feature_names}
    assert needed <= set(stored["names"])
    assert set(json.loads((folder / "features.json").read_bytes())["names"]) == needed


def test_findings_are_told_as_the_bundle_carries_them(trained: Trained) -> None:
    folder = _released(trained)
    held = registry.Store(trained.store)
    run_id = trained.run.run_id
    facts = json.loads(held.read(run_id, "report/facts.json"))
    told = bundling.told_findings(
        held, run_id, facts, ["not_vaccinated"], limits=read_policy(held, run_id)
    )
    verdicts = json.loads((folder / "verdicts.json").read_bytes())
    assert verdicts["not_vaccinated"]["findings"] == told["not_vaccinated"]
