"""Which harms of a known size can be put into a synthetic panel, and what does each one do?

Two families. *Changes of the world* alter what comes, and the truth with it: a direct effect, a
drift, a change of policy. *Changes of the records* leave the children, their fates and the truth
as they are, and alter what is written down.
"""

from __future__ import annotations

import difflib
import math
from dataclasses import dataclass

from riskscreen import schema
from riskscreen.errors import InputError
from riskscreen.synthetic.benefits import BENEFITS
from riskscreen.synthetic.dials.groups import check_group
from riskscreen.synthetic.profile import OUTCOMES

__all__ = [
    "DirectEffect",
    "Drift",
    "Linkage",
    "Measurement",
    "Missing",
    "PolicyChange",
    "Proxy",
    "SelectiveLabels",
    "SmallGroup",
    "UnderRecorded",
]

# Features that rules of entitlement read.
_RULED = ("poverty_status", "difficult_area", "orphan", "main_caregiver")
# Recorded, and read by no risk and no rule of entitlement: a proxy there leaves the truth exact.
_PROXIES = (
    "has_computer", "has_electricity", "has_smartphone", "improved_sanitation",
    "permanent_dwelling", "safe_water",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DirectEffect:
    """A group's risk differs by ``logit`` on the log-odds at the same recorded columns."""

    outcome: str
    column: str
    level: str
    logit: float

    def __post_init__(self) -> None:
        _outcome(self.outcome)
        _finite("logit", self.logit)
        check_group(self.column, self.level)


@dataclass(frozen=True, slots=True)
class Drift:
    """What happens up to wave ``wave`` and later is more likely by ``logit`` on the log-odds."""

    outcome: str
    column: str
    level: str
    wave: int
    logit: float

    def __post_init__(self) -> None:
        _outcome(self.outcome)
        _finite("logit", self.logit)
        check_group(self.column, self.level)


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """From wave ``wave`` on, ``share`` of a group lose a benefit to which rules still entitle them.

    It reaches children who belong and are entitled to ``benefit`` a year before: their chance of
    exclusion becomes 1 - (1 - risk) x (1 - share). Who is no longer entitled when it comes lacks
    its birth registration instead, the one thing that every child is due.
    """

    benefit: str
    column: str
    level: str
    wave: int
    share: float

    def __post_init__(self) -> None:
        if self.benefit not in BENEFITS:
            raise InputError(
                f"benefit of a dial unknown: 1; it is {self.benefit}; "
                f"choose one of: {', '.join(BENEFITS)}"
            )
        _share("share", self.share)
        check_group(self.column, self.level)


@dataclass(frozen=True, slots=True)
class UnderRecorded:
    """In one wave's rows of one group, a share of an outcome's cases is recorded as none.

    Parameters
    ----------
    outcome : str
        ``dropout``, ``child_labour`` or ``exclusion``.
    column : str
        Column that names the group, one of ``groups.COLUMNS``; ``all`` for everyone.
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
        _outcome(self.outcome)
        _share("share", self.share)
        check_group(self.column, self.level)


@dataclass(frozen=True, slots=True)
class Missing:
    """In one wave, a share of a group's answers to one question is not recorded."""

    field: str
    column: str
    level: str
    wave: int
    share: float

    def __post_init__(self) -> None:
        _feature(self.field)
        _of_whom(self.field, self.column)
        if self.field in _RULED:
            raise InputError(
                f"field of a missing dial decides who is entitled: 1; it is {self.field}; choose "
                "another, what it would do to exclusion could not be said"
            )
        _share("share", self.share)
        check_group(self.column, self.level)


@dataclass(frozen=True, slots=True)
class Linkage:
    """A share of a group's children without identity code is not found again in wave ``wave``.

    Whether a child has a code is what the wave before has recorded; not recorded, it is found.
    """

    column: str
    level: str
    wave: int
    share: float

    def __post_init__(self) -> None:
        _share("share", self.share)
        check_group(self.column, self.level)


@dataclass(frozen=True, slots=True)
class Measurement:
    """In one wave, a group's recorded numbers of one column are ``factor`` x true + ``shift``.

    Values are held within the column's range in the schema.
    """

    field: str
    column: str
    level: str
    wave: int
    factor: float
    shift: float

    def __post_init__(self) -> None:
        _feature(self.field)
        _of_whom(self.field, self.column)
        _finite("factor", self.factor)
        _finite("shift", self.shift)
        if _types()[self.field] != "float":
            raise InputError(
                f"field of a measurement dial is not of type float: 1; it is {self.field}; "
                "choose one that is"
            )
        check_group(self.column, self.level)


@dataclass(frozen=True, slots=True)
class Proxy:
    """With a chance of ``strength``, a household's answer says whether it belongs to the group."""

    field: str
    column: str
    level: str
    strength: float

    def __post_init__(self) -> None:
        if self.field not in _PROXIES:
            raise InputError(
                f"field of a proxy dial not free: 1; it is {self.field}; choose one that no risk "
                f"reads: {', '.join(_PROXIES)}"
            )
        if self.column in ("sex", "poverty_status"):
            raise InputError(
                f"a proxy is of a household's lasting group: 1 is not; it is {self.column}; "
                "choose ethnicity, region, urban or difficult_area"
            )
        _share("strength", self.strength)
        check_group(self.column, self.level)


@dataclass(frozen=True, slots=True)
class SelectiveLabels:
    """An outcome of wave ``wave`` is known only for visited children of the group.

    A child is visited with a chance of ``floor`` + ``slope`` x its observable risk, at most 1.
    """

    outcome: str
    column: str
    level: str
    wave: int
    floor: float
    slope: float

    def __post_init__(self) -> None:
        _outcome(self.outcome)
        _share("floor", self.floor)
        _finite("slope", self.slope)
        if self.slope < 0:
            raise InputError(f"slope of a dial below 0: 1; it is {self.slope:g}; write 0 or more")
        check_group(self.column, self.level)


@dataclass(frozen=True, slots=True)
class SmallGroup:
    """Exactly ``size`` children of the panel are of the ethnic group ``level``, in whole homes."""

    level: str
    size: int

    def __post_init__(self) -> None:
        check_group("ethnicity", self.level)
        if self.level in ("minority", "kinh_hoa", "Kinh", "Hoa") or self.size < 0:
            raise InputError(
                f"a small group is one minority of 0 or more children: 1 is not; it is "
                f"{self.level}, {self.size}; name a group of the list of 54"
            )


def _outcome(name: str) -> None:
    if name not in OUTCOMES:
        raise InputError(
            f"outcome of a dial unknown: 1; it is {name}; choose one of: {', '.join(OUTCOMES)}"
        )


def _share(name: str, share: float) -> None:
    if not 0.0 <= share <= 1.0:
        raise InputError(f"{name} of a dial outside 0-1: 1; it is {share:g}; write a half as 0.5")


def _finite(name: str, value: float) -> None:
    if not math.isfinite(value):
        raise InputError(f"{name} of a dial is no finite number: 1; it is {value}; write one")


def _of_whom(field: str, column: str) -> None:
    of_children = ("children", field) in schema.fields()
    if column == "sex" and not of_children:
        raise InputError(
            f"a household has no sex: 1 dial; its field is {field}; choose a group of households"
        )


def _types() -> dict[str, str]:
    return {
        name: str(held.type)
        for (_, name), held in schema.fields().items()
        if held.role == "feature" and held.type in ("float", "int", "bool", "category")
    }


def _feature(name: str) -> None:
    if all(known != name for _, known in schema.fields()):
        near = difflib.get_close_matches(name, [known for _, known in schema.fields()], n=1)
        hint = f"did you mean {near[0]}" if near else "see the columns of the schema"
        raise InputError(f"field of a dial is no column: 1; it is {name}; {hint}")
    if name in ("age_years", "weight") or name not in _types():
        raise InputError(
            f"field of a dial not free: 1; it is {name}; choose a column of role feature other "
            "than age: what decides an outcome is hidden by under_recorded or selective_labels"
        )
