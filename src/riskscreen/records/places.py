"""Where does each child live, as far as an allocation needs to know?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.errors import InputError
from riskscreen.records.cut import Snapshot

__all__ = ["Areas", "areas"]

_LEVELS = ("commune", "difficulty", "province", "region")


@dataclass(frozen=True, slots=True, eq=False)
class Areas:
    """Names of the areas of each child, empty where not recorded.

    Parameters
    ----------
    commune, difficulty, province, region : ndarray of str, shape (n_children,)
        Commune code, difficulty class of the commune, province code, region.

    Raises
    ------
    InputError
        If the four differ in length.
    """

    commune: NDArray[np.str_]
    difficulty: NDArray[np.str_]
    province: NDArray[np.str_]
    region: NDArray[np.str_]

    def __post_init__(self) -> None:
        for level in _LEVELS:
            object.__setattr__(self, level, np.asarray(getattr(self, level), dtype=np.str_))
        sizes = {level: len(getattr(self, level)) for level in _LEVELS}
        if len(set(sizes.values())) > 1:
            raise InputError(f"areas differ in length: {sizes}; give one name per child")

    def __repr__(self) -> str:
        return f"Areas({len(self)} children, {len(np.unique(self.commune))} communes)"

    def __len__(self) -> int:
        return len(self.commune)

    def take(self, index: NDArray[Any]) -> Areas:
        """Return the areas of some children (integers or a bool mask)."""
        return Areas(**{level: getattr(self, level)[index] for level in _LEVELS})

    def columns(self) -> Mapping[str, NDArray[np.str_]]:
        """Return the four columns by name."""
        return {level: getattr(self, level) for level in _LEVELS}


def areas(snapshot: Snapshot) -> Areas:
    """Return where the children of a snapshot live."""
    return Areas(
        commune=snapshot.column("commune_code"),
        difficulty=snapshot.column("difficult_area"),
        province=snapshot.column("province_code"),
        region=snapshot.column("region"),
    )
