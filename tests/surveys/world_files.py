"""How does a world become .sav files that look like the published ones?

Names, labels and value labels come from the committed excerpts of the codebooks; codes labelled as
missing are declared missing to SPSS, as the published files do, so a careless reader loses them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
from tests.surveys.world_people import Columns

__all__ = ["codebook", "write_file"]

_BOOKS = Path(__file__).parent / "codebooks"
_DECLARED = ("missing", "no response", "inconsistent", "missing/dk")
Book = dict[str, dict[str, Any]]


def codebook(survey: str, file: str) -> Book:
    """Return variable -> label, values and source; empty where the survey has no such file."""
    path = _BOOKS / f"{survey}_{file}.json"
    if not path.exists():
        return {}
    held: Book = json.loads(path.read_text(encoding="utf-8"))["variables"]
    return held


def write_file(path: Path, columns: Columns, book: Book, *, case: str = "", width: int = 0) -> None:
    """Write the columns that the codebook knows; ``case`` is ``upper`` or ``lower`` for names.

    Up to ``width`` columns, variables that no reader uses follow, as in the published files.
    """
    turn = {"upper": str.upper, "lower": str.lower, "": str}[case]
    held = {turn(name): values for name, values in columns.items() if name in book}
    entries = {turn(name): entry for name, entry in book.items() if name in columns}
    rows = len(next(iter(held.values())))
    for place in range(len(held), width):
        held[f"Q{place:03}"] = np.arange(place, place + rows, dtype=float) % 3
    labels = {
        name: {float(code): text for code, text in entry["values"].items() if _is_number(code)}
        for name, entry in entries.items()
        if held[name].dtype.kind == "f"
    }
    pyreadstat.write_sav(
        pd.DataFrame(held),
        str(path),
        column_labels={name: entry["label"] for name, entry in entries.items()},
        variable_value_labels={name: values for name, values in labels.items() if values},
        missing_ranges={
            name: codes for name, values in labels.items() if (codes := _declared(values))
        },
    )


def _declared(values: dict[float, str]) -> list[float]:
    codes = [code for code, text in values.items() if text.casefold() in _DECLARED]
    return sorted(codes)[-3:]  # SPSS takes three single codes


def _is_number(code: str) -> bool:
    try:
        return bool(np.isfinite(float(code)))
    except ValueError:
        return False
