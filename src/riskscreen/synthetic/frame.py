"""Which communes are there, in which old province, and how many households live in each?

The list of 2025 does not say from which of the old 63 provinces a commune came. Its codes do: they
were dealt out province by province, so of the provinces that merged into a commune's own the one
with the last first code at or below the commune's is taken; it alone decides the region.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from riskscreen import schema

__all__ = ["MAJORITY", "Frame", "communes", "leaning", "peoples"]


@dataclass(frozen=True, slots=True)
class Frame:
    """Every commune of the list in the order of its old province: shape (n_communes,) each.

    ``urban`` marks wards; ``people`` is the population of the old province (thousands) and
    ``urban_share`` its share in towns, 0-1. ``groups`` has shape (n_communes, 54): thousands of
    each ethnic group in the old province, in the order of ``peoples``.
    """

    commune: NDArray[np.str_]
    province: NDArray[np.str_]
    old_province: NDArray[np.str_]
    region: NDArray[np.str_]
    urban: NDArray[np.bool_]
    people: NDArray[np.float64]
    urban_share: NDArray[np.float64]
    groups: NDArray[np.float64]

    def __repr__(self) -> str:
        return f"Frame({len(self.commune)} communes)"


@lru_cache(maxsize=1)
def communes() -> Frame:
    """Return the frame of all communes of the 2025 list."""
    olds = {row["code"]: row for row in _rows("riskscreen.synthetic.reference", "provinces_63.csv")}
    merged: dict[str, list[tuple[str, str]]] = {}
    regions: dict[str, str] = {}
    for row in _rows("riskscreen.schema.data", "provinces_63_to_34.csv"):
        code = row["old_code"]
        merged.setdefault(row["new_code"], []).append((olds[code]["first_commune"], code))
        regions[code] = schema.REGIONS[int(row["region6_code"]) - 1]
    table = []
    for row in _rows("riskscreen.schema.data", "communes_2025.csv"):
        starts = sorted(merged[row["province_code"]])
        at_or_below = [code for first, code in starts if first <= row["code"]]
        own = at_or_below[-1] if at_or_below else starts[0][1]
        table.append((own, row["code"], row["province_code"], row["full_name"][:6] == "Phường"))
    table.sort()
    old = np.array([entry[0] for entry in table])
    placed = _placed_groups()
    return Frame(
        commune=np.array([entry[1] for entry in table]),
        province=np.array([entry[2] for entry in table]),
        old_province=old,
        region=np.array([regions[code] for code in old]),
        urban=np.array([entry[3] for entry in table]),
        people=np.array([float(olds[code]["population_thousand"]) for code in old]),
        urban_share=np.array([float(olds[code]["urban_percent"]) / 100 for code in old]),
        groups=np.stack([placed[code] for code in old]),
    )


@lru_cache(maxsize=1)
def peoples() -> tuple[str, ...]:
    """Return the 54 groups, Kinh first."""
    rows = _rows("riskscreen.synthetic.reference", "peoples_54.csv")
    return ("Kinh", *(row["name"] for row in rows))


@lru_cache(maxsize=2)
def leaning(column: str) -> NDArray[np.float64]:
    """Return ``wealth_sd`` or ``attending_log_odds`` of the 54 groups, 0 for Kinh."""
    rows = _rows("riskscreen.synthetic.reference", "peoples_54.csv")
    return np.array([0.0, *(float(row[column]) for row in rows)])


def _placed_groups() -> dict[str, NDArray[np.float64]]:
    """Return thousands of people of each group by old province; Kinh are the rest."""
    names = peoples()
    total = {row["code"]: float(row["population_thousand"])
             for row in _rows("riskscreen.synthetic.reference", "provinces_63.csv")}  # fmt: skip
    held = {code: np.zeros(len(names)) for code in total}
    for at, row in enumerate(_rows("riskscreen.synthetic.reference", "peoples_54.csv"), start=1):
        placed = [pair.split(":") for pair in row["provinces"].split()]
        scale = float(row["population_thousand"]) / sum(float(people) for _, people in placed)
        for code, people in placed:
            held[code][at] += scale * float(people)
    for code, groups in held.items():
        groups[0] = max(total[code] - groups.sum(), 0.0)
    return held


def _rows(package: str, name: str) -> list[dict[str, str]]:
    where = package.split(".")
    folder = resources.files(".".join(where[:2]))
    text = (folder / where[2] / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


MAJORITY = (0, peoples().index("Hoa"))
"""Indices of Kinh and Hoa, whom the country's statistics set against all minorities."""
