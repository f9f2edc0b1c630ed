"""Which known bias is put into a synthetic panel?

A dial changes what is recorded after the world has run: the same children, the same fates, and a
truth that stays that of the fair world.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from riskscreen.errors import InputError
from riskscreen.synthetic.profile import OUTCOMES

__all__ = ["DEMO_BIAS", "Dials", "UnderRecorded", "read_dials"]

_LEVELS = {"ethnicity": ("kinh_hoa", "minority")}


@dataclass(frozen=True, slots=True)
class UnderRecorded:
    """In one wave's rows of one group, a share of an outcome's cases is recorded as none.

    Parameters
    ----------
    outcome : str
        ``dropout``, ``child_labour`` or ``exclusion``.
    column : str
        Children's column that names the group: ``ethnicity``, ``sex``; or ``region``.
    level : str
        Its value; for ethnicity ``minority`` or ``kinh_hoa``, or one group's name.
    wave : int
        From 1.
    share : float
        Share of the cases that is hidden, 0-1.
    """

    outcome: str
    column: str
    level: str
    wave: int
    share: float

    def __post_init__(self) -> None:
        if self.outcome not in OUTCOMES:
            raise InputError(
                f"outcome of a dial unknown: 1; it is {self.outcome}; "
                f"choose one of: {', '.join(OUTCOMES)}"
            )
        if self.column not in ("ethnicity", "sex", "region"):
            raise InputError(
                f"group column of a dial unknown: 1; it is {self.column}; "
                "choose ethnicity, sex or region"
            )
        if not 0.0 <= self.share <= 1.0:
            raise InputError(
                f"share of a dial outside 0-1: 1; it is {self.share:g}; write a half as 0.5"
            )


@dataclass(frozen=True, slots=True)
class Dials:
    """Every bias that is put in; none by default."""

    under_recorded: tuple[UnderRecorded, ...] = ()


DEMO_BIAS = Dials(
    under_recorded=(
        UnderRecorded(
            outcome="child_labour", column="ethnicity", level="minority", wave=2, share=0.7
        ),
    )
)


def read_dials(path: str | Path) -> Dials:
    """Return the dials of a TOML file: ``[[under_recorded]]`` tables with the five fields.

    Raises
    ------
    InputError
        If the file is not TOML, or a dial or one of its fields is unknown or absent.
    """
    try:
        facts = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise InputError(f"dials cannot be read: {fault}; give the path of a TOML file") from fault
    unknown = sorted(set(facts) - {"under_recorded"})
    if unknown:
        raise InputError(
            f"{len(unknown)} unknown dial(s); first is {unknown[0]}; the dial is under_recorded"
        )
    fields = {"outcome", "column", "level", "wave", "share"}
    for at, row in enumerate(facts.get("under_recorded", [])):
        odd = sorted(set(row) ^ fields)
        if odd:
            raise InputError(
                f"{len(odd)} field(s) of a dial unknown or absent; first is {odd[0]} in "
                f"under_recorded {at + 1}; write {', '.join(sorted(fields))}"
            )
    return Dials(tuple(UnderRecorded(**row) for row in facts.get("under_recorded", [])))
