"""From which columns of a panel is a published figure read?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import outcomes
from riskscreen.errors import InputError
from riskscreen.outcomes.conditions import any_holds
from riskscreen.policy.needs import Needs, load_needs
from riskscreen.synthetic.fitting.crossing import Cross, Figure
from riskscreen.synthetic.fitting.targets import Target

__all__ = ["measured", "poor_in_many_ways"]

Flags = NDArray[np.bool_]
_REGIONS = {"Northern Midlands and Mountains": "northern_mountains", "Southeast": "south_east"}
_UNDER_16 = "0-15"
_UNSAID = ("not_recorded", "foreigner", "")
_EVERYBODY = ("all", "age 5-17", "7 dimensions 2010", "7 dimensions 2014", "6 dimensions 2019")


def measured(target: Target, cross: Cross) -> Figure:
    """Return what one wave of a panel says of a target, in the target's unit.

    An answer that is not recorded is no answer: of a count it is no part; of a share of children
    it stands in the denominator where the published table divides by all children of the age.
    """
    return _BY[target.indicator](target, cross)


def poor_in_many_ways(cross: Cross, needs: Needs | None = None) -> NDArray[np.float64]:
    """Return whether too many needs of a child are unmet: 1, 0 or NaN, shape (n_children,).

    Unknown where the needs that are known leave it open.
    """
    needs = load_needs() if needs is None else needs
    columns = {name: cross.child(name) for name in needs.columns}
    answers = np.stack([any_holds(need.grounds, columns) for need in needs.needs])
    surely = (answers == 1).sum(axis=0)
    possibly = surely + np.isnan(answers).sum(axis=0)
    return np.where(
        surely >= needs.least_unmet, 1.0, np.where(possibly < needs.least_unmet, 0.0, np.nan)
    )


def _aged(cross: Cross, ages: str) -> Flags:
    """Return who is of an age band such as ``6-10``, ``age 0-5`` or ``age 0``."""
    first, _, last = ages.removeprefix("age ").partition("-")
    age = cross.child("age_years")
    return (age >= float(first)) & (age <= float(last or first))


def _sexed(cross: Cross, sex: str) -> Flags:
    if sex == "all":
        return np.ones(len(cross.home), dtype=np.bool_)
    return np.asarray(cross.child("sex") == sex)


def _percent_or_count(target: Target, cross: Cross, event: Flags, base: Flags) -> Figure:
    if target.quantity == "count":
        return cross.total(event & base)
    return cross.share(event, base).times(100.0)


def _outcome(
    column: str, answer: float, *, youngest: float = 0.0
) -> Callable[[Target, Cross], Figure]:
    def read(target: Target, cross: Cross) -> Figure:
        sex, ages = target.group.split()
        base = _sexed(cross, sex) & _aged(cross, ages)
        event = (cross.child(column) == answer) & (cross.child("age_years") >= youngest)
        return _percent_or_count(target, cross, event, base)

    return read


def _children(target: Target, cross: Cross) -> Figure:
    sex, ages = target.group.split()
    return cross.total(_sexed(cross, sex) & _aged(cross, ages))


def _age_share(target: Target, cross: Cross) -> Figure:
    sex, ages = target.group.split()
    base = _sexed(cross, sex) & _aged(cross, _UNDER_16)
    return cross.share(_aged(cross, ages), base).times(100.0)


def _survey_size(target: Target, cross: Cross) -> Figure:
    size = cross.households["household_size"]
    n = len(size) if target.group == "households" else float(np.nansum(size))
    return Figure(n, 0.0, n, n, len(size))


def _side(group: str, urban: NDArray[Any]) -> Flags:
    if group in ("urban", "rural"):
        return np.asarray(urban == (1.0 if group == "urban" else 0.0))
    return np.ones(len(urban), dtype=np.bool_)


def _of_households(column: str, answer: object) -> Callable[[Target, Cross], Figure]:
    def read(target: Target, cross: Cross) -> Figure:
        values = cross.households[column]
        base = _side(target.group, cross.households["urban"])
        base &= (values != "") if values.dtype.kind == "U" else ~np.isnan(values)
        return cross.share(values == answer, base, households=True).times(100.0)

    return read


def _poor_children(target: Target, cross: Cross) -> Figure:
    poor = (cross.child("poverty_status") == "poor") & _aged(cross, _UNDER_16)
    if target.group == "all":
        return cross.total(poor)
    inside = _sexed(cross, "male") if target.group == "male" else _aged(cross, target.group)
    return cross.share(inside, poor).times(100.0)


def _lacking(column: str, answer: float) -> Callable[[Target, Cross], Figure]:
    def read(target: Target, cross: Cross) -> Figure:  # noqa: ARG001 - one group, all children
        return cross.total((cross.child(column) == answer) & _aged(cross, _UNDER_16))

    return read


def _many_ways(target: Target, cross: Cross) -> Figure:
    needs = load_needs()
    poor = poor_in_many_ways(cross, needs)
    base = (
        (cross.child("age_years") < needs.children_below)
        & ~np.isnan(poor)
        & _grouped(cross, target.group)
    )
    return cross.share(poor == 1, base).times(100.0)


def _grouped(cross: Cross, group: str) -> Flags:
    people = cross.child("ethnicity")
    majority = np.isin(people, ("Kinh", "Hoa"))
    if group in _REGIONS:
        return np.asarray(cross.child("region") == _REGIONS[group])
    if group == "Kinh and Hoa":
        return majority
    if group == "ethnic minority":
        return ~majority & ~np.isin(people, _UNSAID)
    if group in ("female", "male"):
        return _sexed(cross, group)
    if group not in _EVERYBODY and group not in ("urban", "rural"):
        raise InputError(f"no group {group!r} of children is known: 1; write a reader for it")
    return _side(group, cross.child("urban"))


def _labour(definition: str) -> Callable[[Target, Cross], Figure]:
    hours = outcomes.child_labour.DEFINITIONS[definition]

    def read(target: Target, cross: Cross) -> Figure:
        label = hours(**{name: cross.child(name) for name in hours.inputs})
        aged = _aged(cross, "5-17")
        known, yes, group = aged & ~np.isnan(label), label == 1, target.group
        if target.quantity == "count":
            return cross.total(yes & aged)
        if group.endswith("share"):
            part = group.removesuffix(" share")
            inside = _aged(cross, part) if part.startswith("age") else _grouped(cross, part)
            return cross.share(inside, yes & known).times(100.0)
        return cross.share(yes, known & _grouped(cross, group)).times(100.0)

    return read


def _of_children(column: str, ages: str = "") -> Callable[[Target, Cross], Figure]:
    def read(target: Target, cross: Cross) -> Figure:
        values = cross.child(column)
        base = _aged(cross, ages or target.group) & ~np.isnan(values)
        base &= _grouped(cross, target.group) if ages else True
        return cross.share(values == 1, base).times(100.0)

    return read


def _lower_secondary(target: Target, cross: Cross) -> Figure:
    base = _aged(cross, "11-14") & (cross.child("ethnicity") == target.group)
    pupil = cross.child("attending_school")
    base &= (pupil == 0) | ((pupil == 1) & ~np.isnan(cross.child("grade_current")))
    return cross.share(cross.child("grade_current") >= 6, base).times(100.0)  # noqa: PLR2004 - grade 6 is the first of lower secondary


def _minorities(target: Target, cross: Cross) -> Figure:  # noqa: ARG001 - one group
    group = cross.households["head_ethnicity"]
    known = ~np.isin(group, _UNSAID)
    people = np.nan_to_num(cross.households["household_size"]) * cross.households["weight"] * known
    return cross.ratio(people * (group != "Kinh"), people, n=int(known.sum())).times(100.0)


def _line(target: Target, cross: Cross) -> Figure:  # noqa: ARG001 - a policy is of no sample
    value = load_needs().poverty_lines[target.group]
    return Figure(value, 0.0, value, value, 0)


_BY: dict[str, Callable[[Target, Cross], Figure]] = {
    "not_in_school": _outcome("attending_school", 0.0, youngest=5.0),
    "no_health_insurance": _outcome("health_insurance", 0.0),
    "economically_active": _outcome("worked_12_months", 1.0),
    "children": _children,
    "age_share": _age_share,
    "survey_size": _survey_size,
    "poor_households": _of_households("poverty_status", "poor"),
    "multidimensional_poverty": _of_households("poverty_status", "poor"),
    "internet_at_home": _of_households("has_internet", 1.0),
    "poverty_line": _line,
    "children_in_poor_households": _poor_children,
    "children_food_insufficient": _lacking("food_insufficient", 1.0),
    "children_food_inadequate": _lacking("food_inadequate", 1.0),
    "children_no_clean_water": _lacking("safe_water", 0.0),
    "multidimensional_child_poverty": _many_ways,
    "child_labour": _labour("ncls2012"),
    "child_labour_ncls2018": _labour("ncls2018"),
    "birth_registration": _of_children("birth_registered"),
    "health_insurance": _of_children("health_insurance"),
    "vaccination_8": _of_children("vaccinated_8_under1"),
    "vaccination_12": _of_children("vaccinated_12_under5"),
    "attending_5_17": _of_children("attending_school", ages="5-17"),
    "economically_active_5_17": _of_children("worked_12_months", ages="5-17"),
    "lower_secondary_attendance": _lower_secondary,
    "minorities": _minorities,
}
