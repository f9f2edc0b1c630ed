"""Which pupils will not be at school a year from now?

A child who is not at school leaves no grade behind, so *below grade 12* is read from the current
grade, else the highest one completed, else from an age at which nobody can be that far.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from riskscreen.outcomes import logic
from riskscreen.outcomes.logic import Answer
from riskscreen.outcomes.outcome import Outcome, register

__all__ = ["DROPOUT", "OUT_OF_SCHOOL"]

_LAST_GRADE = 12.0
# Grade 1 starts in the year a child turns six, so no child under 16 is in grade 12, and none under
# 17 has completed it.
_YOUNGEST_IN_LAST, _YOUNGEST_DONE = 16.0, 17.0

Numbers = NDArray[np.float64]


def eligible(
    *,
    age_years: Numbers,
    ever_attended: Numbers,
    attending_school: Numbers,
    attended_last_year: Numbers,
    grade_current: Numbers,
    grade_attained: Numbers,
    concurrent: bool,
) -> Answer:
    """Return who is aged 5-17, at school and below grade 12; in a nowcast, was so last year."""
    aged = logic.between(age_years, 5.0, 17.0)
    if concurrent:
        was = logic.resolved(attended_last_year, no_if=logic.negate(ever_attended))
        return logic.both(aged, was, _not_done(age_years, grade_attained))
    now = logic.resolved(attending_school, no_if=logic.negate(ever_attended))
    return logic.both(aged, now, _not_in_last(age_years, grade_current, grade_attained))


def not_attending(ever_attended: Numbers, attending_school: Numbers) -> Answer:
    """Return who is not at school; a child who never went is not there now either."""
    return logic.negate(logic.resolved(attending_school, no_if=logic.negate(ever_attended)))


def school_age(age_years: Numbers, ever_attended: Numbers, grade_attained: Numbers) -> Answer:
    """Return who is aged 6-17 (grades 1-12) and has not completed grade 12."""
    never = logic.negate(ever_attended)
    done = logic.negate(_not_done(age_years, grade_attained))
    return logic.both(
        logic.between(age_years, 6.0, 17.0), logic.negate(logic.resolved(done, no_if=never))
    )


def _not_in_last(age_years: Numbers, grade_current: Numbers, grade_attained: Numbers) -> Answer:
    by_attained = logic.below(grade_attained, _LAST_GRADE - 1.0)  # a pupil is one grade further
    known = np.where(np.isnan(grade_current), by_attained, logic.below(grade_current, _LAST_GRADE))
    return _or_by_age(known, age_years, _YOUNGEST_IN_LAST)


def _not_done(age_years: Numbers, grade_attained: Numbers) -> Answer:
    return _or_by_age(logic.below(grade_attained, _LAST_GRADE), age_years, _YOUNGEST_DONE)


def _or_by_age(known: Answer, age_years: Numbers, youngest: float) -> Answer:
    return np.where(np.isnan(known) & (age_years < youngest), 1.0, known)


DROPOUT = register(
    Outcome(
        name="dropout",
        definition="attending_then_not",
        title_en="school dropout",
        title_vi="bỏ học",
        eligible=eligible,
        label=not_attending,
        sources=("attending_school", "attended_last_year"),
        # Hours worked and time for chores may be what a child does since it left.
        consequences=("economic_hours_week", "worked_12_months", "chores_hours_week"),
        when_not_asked={"attended_last_year": "out_of_school"},
        basis="attended and no longer attends, completers of grade 12 left out; domain.md 2.3",
    )
)

OUT_OF_SCHOOL = register(
    Outcome(
        name="dropout",
        definition="out_of_school",
        title_en="out of school",
        title_vi="trẻ em ngoài nhà trường",
        eligible=school_age,
        label=not_attending,
        sources=("ever_attended", "attending_school", "attended_last_year"),
        consequences=DROPOUT.consequences,
        basis="MICS6 LN.6 with the ages of Viet Nam, unknown is not out of school; domain.md 2.3",
    )
)
