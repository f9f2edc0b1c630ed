"""Which rows of a wide file are in a wave, and how do waves stand under each other?"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.core import Finding
from riskscreen.errors import MappingError
from riskscreen.records.mapping import cells
from riskscreen.records.mapping.language import Wave, WavePart
from riskscreen.records.mapping.scope import Scope
from riskscreen.records.wording import note, thousands

__all__ = ["left_out", "rows_of", "stacked"]


def rows_of(scope: Scope, part: WavePart) -> NDArray[np.bool_]:
    """Return which rows at work are in a wave: recorded where ``known`` asks, and ``within``."""
    kept = np.ones(scope.n_rows, dtype=np.bool_)
    for column in part.known:
        kept &= ~cells.unknown(_column(scope, column))
    for column, (lo, hi) in part.within.items():
        blame = f"mapping {scope.mapped.name}: within looks at {column}"
        numbers = cells.numbers(_column(scope, column), blame=blame)
        kept &= (numbers >= lo) & (numbers <= hi)
    return kept


def left_out(name: str, wave: Wave, kept: NDArray[np.bool_]) -> Finding:
    """Return the finding about rows that a wave leaves out."""
    part = wave.part(name)
    rules = [f"{column} recorded" for column in part.known]
    rules += [f"{column} {lo:g}-{hi:g}" for column, (lo, hi) in part.within.items()]
    return note(
        "SCH-29", "rows that a wave of the mapping leaves out",
        f"{thousands(int((~kept).sum()))} of {thousands(len(kept))} rows of {name} are not in the "
        f"wave of {wave.observed_date or 'all rows'}, which takes: {'; '.join(rules)}",
        n=float((~kept).sum()), unit="rows",
    )  # fmt: skip


def stacked(parts: list[dict[str, NDArray[Any]]]) -> dict[str, NDArray[Any]]:
    """Put waves under each other; a column that a wave lacks is missing there."""
    if len(parts) == 1:
        return parts[0]
    names = dict.fromkeys(name for part in parts for name in part)
    sizes = [len(next(iter(part.values()), ())) for part in parts]
    whole: dict[str, NDArray[Any]] = {}
    for name in names:
        pieces = [
            part.get(name, np.full(size, np.nan)) for part, size in zip(parts, sizes, strict=True)
        ]
        whole[name] = np.concatenate(cells.one_kind(pieces))
    return whole


def _column(scope: Scope, name: str) -> NDArray[Any]:
    if not scope.has(name):
        raise MappingError(f"mapping {scope.mapped.name}: {scope.absence(name)}; a wave needs it")
    return cells.held(scope.column(name))
