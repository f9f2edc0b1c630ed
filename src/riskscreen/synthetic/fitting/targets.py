"""What is published, and as precisely as it was printed?

The files in `targets` are read as they are; one printed line that gives a count and a rate is two
targets. A panel answers to the lines of its profile; those of a context are shown beside it.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from riskscreen.errors import InputError
from riskscreen.synthetic.profile import names

__all__ = ["Contradiction", "Target", "contradictions", "targets"]


@dataclass(frozen=True, slots=True)
class Target:
    """One published figure.

    Parameters
    ----------
    file, indicator, group, quantity : str
        Where it stands and what it is of; together they name it.
    value : float
        As printed; percentages are 0-100.
    half : float
        Half a unit of its last printed digit.
    unit, year, source, note : str
        As the files say.
    profile : str
        The profile that answers to it, or ``context (year)``.
    column : str
        Which columns of a panel it is read from; ``policy`` where it is no figure of children.
    """

    file: str
    indicator: str
    group: str
    quantity: str
    value: float
    half: float
    unit: str
    year: str
    source: str
    note: str
    profile: str
    column: str

    @property
    def key(self) -> str:
        """Name of the target, unlike any other's."""
        year = f" {self.year}" if self.file == "published" else ""
        return f"{self.indicator}, {self.group}, {self.quantity}{year}"

    @property
    def context(self) -> bool:
        """Whether no panel has to agree with it."""
        return self.profile not in names()


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Targets that cannot all hold, the arithmetic that shows it, and what was chosen.

    ``keys`` are the targets that no panel is held to; empty where the printed error was already
    mended in the files, or lies between two profiles.
    """

    what: str
    keys: tuple[str, ...]
    arithmetic: str
    choice: str


@lru_cache(maxsize=1)
def targets() -> tuple[Target, ...]:
    """Return every target of every file, in the files' order.

    Raises
    ------
    InputError
        If two of them have one name.
    """
    found = (*_outcomes(), *_population(), *_poverty(), *_published())
    twice = sorted({one.key for one in found if [o.key for o in found].count(one.key) > 1})
    if twice:
        raise InputError(
            f"{len(twice)} targets have one name; first is {twice[0]}; tell them apart"
        )
    return found


@lru_cache(maxsize=1)
def contradictions() -> tuple[Contradiction, ...]:
    """Return the committed list of contradictions.

    Raises
    ------
    InputError
        If one names a target that no file has.
    """
    text = _folder().joinpath("contradictions.toml").read_text(encoding="utf-8")
    entries = tomllib.loads(text)["contradiction"]
    found = tuple(
        Contradiction(row["what"], tuple(row["keys"]), row["arithmetic"], row["choice"])
        for row in entries
    )
    known = {one.key for one in targets()}
    strange = [key for one in found for key in one.keys if key not in known]
    if strange:
        raise InputError(
            f"{len(strange)} contradictions name no target; first is {strange[0]}; "
            "write indicator, group, quantity"
        )
    return found


def _outcomes() -> Iterator[Target]:
    for row in _rows("outcomes.csv"):
        group = f"{row['sex']} {row['age_group']}"
        for quantity, name in (("count", "count"), ("percent", "rate_percent")):
            yield _target("outcomes", row, row["indicator"], group, quantity, printed=row[name],
                          unit="children" if quantity == "count" else "percent of children",
                          year="2014")  # fmt: skip


def _population() -> Iterator[Target]:
    for row in _rows("population.csv"):
        group = f"{row['sex']} {row['age_group']}".strip() or row["quantity"]
        quantity = {"share": "percent"}.get(row["quantity"], row["quantity"])
        yield _target("population", row, row["table"], group, quantity, printed=row["value"],
                      unit=row["unit"], year=row["year"])  # fmt: skip


def _poverty() -> Iterator[Target]:
    for row in _rows("poverty_and_access.csv"):
        quantity = "percent" if row["unit"].startswith("percent") else "count"
        if row["column"] == "policy":
            quantity = "line"
        profile = row["profile"]
        year = {"vhlss2014": "2014", "ncls2012": "2012", "province2025": "2025"}.get(
            profile, profile.removeprefix("context (").removesuffix(")")
        )
        yield _target("poverty_and_access", row, row["indicator"], row["group"], quantity,
                      printed=row["value"], unit=row["unit"], year=year)  # fmt: skip


def _published() -> Iterator[Target]:
    for row in _rows("published.csv"):
        yield _target("published", row | {"note": row["definition"]}, row["indicator"],
                      row["group"], "percent", printed=row["value"], unit=row["unit"],
                      year=row["year"])  # fmt: skip


def _target(
    file: str,
    row: dict[str, str],
    indicator: str,
    group: str,
    quantity: str,
    *,
    printed: str,
    unit: str,
    year: str,
) -> Target:
    decimals = len(printed.partition(".")[2])
    return Target(
        file=file,
        indicator=indicator,
        group=group,
        quantity=quantity,
        value=float(printed),
        half=0.5 * 10.0**-decimals,
        unit=unit,
        year=year,
        source=row["source"],
        note=row["note"],
        profile=row["profile"],
        column=row["column"],
    )


def _folder() -> resources.abc.Traversable:
    return resources.files("riskscreen.synthetic") / "targets"


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(_folder().joinpath(name).read_text("utf-8").splitlines()))
