"""Which columns may records hold, in which unit, within which range, and what do they mean?

The table is ``data/columns.csv``, read once, so that the schema is data that a ministry can read
and not code.
"""

from __future__ import annotations

import csv
import enum
import functools
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.errors import InputError

__all__ = ["CHILDREN", "HOUSEHOLDS", "Field", "Kind", "Role", "fields", "parse_limits"]


class Kind(enum.StrEnum):
    """How the values of a column are held."""

    TEXT = "string"
    CATEGORY = "category"
    BOOL = "bool"
    INT = "int"
    FLOAT = "float"
    DATE = "date"


class Role(enum.StrEnum):
    """What a column may be used for."""

    IDENTIFIER = "identifier"
    DESIGN = "design"
    PROTECTED = "protected"
    FEATURE = "feature"
    OUTCOME_SOURCE = "outcome_source"


@dataclass(frozen=True, slots=True)
class Field:
    """One column of the schema.

    Parameters
    ----------
    table : str
        ``households`` or ``children``.
    name : str
        Name of the column.
    type : Kind
        Kind of value.
    unit : str
        Unit; empty where there is none.
    codes : tuple of str
        Allowed values of a category; empty where any value goes, or a code list decides.
    range : tuple of float or None
        Lower and upper bound, both allowed; None where there is none.
    exclusive : bool
        Whether the lower bound itself is refused (a weight is above 0).
    role : Role
        What the column may be used for.
    compulsory : str
        ``yes``, ``no`` or the condition under which it is.
    asked_if : str
        Column that must be true (or above 0) for this one to be asked; empty where always.
    meaning_en, meaning_vi : str
        What the column means.
    """

    table: str
    name: str
    type: Kind
    unit: str
    codes: tuple[str, ...]
    range: tuple[float, float] | None
    exclusive: bool
    role: Role
    compulsory: str
    asked_if: str
    meaning_en: str
    meaning_vi: str

    def __repr__(self) -> str:
        return f"Field({self.table}.{self.name}, {self.type.value}, {self.role.value})"

    @property
    def is_compulsory(self) -> bool:
        """Whether every table must have this column."""
        return self.compulsory == "yes"

    @property
    def is_number(self) -> bool:
        """Whether values are held as float64."""
        return self.type in (Kind.BOOL, Kind.INT, Kind.FLOAT)

    @property
    def missing(self) -> Any:  # noqa: ANN401 - NaN, NaT or an empty text
        """The value that stands for *not recorded*."""
        if self.type is Kind.DATE:
            return np.datetime64("NaT", "D")
        return math.nan if self.is_number else ""

    def meaning(self, lang: str = "en") -> str:
        """Return the meaning in ``en`` or ``vi``.

        Raises
        ------
        InputError
            If the language is neither.
        """
        if lang not in ("en", "vi"):
            raise InputError(f"no meaning of {self.name} in {lang!r}; ask for en or vi")
        return self.meaning_vi if lang == "vi" else self.meaning_en

    def empty(self, n: int) -> NDArray[Any]:
        """Return an all-missing column of this kind, shape (n,)."""
        if self.type is Kind.DATE:
            return np.full(n, np.datetime64("NaT", "D"))
        return np.full(n, np.nan) if self.is_number else np.full(n, "", dtype="<U1")


def parse_limits(text: str, kind: Kind) -> tuple[tuple[str, ...], tuple[float, float] | None, bool]:
    """Return codes, range and whether the lower bound is excluded, from a cell of the schema.

    Parameters
    ----------
    text : str
        ``a, b, c``, ``0-17``, ``> 0``, ``>= 0`` or empty; for text columns the name of a list.
    kind : Kind
        Kind of the column.

    Raises
    ------
    InputError
        If a number's cell is none of these.

    Examples
    --------
    >>> parse_limits("male, female", Kind.CATEGORY)
    (('male', 'female'), None, False)
    >>> parse_limits("> 0", Kind.FLOAT)
    ((), (0.0, inf), True)
    >>> parse_limits("seventeen", Kind.FLOAT)
    Traceback (most recent call last):
        ...
    riskscreen.errors.InputError: cannot read the range 'seventeen'; write 0-17, > 0 or >= 0
    """
    text = text.strip()
    if kind is Kind.CATEGORY:
        listed = text.split(";")[0]
        return tuple(code.strip() for code in listed.split(",") if code.strip()), None, False
    if kind not in (Kind.INT, Kind.FLOAT) or not text:
        return (), None, False
    span = re.fullmatch(r"(-?\d+(?:\.\d+)?)\s*-\s*(-?\d+(?:\.\d+)?)", text)
    if span:
        return (), (float(span[1]), float(span[2])), False
    above = re.fullmatch(r"(>=?)\s*(-?\d+(?:\.\d+)?)", text)
    if above:
        return (), (float(above[2]), math.inf), above[1] == ">"
    raise InputError(f"cannot read the range {text!r}; write 0-17, > 0 or >= 0")


@functools.cache
def fields() -> Mapping[tuple[str, str], Field]:
    """Return every column of the schema by (table, name), in the order of the schema file.

    Examples
    --------
    >>> fields()["children", "age_years"].range
    (0.0, 17.0)
    """
    text = resources.files("riskscreen.schema").joinpath("data/columns.csv")
    rows = list(csv.DictReader(text.read_text(encoding="utf-8").splitlines()))
    by_name = {row["name"]: row["range_or_codes"] for row in rows}
    return MappingProxyType({(row["table"], row["name"]): _field(row, by_name) for row in rows})


def _field(row: Mapping[str, str], limits_of: Mapping[str, str]) -> Field:
    kind = Kind(row["type"])
    limits = row["range_or_codes"]
    if limits.startswith("as "):
        limits = limits_of[limits.removeprefix("as ").strip()]
    codes, span, exclusive = parse_limits(limits, kind)
    return Field(
        table=row["table"],
        name=row["name"],
        type=kind,
        unit=row["unit"],
        codes=codes,
        range=span,
        exclusive=exclusive,
        role=Role(row["role"]),
        compulsory=row["compulsory"],
        asked_if=row["asked_if"],
        meaning_en=row["meaning_en"],
        meaning_vi=row["meaning_vi"],
    )


def _of(table: str) -> Mapping[str, Field]:
    return MappingProxyType(
        {name: field for (owner, name), field in fields().items() if owner == table}
    )


HOUSEHOLDS: Mapping[str, Field] = _of("households")
CHILDREN: Mapping[str, Field] = _of("children")
