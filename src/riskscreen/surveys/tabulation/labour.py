"""Which children does each definition of child labour count, in whole and by its parts?

The official syntax counts an answer that is not known as no, and a part of the hours that is not
known as none; how many answers that concerns is printed beside the rate.
"""

from __future__ import annotations

import numpy as np

from riskscreen import outcomes
from riskscreen.errors import InputError
from riskscreen.outcomes import Answer, child_labour, logic
from riskscreen.surveys.tabulation.definitions import Band, Column, Definition, Rule
from riskscreen.surveys.tabulation.drawn import Note

__all__ = ["default_tag", "labour"]

Needs = tuple[tuple[str, ...], ...]

# Tag of the definition that each survey's printed report uses.
_PRINTED = {"mics6": "sdg871_mics6", "mics5": "mics5"}
_OTHERWISE = "sdg871_mics6"

_AGES: Band = (5, 17)
_BANDS: tuple[Band, ...] = ((5, 11), (12, 14), (15, 17))
_HOURS = ("economic_hours_week",)
_CHORES = ("chores_hours_week", "chores_hours_known_week")
_SYNTAX = {
    "sdg871_mics6": "MICS6 PR.3, standard syntax of the define file 09 PR: hazard apart",
    "mics5": "MICS5 tables CP.2-CP.4, standard syntax of the define file 09 CP: hazard counted",
}
_NOTES: dict[str, Note] = {
    "mics5": (
        "MICS5's own syntax does not bound the hours: a code of 97-99 that is not declared missing "
        "counts there as hours, here as not known",
        "cú pháp MICS5 không giới hạn số giờ: mã 97-99 không khai báo là thiếu được tính là số "
        "giờ, ở đây coi là không rõ",
    ),
    "vhlss": (
        "hours are a mean over the months worked, not those of last week",
        "số giờ là trung bình của các tháng có làm việc, không phải của tuần trước",
    ),
}
_RESCALED: Note = (
    "printed tables rescale this weight to the number of children, which moves the weighted total "
    "and no rate",
    "bảng công bố điều chỉnh quyền số này theo số trẻ, chỉ làm đổi tổng gia quyền, không đổi tỷ lệ",
)


def default_tag(survey: str) -> str:
    """Return the definition of a survey's printed report; SDG 8.7.1 (b) where there is none.

    Examples
    --------
    >>> default_tag("mics5"), default_tag("vhlss")
    ('mics5', 'sdg871_mics6')
    """
    return _PRINTED.get(survey, _OTHERWISE)


def labour(tag: str, *, with_module: bool, survey: str = "") -> tuple[Definition, ...]:
    """Return child labour by one definition, with its parts.

    Parameters
    ----------
    tag : str
        One of ``outcomes.definitions("child_labour")``.
    with_module : bool
        Whether the records say who was selected for the module; else all children with hours.
    survey : str
        As the reader wrote it; empty for other records.

    Raises
    ------
    OutcomeError
        If nobody registered the definition.
    InputError
        If the definition needs more than columns of numbers.

    Examples
    --------
    >>> [one.indicator for one in labour("mics5", with_module=True)]
    ['child_labour', 'child_labour_economic', 'child_labour_chores', 'child_labour_hazard']
    """
    outcome = outcomes.get("child_labour", tag)
    notes = tuple(_NOTES[name] for name in dict.fromkeys((tag, survey)) if name in _NOTES)
    notes += (_RESCALED,) if survey == "mics5" and with_module else ()
    return tuple(
        Definition(
            indicator="child_labour" + (f"_{part}" if part else ""),
            tag=outcome.definition,
            title_en=_TITLES[part][0],
            title_vi=_TITLES[part][1],
            source=_SYNTAX.get(outcome.definition, outcome.basis),
            event=event,
            needs=needs if with_module else (_HOURS, *needs),
            base=None if with_module else _with_hours,
            module="module_selected" if with_module else "",
            weights=("weight_selected",) if with_module else ("weight_selected", "weight"),
            ages=_AGES,
            bands=_bands(outcome),
            verified=outcome.verified,
            notes=notes,
        )
        for part, event, needs in _parts(outcome)
    )


_TITLES = {
    "": ("child labour", "lao động trẻ em"),
    "with_hazard": ("child labour or hazardous work", "lao động trẻ em hoặc công việc độc hại"),
    "economic": (
        "economic activity at or above the hours of the age",
        "hoạt động kinh tế từ mức giờ của độ tuổi trở lên",
    ),
    "chores": (
        "household chores at or above the hours of the age",
        "việc nhà từ mức giờ của độ tuổi trở lên",
    ),
    "hazard": ("hazardous work", "công việc nặng nhọc, độc hại, nguy hiểm"),
}


def _parts(outcome: outcomes.Outcome) -> list[tuple[str, Rule, Needs]]:
    """Return name, event and needed columns of the whole and of each part."""
    rule, whole = outcome.label, _of_columns(outcome)
    if not isinstance(rule, child_labour.Hours):
        return [("", whole, tuple((name,) for name in outcome.sources))]
    chores = any(np.isfinite(band.chores) for band in rule.bands)
    hazard: Needs = (("hazardous_work",),)
    needs: Needs = (_HOURS, _CHORES) if chores else (_HOURS,)
    found = [("", whole, (*needs, *hazard) if rule.hazard else needs)]
    if not rule.hazard:
        found.append(("with_hazard", _with_hazard(whole), (*needs, *hazard)))
    found.append(("economic", _economic(rule), (_HOURS,)))
    if chores:
        found.append(("chores", _chores(rule), (_CHORES,)))
    return [*found, ("hazard", _hazard, hazard)]


def _bands(outcome: outcomes.Outcome) -> tuple[Band, ...]:
    if isinstance(outcome.label, child_labour.Hours):
        return tuple((band.youngest, band.oldest) for band in outcome.label.bands)
    return _BANDS


def _with_hours(column: Column) -> Answer:
    return (~np.isnan(column("economic_hours_week"))).astype(np.float64)


def _of_columns(outcome: outcomes.Outcome) -> Rule:
    rule, names = outcome.label, outcomes.outcome.inputs(outcome.label)
    special = [name for name in names if name in outcomes.outcome.SPECIAL]
    if special:
        raise InputError(
            f"child_labour by {outcome.definition} needs {special[0]}, which a table of one wave "
            "does not have; write the definition as a function of columns of numbers"
        )

    def event(column: Column) -> Answer:
        said = {name: _said(column, name) for name in names}
        zero = {name: np.where(np.isnan(x), 0.0, x) for name, x in said.items()}
        if "chores_hours_week" in said:
            known, hours = column("chores_hours_known_week"), said["chores_hours_week"]
            zero["chores_hours_week"] = np.nan_to_num(np.where(np.isnan(hours), known, hours))
        kept = {name: x for name, x in said.items() if name not in outcome.sources}
        answer, counted = rule(**said), rule(**{**zero, **kept})
        return np.where(np.isnan(answer) & (counted != 1), np.nan, counted)

    return event


def _said(column: Column, name: str) -> Answer:
    return np.floor(column(name)) if name == "age_years" else column(name)


def _with_hazard(whole: Rule) -> Rule:
    def event(column: Column) -> Answer:
        return logic.either(whole(column), _hazard(column))

    return event


def _economic(rule: child_labour.Hours) -> Rule:
    def event(column: Column) -> Answer:
        limit = child_labour.hours_limit(rule.bands, np.floor(column("age_years")))
        return logic.at_least(_hours(column), limit)

    return event


def _chores(rule: child_labour.Hours) -> Rule:
    def event(column: Column) -> Answer:
        age = np.floor(column("age_years"))
        limit = child_labour.hours_limit(rule.bands, age, chores=True)
        hours, known = (column(name) for name in _CHORES)
        hours = np.where(np.isnan(hours) & (known >= limit), known, hours)
        # No number of hours counts at some ages, so a missing one does not matter there.
        return np.where(np.isinf(limit), 0.0, logic.at_least(hours, limit))

    return event


def _hazard(column: Column) -> Answer:
    idle = logic.negate(logic.more_than(_hours(column), 0.0))
    return logic.resolved(column("hazardous_work"), no_if=idle)


def _hours(column: Column) -> Answer:
    no_work = logic.negate(column("worked_12_months"))
    return logic.resolved(column("economic_hours_week"), no_if=no_work)
