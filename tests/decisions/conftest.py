"""Populations small enough to count by hand, and one large enough to pool."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from riskscreen import decisions, policy


@dataclass(frozen=True)
class Town:
    """Areas as ``records.Areas`` holds them."""

    commune: Any
    difficulty: Any
    province: Any
    region: Any

    def take(self, rows: Any) -> Town:
        """Return the areas of these rows."""
        return Town(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class Population:
    """Risks, places, weights and ids of a drawn population."""

    risk: Any
    areas: Town
    weight: Any
    child_id: Any

    def take(self, rows: Any) -> Population:
        """Return the population of these rows, in this order."""
        return Population(
            self.risk[rows], self.areas.take(rows), self.weight[rows], self.child_id[rows]
        )

    def allocate(self, **changes: Any) -> decisions.Allocation:
        """Allocate with a capacity of 10 % unless told otherwise."""
        asked: dict[str, Any] = {
            "capacity": 0.1,
            "booster_digest": "digest of a booster",
            "policy": policy.load(),
            "outcome": "dropout",
        }
        return decisions.allocate(
            self.risk,
            areas=self.areas,
            weight=self.weight,
            child_id=self.child_id,
            **asked | changes,
        )


def town(
    commune: list[str], difficulty: str = "I", province: str = "01", region: str = "n"
) -> Town:
    """Return areas of one difficulty class, province and region."""
    codes = np.array(commune, dtype=np.str_)
    same = [np.full(len(codes), text) for text in (difficulty, province, region)]
    return Town(codes, *same)


def ids(n_children: int) -> Any:
    """Return ids c0, c1, ..."""
    return np.array([f"c{row}" for row in range(n_children)], dtype=np.str_)


def draw(seed: int, n_children: int = 6000) -> Population:
    """Return a population of 120 communes of unequal size in 12 provinces and 3 regions."""
    rng = np.random.default_rng(seed)
    size = rng.gamma(0.7, size=120)
    commune = rng.choice(120, p=size / size.sum(), size=n_children)
    risk = rng.beta(1, 8, n_children)
    risk[rng.random(n_children) < 0.03] = np.nan
    areas = Town(
        commune.astype(np.str_),
        (commune % 3).astype(np.str_),
        (commune // 10).astype(np.str_),
        (commune // 40).astype(np.str_),
    )
    return Population(risk, areas, rng.gamma(4, size=n_children), ids(n_children))


def unweighted(population: Population) -> Population:
    """Return the population with every child counting once."""
    return replace(population, weight=np.ones(len(population.risk)))


@pytest.fixture
def population() -> Population:
    """A weighted population, seed 0."""
    return draw(0)
