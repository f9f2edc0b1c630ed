"""Which households are there, what do their files say of them, and who heads them?

A household without children is kept: it is part of the sample that the weights count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import records
from riskscreen.core import Finding, Verdict
from riskscreen.errors import InputError
from riskscreen.surveys import report
from riskscreen.surveys.report import Sorting
from riskscreen.surveys.vhlss import decoding, parsing, weighing
from riskscreen.surveys.vhlss.opening import Found, Sheet
from riskscreen.surveys.vhlss.rounds import Round

__all__ = ["Homes", "read", "with_members"]

_ROSTER_ROWS = "a further member of the same household"


@dataclass(frozen=True, slots=True)
class Homes:
    """One row per household.

    Parameters
    ----------
    raw : Raw
        Keys, weight, codes and what the household files say.
    rows : Sorting or None
        What happened to each row of the household file; None where the roster stands for it.
    findings : tuple of Finding
        What was odd.
    """

    raw: records.Raw
    rows: Sorting | None
    findings: tuple[Finding, ...]

    @property
    def ids(self) -> NDArray[np.str_]:
        """Household keys, shape (n_households,)."""
        ids: NDArray[np.str_] = self.raw.columns["household"]
        return ids


def read(found: Found, known: Round, *, day: np.datetime64) -> Homes:
    """Return the households of a round.

    Raises
    ------
    InputError
        If a province code is old or in no list, or no household has a key.
    """
    base = (*found.of("household"), *found.of("roster"))[0]
    rows = _sorted(base)
    home, area = base.home[rows.used], base.area[rows.used]
    if not len(home):
        raise InputError(
            f"no row of {base.raw.name} has a household key ({', '.join(known.keys['household'])}),"
            f" of {len(base.home)}; the first is row 1. Give the file with its keys"
        )
    weights = weighing.weigh(found, known, home=home, area=area)
    columns: dict[str, NDArray[Any]] = {
        "household": home,
        "area": area,
        "observed_date": np.full(len(home), day),
        "survey_round": np.full(len(home), float(known.year)),
        **decoding.places(area, home=home, year=known.year),
    }
    told = list(weights.findings)
    if weights.values is not None:
        columns["weight"] = weights.values
        columns["weight_kind"] = np.where(np.isnan(weights.values), "", weights.kind)
    said = _said(found, home, area, told)
    if "ethnic" in said:
        labels = found.labels("ethnic")
        groups, odd = decoding.ethnic_groups(said.pop("ethnic"), labels, home=home)
        columns |= groups
        told += odd
    columns |= {name: parsing.numbers(values)[0] for name, values in said.items()}
    _monthly(columns)
    kept = rows if found.of("household") else None
    return Homes(records.Raw("homes", columns), kept, tuple(told))


def with_members(homes: Homes, members: NDArray[np.str_], heads: NDArray[np.bool_] | None) -> Homes:
    """Return the households with what only their members tell: size, and whether there is a head.

    Parameters
    ----------
    homes : Homes
        The households.
    members : ndarray of str, shape (n_members,)
        Household of each member.
    heads : ndarray of bool, shape (n_members,), optional
        Which members are heads; None where the relation is not known.
    """
    place = np.searchsorted(np.sort(homes.ids), members)
    order = np.argsort(homes.ids)
    n_homes = len(homes.ids)
    counted = np.zeros(n_homes)
    counted[order] = np.bincount(place, minlength=n_homes)
    said = homes.raw.columns.get("size", np.full(n_homes, np.nan))
    told = [*homes.findings, *_sizes(said, counted, homes.ids)]
    if heads is not None:
        n_heads = np.zeros(n_homes)
        n_heads[order] = np.bincount(place, weights=heads.astype(float), minlength=n_homes)
        told += _heads(n_heads, homes.ids)
    size = np.where(np.isnan(said) & (counted > 0), counted, said)
    raw = replace(homes.raw, columns={**homes.raw.columns, "size": size})
    return Homes(raw, homes.rows, tuple(told))


def _sorted(base: Sheet) -> Sorting:
    rows = report.sorting(base.raw.name, base.home)
    rows = rows.without("key of household not recorded", base.home == "")
    _, first = np.unique(base.home, return_index=True)
    further = np.ones(len(base.home), dtype=bool)
    further[first] = False
    reason = _ROSTER_ROWS if base.role == "roster" else "a further row of the same household"
    return rows.without(reason, further)


def _said(
    found: Found, home: NDArray[np.str_], area: NDArray[np.str_], told: list[Finding]
) -> dict[str, NDArray[Any]]:
    """Return what the files of households and areas say, for each household."""
    said: dict[str, NDArray[Any]] = {}
    for sheet in found.of("household", "expenditure", "dwelling", "programmes", "weights"):
        variables = found.inside(sheet)
        by_home = bool((sheet.home != "").any())
        keys, wanted = (sheet.home, home) if by_home else (sheet.area, area)
        if not variables or not len(keys):
            continue
        names, first = np.unique(keys, return_index=True)
        place = np.minimum(np.searchsorted(names, wanted), len(names) - 1)
        matched = (names[place] == wanted) & (wanted != "")
        if not matched.all():
            told.append(_unmatched(sheet, matched, home))
        first_file = sheet is found.of("household", "roster")[0]  # its rows are sorted already
        if by_home and len(names) < len(keys) and not first_file:
            told.append(_further(sheet, keys))
        for name, values in variables.items():
            said[name] = values[first[place]].copy()
            said[name][~matched] = np.nan if values.dtype.kind == "f" else ""
    return said


def _unmatched(sheet: Sheet, matched: NDArray[np.bool_], home: NDArray[np.str_]) -> Finding:
    return report.finding(
        "SUR-02",
        f"{report.thousands((~matched).sum())} of {report.thousands(len(home))} households have no "
        f"row in {sheet.raw.name}; first is {report.first_case(home, ~matched)}. What it says is "
        "missing there",
        n=float((~matched).sum()), unit="households", about=sheet.raw.name,
    )  # fmt: skip


def _further(sheet: Sheet, keys: NDArray[np.str_]) -> Finding:
    _, first = np.unique(keys, return_index=True)
    again = np.ones(len(keys), dtype=bool)
    again[first] = False
    return report.finding(
        "SUR-07",
        f"{report.thousands(again.sum())} of {report.thousands(len(keys))} rows of "
        f"{sheet.raw.name} are a further row of a household; first is "
        f"{report.first_case(keys, again)}. The household's first row is used",
        n=float(again.sum()), about=sheet.raw.name,
    )  # fmt: skip


def _monthly(columns: dict[str, NDArray[Any]]) -> None:
    """Give income per person and month where only the household's of the year is told."""
    if "income_month" in columns or not {"income_year", "size"} <= set(columns):
        return
    size = np.where(columns["size"] > 0, columns["size"], np.nan)
    columns["income_month"] = columns["income_year"] / size / 12


def _sizes(
    said: NDArray[np.float64], counted: NDArray[np.float64], ids: NDArray[np.str_]
) -> list[Finding]:
    told = []
    lacking = np.isnan(said)
    if lacking.any():
        told.append(report.finding(
            "SUR-04",
            f"household size (tsnguoi) is not told for {report.thousands(lacking.sum())} of "
            f"{report.thousands(len(ids))} households; first is {report.first_case(ids, lacking)}. "
            "It is counted from the roster there",
            n=float(lacking.sum()), unit="households", about="household size",
        ))  # fmt: skip
    differ = ~lacking & (said != counted)
    if differ.any():
        first = int(np.argmax(differ))
        told.append(report.finding(
            "SUR-07",
            f"tsnguoi is not the number of members in the roster in "
            f"{report.thousands(differ.sum())} of {report.thousands(len(ids))} households; first "
            f"is {ids[first]}: {said[first]:.0f} told, {counted[first]:.0f} counted. What is told "
            "is kept",
            n=float(differ.sum()), unit="households", about="household size",
        ))  # fmt: skip
    return told


def _heads(n_heads: NDArray[np.float64], ids: NDArray[np.str_]) -> list[Finding]:
    kinds: Mapping[str, NDArray[np.bool_]] = {"no head": n_heads == 0, "several heads": n_heads > 1}
    return [
        report.finding(
            "SUR-05",
            f"{words} in {report.thousands(rows.sum())} of {report.thousands(len(ids))} households;"
            f" first is {report.first_case(ids, rows)}. What is told of the head is missing there",
            n=float(rows.sum()), unit="households", about=words, verdict=Verdict.INSUFFICIENT,
        )
        for words, rows in kinds.items()
        if rows.any()
    ]  # fmt: skip
