"""What is the risk of each child, and what may be said about it?

Every step works on one child at a time, or on its household: who else is in the batch changes
nothing, not one bit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import decisions, features, model, outcomes, records
from riskscreen.core import Finding
from riskscreen.errors import ReleaseError
from riskscreen.scoring.admission import impossible_values, without_impossible
from riskscreen.scoring.elsewhere import outside_findings, unlisted_places
from riskscreen.scoring.release import Release
from riskscreen.scoring.scores import Scores, interleave
from riskscreen.scoring.showing import Lang
from riskscreen.scoring.unlike import unlike_findings

__all__ = ["STANDARD", "Lang", "inputs_of", "only_synthetic", "score_snapshot"]

STANDARD = ("dropout", "child_labour", "exclusion")
"""Design: a release without one of the three says so for every child."""

_CHUNK = 8192
"""Contributions of so many children are held at a time: 8 192 x 100 features take 6.5 MB."""


def score_snapshot(
    snapshot: records.Snapshot,
    *,
    release: Release,
    reasons: int,
    lang: Lang,
    findings: tuple[Finding, ...] = (),
) -> Scores:
    """Return the scores of the children of a snapshot.

    Raises
    ------
    ReleaseError
        If the release was made from synthetic children and these are not marked synthetic.
    """
    only_synthetic(snapshot, release)
    impossible, odd = impossible_values(snapshot, lang=lang)
    possible = without_impossible(snapshot) if impossible.any() else snapshot
    batch = _Batch(
        snapshot, release, impossible, records.areas(snapshot), unlisted_places(release, snapshot),
        _matrices(possible, release), reasons, lang,
    )  # fmt: skip
    parts: dict[str, Mapping[str, NDArray[Any]]] = {}
    told = [*findings, *snapshot.findings, *odd]
    for name, held in release.models.items():
        values = _values(held, batch.matrices[held.horizon_months])
        parts[name] = batch.released(held, values)
        told += outside_findings(
            held,
            np.where(impossible, _tuples([()] * len(impossible)), parts[name]["refused"]).tolist(),
            ids=snapshot.ids,
            age_years=snapshot.column("age_years"),
            region=batch.areas.region,
            unlisted=batch.unlisted,
            lang=lang,
        )
        told += unlike_findings(
            held,
            values,
            parts[name]["refused"].tolist(),
            ids=snapshot.ids,
            housed=snapshot.household_index >= 0,
            lang=lang,
        )
    parts |= {name: batch.not_released(name) for name in STANDARD if name not in parts}
    rows = np.repeat(np.arange(snapshot.n_children), len(parts))
    return Scores(
        interleave(parts),
        batch.areas.take(rows),
        release.boosters,
        release.policy,
        findings=tuple(told),
        demo=release.demo,
    )


def inputs_of(snapshot: records.Snapshot, release: Release) -> dict[str, NDArray[np.float64]]:
    """Return what each model of a release sees of the children, by outcome.

    Returns
    -------
    dict of str to ndarray of float64, shape (n_children, n_features)
        In the order of the model's own features.
    """
    matrices = _matrices(without_impossible(snapshot), release)
    return {
        name: _values(held, matrices[held.horizon_months]) for name, held in release.models.items()
    }


@dataclass(frozen=True, slots=True)
class _Batch:
    snapshot: records.Snapshot
    release: Release
    impossible: NDArray[np.bool_]
    areas: records.Areas
    unlisted: NDArray[np.bool_]
    matrices: Mapping[int, features.FeatureMatrix]
    reasons: int
    lang: Lang

    def released(
        self, held: model.RiskModel, values: NDArray[np.float64]
    ) -> dict[str, NDArray[Any]]:
        """Return the columns of one released outcome."""
        outcome = outcomes.get(held.outcome, held.definition)
        eligible = outcomes.eligible(outcome, self.snapshot, horizon_months=held.horizon_months)
        # An age of 170 does not make a child ineligible: it makes its eligibility unknown.
        eligible = np.where(self.impossible & (eligible == 0), np.nan, eligible)
        refused = self._refused(held, eligible, values)
        scored = np.array([not codes for codes in refused], dtype=bool)
        risk, lo, hi = self._risks(held, values, scored)
        intervention, support, fallback = self.release.cutoffs[held.outcome].lookup(self.areas)
        return self._columns(
            held.outcome,
            definition=held.definition,
            months=float(held.horizon_months),
            eligible=eligible,
            risk=risk,
            risk_lo=lo,
            risk_hi=hi,
            tier=decisions.tiers(risk, intervention, support),
            reasons=self._reasons(held, values, scored),
            area_fallback=fallback | self.matrices[held.horizon_months].area_fallback,
            refused=refused,
        )

    def not_released(self, outcome: str) -> dict[str, NDArray[Any]]:
        """Return the columns of an outcome that the release does not hold."""
        n_children = self.snapshot.n_children
        unknown = np.full(n_children, np.nan)
        return self._columns(
            outcome,
            definition="",
            months=np.nan,
            eligible=unknown,
            risk=unknown,
            risk_lo=unknown,
            risk_hi=unknown,
            tier=np.full(n_children, ""),
            reasons=[()] * n_children,
            area_fallback=np.zeros(n_children, dtype=bool),
            refused=[("outcome_not_released",)] * n_children,
        )

    def _refused(
        self,
        held: model.RiskModel,
        eligible: NDArray[np.float64],
        values: NDArray[np.float64],
    ) -> list[tuple[str, ...]]:
        known = self.snapshot
        no_home = known.household_index < 0  # no model has learned what such a child is like
        return decisions.refuse(
            held,
            values,
            eligible=eligible,
            age_years=known.column("age_years"),
            region=self.areas.region,
            refuse_missing_gain=self.release.policy.refuse_missing_gain,
            outside=self.impossible | no_home | self.unlisted,
        )

    def _risks(
        self,
        held: model.RiskModel,
        values: NDArray[np.float64],
        scored: NDArray[np.bool_],
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        risk, lo, hi = (np.full(len(scored), np.nan) for _ in range(3))
        if scored.any():
            said = held.predict(values[scored])
            risk[scored], lo[scored], hi[scored] = said.risk, said.lo, said.hi
        return risk, lo, hi

    def _reasons(
        self,
        held: model.RiskModel,
        values: NDArray[np.float64],
        scored: NDArray[np.bool_],
    ) -> list[tuple[str, ...]]:
        said: list[tuple[str, ...]] = [()] * len(scored)
        if not self.reasons:
            return said
        rows = np.flatnonzero(scored)
        for start in range(0, len(rows), _CHUNK):
            chunk = rows[start : start + _CHUNK]
            spoken = decisions.reasons(
                held.contributions(values[chunk]),
                values[chunk],
                held.feature_names,
                reference=self.release.medians,
                n=self.reasons,
                lang=self.lang,
                audience="caseworker",
            )
            for row, sentences in zip(chunk.tolist(), spoken, strict=True):
                said[row] = sentences
        return said

    def _columns(
        self,
        outcome: str,
        *,
        definition: str,
        months: float,
        reasons: list[tuple[str, ...]],
        refused: list[tuple[str, ...]],
        **arrays: NDArray[Any],
    ) -> dict[str, NDArray[Any]]:
        n_children = self.snapshot.n_children
        return {
            "child_id": self.snapshot.ids,
            "household_id": self.snapshot.column("household_id"),
            "outcome": np.full(n_children, outcome),
            "definition": np.full(n_children, definition),
            "as_of": np.full(n_children, self.snapshot.day),
            "horizon_months": np.full(n_children, months),
            "reasons": _tuples(reasons),
            "refused": _tuples(refused),
            "release": np.full(n_children, self.release.told()),
            **arrays,
        }


def _values(held: model.RiskModel, matrix: features.FeatureMatrix) -> NDArray[np.float64]:
    return matrix.values[:, [matrix.names.index(name) for name in held.feature_names]]


def _matrices(snapshot: records.Snapshot, release: Release) -> dict[int, features.FeatureMatrix]:
    """Return the features that the models of each horizon read, built once."""
    wanted: dict[int, dict[str, None]] = {}
    for held in release.models.values():
        wanted.setdefault(held.horizon_months, {}).update(dict.fromkeys(held.feature_names))
    return {
        months: features.build(
            snapshot,
            state=release.state,
            horizon_months=months,
            only=tuple(names),
            policy=release.policy,
        )
        for months, names in wanted.items()
    }


def _tuples(rows: list[tuple[str, ...]]) -> NDArray[np.object_]:
    column = np.empty(len(rows), dtype=object)
    # one by one: numpy would read tuples of one length as a second axis
    for row, texts in enumerate(rows):
        column[row] = texts
    return column


def only_synthetic(given: records.Records | records.Snapshot, release: Release) -> None:
    """Return only if a release may be asked about these children at all.

    Raises
    ------
    ReleaseError
        If it was made from synthetic children and these are not marked synthetic.
    """
    if release.synthetic and not given.synthetic:
        raise ReleaseError(
            f"release {release.label} learned from synthetic children and scores only records "
            f"marked synthetic; these {given.children.n_rows} rows of children are not. Made-up "
            'children are marked by a column `synthetic` (in JSON by "synthetic": true beside '
            "household and children); real ones need a release trained on real records"
        )
