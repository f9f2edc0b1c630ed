"""Where does randomness come from, so that one more draw here moves nothing there?

Every stage of every wave of every block of communes has a generator of its own, keyed by seed,
stage, wave and block: the content cannot depend on who works through which block, or when.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Streams", "expit"]


@dataclass(frozen=True, slots=True)
class Streams:
    """Generators of one world, or of one ``block`` of it."""

    seed: int
    block: int = 0

    def of(self, stage: str, wave: int = 0) -> np.random.Generator:
        """Return the generator of this stage and wave; the same one at every call."""
        return np.random.default_rng(
            [self.seed, zlib.crc32(stage.encode()), wave + 1000, self.block]
        )


def expit(logit: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probability of a logit; shape kept."""
    bounded = np.maximum(logit, -700.0)  # exp overflows beyond; the probability is 0 there
    return np.asarray(1.0 / (1.0 + np.exp(-bounded)), dtype=np.float64)
