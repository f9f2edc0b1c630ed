"""Where does randomness come from, so that one more draw here moves nothing there?

Every stage of every wave has a generator of its own, keyed by seed, stage and wave.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Streams", "expit", "pick"]


@dataclass(frozen=True, slots=True)
class Streams:
    """Generators of one world."""

    seed: int

    def of(self, stage: str, wave: int = 0) -> np.random.Generator:
        """Return the generator of this stage and wave; the same one at every call."""
        return np.random.default_rng([self.seed, zlib.crc32(stage.encode()), wave + 1000])


def expit(logit: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probability of a logit; shape kept."""
    bounded = np.clip(logit, -40.0, 40.0)  # exp overflows beyond; the probability is 0 or 1 there
    return np.asarray(1.0 / (1.0 + np.exp(-bounded)), dtype=np.float64)


def pick(
    rng: np.random.Generator, shares: NDArray[np.float64], names: tuple[str, ...]
) -> NDArray[np.str_]:
    """Return one name per row of ``shares``, shape (n, n_names); a row need not sum to 1."""
    edges = np.cumsum(shares, axis=1)
    at = rng.random(len(shares))[:, None] * edges[:, -1:]
    index = np.minimum((at > edges).sum(axis=1), len(names) - 1)
    return np.asarray(np.asarray(names)[index], dtype=np.str_)
