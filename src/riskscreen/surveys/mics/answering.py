"""Which columns does the reader make of a MICS file before the mapping maps it?

What the language of mappings cannot say: an *any* over the questions that this survey asked, grades
by school system, value labels in the schema's words, weights, and who has which questionnaire.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import records
from riskscreen.core import Finding, Verdict
from riskscreen.surveys import joining, report
from riskscreen.surveys.mics import schooling, wording
from riskscreen.surveys.mics.described import Facts, GradeFacts
from riskscreen.surveys.mics.keeping import HOUSEHOLD, PERSON, Joined
from riskscreen.surveys.mics.loading import MADE_OF_MODULES

__all__ = ["answered", "weight_of"]

Columns = dict[str, NDArray[Any]]
# The mean of weights that were made to sum to the sample lies here; rounding moves it a little.
_NORMALISED = (0.98, 1.02)
_NO_GRADE = (97.0, 98.0, 99.0)
_NO = 2.0


def answered(
    held: Mapping[str, records.Raw],
    joined: Joined,
    facts: Facts,
    *,
    day: NDArray[np.datetime64],
    survey_round: str,
) -> tuple[dict[str, records.Raw], tuple[Finding, ...]]:
    """Return the used rows of every file with the columns that the mapping asks for.

    Returns
    -------
    tuple of dict and tuple of Finding
        Files ``hh``, ``hl`` (children only), ``members`` (adults too, if there is such a file),
        ``fs`` and ``ch``, and what was odd about labels and grades.
    """
    used = {name: joining.take(held[name], rows.used) for name, rows in joined.sortings.items()}
    notes: list[Finding] = []
    made: dict[str, Columns] = {name: {} for name in used}
    made["hh"], said = _of_homes(used["hh"], facts, day[joined.sortings["hh"].used], survey_round)
    notes += said
    made["hl"] = _of_children(used, joined, made["hh"], facts)
    for name, raw in used.items():
        more, said = _of_any(raw, facts)
        made[name] |= more
        notes += said
    tables = {name: joining.with_columns(raw, made[name]) for name, raw in used.items()}
    if held["hl"].find(facts.people["relation"]):
        members = joining.take(held["hl"], joined.members)
        tables["members"] = records.Raw("members", members.columns, labels=members.labels)
    return tables, (*notes, *_countries(used, facts))


def weight_of(raw: records.Raw, facts: Facts) -> NDArray[np.float64] | None:
    """Return the weight of each row, a product where it is one; None if a variable is absent."""
    names = facts.files[raw.name].weight
    if not names or not all(raw.find(name) for name in names):
        return None
    weight = np.ones(raw.n_rows)
    for name in names:
        weight = weight * joining.numbers(raw, name)
    return np.where(weight > 0, weight, np.nan)


def _of_homes(
    raw: records.Raw, facts: Facts, day: NDArray[np.datetime64], survey_round: str
) -> tuple[Columns, list[Finding]]:
    made: Columns = {
        "rs_day": day,
        "rs_survey": np.full(raw.n_rows, facts.survey),
        "rs_round": np.full(raw.n_rows, survey_round),
    }
    psu = joining.key_of(raw, ["PSU"])
    said_psu = bool((psu != "").any())
    made["rs_psu"] = psu if said_psu else joining.key_of(raw, ["HH1"])
    notes = []
    if not said_psu:
        lack = "PSU is empty" if raw.find("PSU") else "no PSU"
        notes.append(
            report.finding("SUR-04", f"{lack}: the cluster number HH1 stands in", n=1.0,
                           unit="variables", about="primary sampling unit")
        )  # fmt: skip
    weight = weight_of(raw, facts)
    if weight is not None and np.isfinite(weight).any():
        normalised = _NORMALISED[0] <= np.nanmean(weight) <= _NORMALISED[1]
        made["rs_weight_kind"] = np.full(raw.n_rows, "normalised" if normalised else "expansion")
    group, said = wording.head_ethnicity(
        raw, facts.ethnicity["names"], numbered=facts.ethnicity.get("numbers", "")
    )
    own = wording.published(raw, facts.ethnicity["published"])
    made |= {} if group is None else {"rs_head_ethnicity": group}
    made |= {} if own is None else {"rs_ethnicity": own}
    return made, [*notes, *said]


def _of_children(
    used: Mapping[str, records.Raw], joined: Joined, homes: Columns, facts: Facts
) -> Columns:
    raw, rows = used["hl"], joined.sortings["hl"].used
    place = joining.match(used["hh"].columns[HOUSEHOLD], raw.columns[HOUSEHOLD])
    made: Columns = {"rs_age": joined.age[rows], "rs_day": homes["rs_day"][place]}
    for name, column in (("fs", "rs_selected"), ("ch", "rs_under5")):
        mine = used[name].columns[PERSON] if name in used else np.array([], dtype="<U1")
        made[column] = np.isin(raw.columns[PERSON], mine).astype(np.float64)
    weight = _household_weight(raw, used["hh"], place, facts)
    if weight is not None:
        made["rs_weight"] = weight
    return made


def _household_weight(
    raw: records.Raw, homes: records.Raw, place: NDArray[np.intp], facts: Facts
) -> NDArray[np.float64] | None:
    """Return each child's own household weight, else its household's; None if no file has one."""
    own, theirs = weight_of(raw, facts), weight_of(homes, facts)
    if theirs is None:
        return None if raw.find(MADE_OF_MODULES) else own
    if raw.find(MADE_OF_MODULES):  # a sample: its household's weight would count it too little
        return np.full(raw.n_rows, np.nan)
    return theirs[place] if own is None else np.where(np.isnan(own), theirs[place], own)


def _of_any(raw: records.Raw, facts: Facts) -> tuple[Columns, list[Finding]]:
    made: Columns = {}
    weight = weight_of(raw, facts)
    if weight is not None and raw.name != "hl":
        made["rs_weight"] = weight
    asked = facts.any_yes.get(raw.name, {}).items()
    made |= {
        target: joining.any_yes(raw, names)
        for target, names in asked
        if any(raw.find(name) for name in names)
    }
    notes = _fill_hours(raw, facts, made)
    for column, (target, kind) in _of_file(raw, facts.words):
        made[target], said = _worded(raw, column, kind)
        notes += said
    for column, target in _of_file(raw, facts.preschool):
        made[target] = np.where(joining.numbers(raw, column) == 1, 0.0, np.nan)
    for grade in _grades_of_file(raw, facts):
        made[grade.target], said = _graded(raw, grade)
        notes += said
        if grade.level_target:
            made[grade.level_target] = schooling.levels(
                joining.folded_labels(raw, grade.level), system=_system(raw, grade.level)
            )
    return made, notes


def _of_file(raw: records.Raw, said: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return what is said of ``file.variable`` for the variables that this file has."""
    split = [(*dotted.split(".", maxsplit=1), what) for dotted, what in said.items()]
    return [(column, what) for file, column, what in split if file == raw.name and raw.find(column)]


def _grades_of_file(raw: records.Raw, facts: Facts) -> list[GradeFacts]:
    return [
        one
        for one in facts.grades
        if one.file == raw.name and raw.find(one.level) and raw.find(one.grade)
    ]


def _fill_hours(raw: records.Raw, facts: Facts, made: Columns) -> list[Finding]:
    """Add the parts of the hours questions that this survey did not ask: they count as no.

    Where a survey asks for chores but not, say, for firewood, no hours of firewood can count.
    """
    parts = facts.hours.get(raw.name, {})
    there = {part: [n for n in names if n in made or raw.find(n)] for part, names in parts.items()}
    chores = {part for part, names in there.items() if names and part != "economic"}
    notes = []
    for part, (screen, hours) in parts.items():
        nothing = not there[part]
        if nothing and (part == "economic" or not chores):
            continue
        if nothing:
            said = f"{part} was not asked in {raw.name} ({screen}, {hours}): no hours of it count"
            about = f"{part} not asked"
            notes.append(report.finding("SUR-10", said, n=1.0, unit="questions", about=about))
        no = 0.0 if screen.startswith("rs_") else _NO
        if screen not in there[part]:
            made[screen] = np.full(raw.n_rows, no if nothing else np.nan)
        if hours not in there[part]:
            made[hours] = np.full(raw.n_rows, np.nan)
    return notes


def _worded(raw: records.Raw, column: str, kind: str) -> tuple[NDArray[np.str_], list[Finding]]:
    if kind == "region":
        return wording.regions(raw, column), []
    return wording.education(raw, column)


def _graded(raw: records.Raw, grade: GradeFacts) -> tuple[NDArray[np.float64], list[Finding]]:
    labels = joining.folded_labels(raw, grade.level)
    numbers = joining.numbers(raw, grade.grade)
    numbers = np.where(np.isin(numbers, _NO_GRADE), np.nan, numbers)
    system = _system(raw, grade.level)
    completed = None
    if grade.completed:
        said = joining.numbers(raw, grade.completed)
        completed = np.where(said == 1, 1.0, np.where(said == _NO, 0.0, np.nan))
    found, odd = schooling.grades(
        labels, numbers, system=system, completed=completed,
        counts_completed=grade.counts_completed,
    )  # fmt: skip
    return found, _school_notes(raw, grade, system, odd)


def _system(raw: records.Raw, level: str) -> schooling.System | None:
    return schooling.system_of(_level_labels(raw, level))


def _level_labels(raw: records.Raw, level: str) -> list[str]:
    """Return every value label of a level, those that no row has included."""
    listed = [str(label) for label in raw.labels.get(raw.find(level), {}).values()]
    return listed or sorted(set(joining.labels_of(raw, level).tolist()) - {""})


def _school_notes(
    raw: records.Raw, grade: GradeFacts, system: schooling.System | None, odd: NDArray[np.bool_]
) -> list[Finding]:
    about = f"{grade.level} of {raw.name}"
    if system is None:
        labels = report.listed(_level_labels(raw, grade.level)) or "no value labels"
        said = (
            f"the levels of {about} are of no known school system ({labels}); their grades are "
            "left missing. Add the system to schools.toml"
        )
        return [_school_note(said, about, raw.n_rows, Verdict.INSUFFICIENT)]
    notes = [_school_note(f"{about}: {system.title}", about, raw.n_rows, Verdict.PASS)]
    if odd.any():
        first = report.first_case(raw.columns[PERSON], odd)
        said = (
            f"{grade.grade} is no grade of its level in {report.thousands(odd.sum())} of "
            f"{report.thousands(len(odd))} rows of {raw.name}; first is {first}: "
            f"{joining.numbers(raw, grade.grade)[odd][0]:g}. Made missing"
        )
        about = f"grades of {grade.grade} in {raw.name}"
        notes.append(_school_note(said, about, int(odd.sum()), Verdict.INSUFFICIENT))
    return notes


def _school_note(said: str, about: str, n: int, verdict: Verdict) -> Finding:
    return report.finding("SUR-14", said, n=float(n), about=about, verdict=verdict)


def _countries(used: Mapping[str, records.Raw], facts: Facts) -> list[Finding]:
    """Return a finding where levels look like a country's and nothing shows that it is that one."""
    systems = {
        system
        for grade in facts.grades
        if grade.file in used and used[grade.file].find(grade.level)
        and (system := _system(used[grade.file], grade.level)) is not None and system.signs
    }  # fmt: skip
    shown = {
        label
        for column in ("HH7", *facts.ethnicity["names"])
        for label in joining.folded_labels(used["hh"], column).tolist()
    }
    unshown = [system for system in systems if not system.signs & shown]
    said = "{}: no region or ethnic group of the files shows that country; are its grades meant?"
    return [
        _school_note(said.format(system.title), "country", 1, Verdict.INSUFFICIENT)
        for system in sorted(unshown, key=lambda one: one.name)
    ]
