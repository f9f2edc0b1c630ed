"""The committed headers, each with the column of the schema that a person says it is."""

import csv
import dataclasses
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from riskscreen import schema
from riskscreen.records.drafting.profiling import Column
from riskscreen.records.drafting.scoring import candidates

N_ROWS = 600


@dataclasses.dataclass(frozen=True)
class Judged:
    """What the surest proposal for a header was, and whether it is right."""

    half: str
    file: str
    header: str
    truth: str
    proposed: str
    confidence: float

    @property
    def is_right(self) -> bool:
        return self.proposed == self.truth


def judged(half: str) -> list[Judged]:
    """Return the proposals for every file of one half, one source to a column, surest first."""
    with (Path(__file__).parent / "headers.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["half"] == half]
    return [
        one
        for file in dict.fromkeys(row["file"] for row in rows)
        for one in _of_file([row for row in rows if row["file"] == file])
    ]


def _of_file(rows: Sequence[dict[str, str]]) -> list[Judged]:
    columns = [_column(row) for row in rows]
    truth = {row["header"]: row["target"] for row in rows}
    alone = rows[0]["table"] == "households"
    found = candidates(columns, tables=(rows[0]["table"],), alone=alone)
    done: set[str] = set()
    judged: list[Judged] = []
    for one in found:
        target = ".".join(one.target)
        if one.column.name in done or target in done:
            continue
        done |= {one.column.name, target}
        header = one.column.name
        judged.append(Judged(rows[0]["half"], rows[0]["file"], header, truth[header], target,
                             one.confidence))  # fmt: skip
    return judged


def _column(row: dict[str, str]) -> Column:
    rng = np.random.default_rng(len(row["header"]))
    parts = row["values"].split(";")
    labels = dict(part.split("=", 1) for part in parts if "=" in part)
    recipe = next((part for part in parts if "=" not in part), "")
    values = _values(recipe, rng) if recipe else rng.choice([float(c) for c in labels], N_ROWS)
    return Column("f", row["header"], values, label=row["label"], labels=labels)


def _values(recipe: str, rng: np.random.Generator) -> np.ndarray:
    kind, _, rest = recipe.partition(":")
    if kind in ("int", "float"):
        lo, hi = (float(end) for end in rest.split("-"))
        return rng.integers(lo, hi + 1, N_ROWS).astype(float) if kind == "int" else (
            np.round(rng.uniform(lo, hi, N_ROWS), 3)
        )  # fmt: skip
    if kind == "id":
        return np.array([f"k{i // int(rest or 1):05d}" for i in range(N_ROWS)])
    if kind == "date":
        return np.full(N_ROWS, "2024-09-15")
    if kind == "day":
        return np.array([f"{1 + i % 28:02d}/05/20{10 + i % 9}" for i in range(N_ROWS)])
    lists = {"province": list(schema.provinces(2025)), "commune": list(schema.communes())[:30]}
    return rng.choice(lists.get(kind) or recipe.split("|"), N_ROWS)
