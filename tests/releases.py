"""Which small but real release do the golden bundles, the fuzzing and the load run share?

Trained on made-up children by LightGBM itself, with fitted state, cut-offs and support as a
release has them; as ``tests/scoring/conftest.py`` makes its own, with which it shares each part.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.scoring import conftest as parts

from riskscreen import bundle, features, policy, records, scoring, synthetic

__all__ = ["DAY", "NAME", "contents", "households", "panel", "put"]

NAME = parts.NAME
DAY = parts.DAY
put = parts.put


def panel(*, households: int = 400, seed: int = 7) -> records.Records:
    """Return three waves of made-up households."""
    return synthetic.panel(households=households, waves=3, seed=seed, profile="demo").records()


def contents(
    held: records.Records,
    *,
    outcomes: Sequence[str] = parts.OUTCOMES,
    n_golden: int = 10,
    **meta: Any,
) -> bundle.BundleContents:
    """Return what a release of these outcomes holds, judged and signed off."""
    limits = policy.load("demo")
    snapshot = held.as_of(synthetic.WAVE_DAYS[0])
    follow_up = held.follow_up(snapshot)
    state = features.fit(snapshot, policy=limits)
    matrix = features.build(snapshot, state=state)
    areas = records.areas(snapshot)
    models = {name: parts._fit(name, snapshot, follow_up, matrix) for name in outcomes}
    medians = matrix.medians()
    return parts._bound(
        bundle.BundleContents(
            models=models,
            cutoffs={
                name: parts._cutoffs(one, snapshot, matrix, areas, limits)
                for name, one in models.items()
            },
            features={
                "names": list(matrix.names),
                "state": state.to_dict(),
                "medians": {name: medians.get(name) for name in matrix.names},
            },
            policy=limits.to_dict(),
            schema={"columns": []},
            verdicts={},
            card={"name": NAME},
            golden={
                name: bundle.golden_rows(one, matrix.values[:n_golden])
                for name, one in models.items()
            },
            reports={"en": "<p>report</p>", "vi": "<p>báo cáo</p>"},
            approvals=[],
            meta=parts.meta(**meta),
        )
    )


def households(held: records.Records) -> list[str]:
    """Return the JSON of each household with children on ``DAY``, as a service sends it."""
    known = sorted(set(held.as_of(DAY).column("household_id").tolist()))
    return [parts._one_household(held, one) for one in known]


def load(models: Path, **changes: Any) -> scoring.Release:
    """Load the release as a service would."""
    return parts.Shelf(models).load(**changes)
