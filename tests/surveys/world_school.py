"""What does the roster say of each member's schooling, with its skips and its missing answers?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tests.surveys.world_people import Numbers, unknown

__all__ = ["Schooling", "schooling"]

_NAN = np.nan
# Last grade of each level, by the numbers that a survey gives its grades.
LEVELS = {
    "continuous": ((1.0, 1, 5, 0), (2.0, 6, 9, 0), (3.0, 10, 12, 0)),
    "qatar": ((1.0, 1, 6, 0), (2.0, 7, 9, 6), (3.0, 10, 12, 9)),
    "yemen": ((1.0, 1, 9, 0), (3.0, 10, 12, 9)),
}
_HIGHER = {"continuous": (4.0, 5.0), "qatar": (4.0,), "yemen": (4.0,)}


@dataclass(frozen=True)
class Schooling:
    """Answers by member, coded 1 yes, 2 no; NaN where the question was skipped.

    ``highest`` is the last grade attended, ``completed`` whether it was finished, ``now`` and
    ``last`` this and the previous school year; levels and grades are the survey's codes.
    """

    ever: Numbers
    level: Numbers
    grade: Numbers
    completed: Numbers
    now: Numbers
    level_now: Numbers
    grade_now: Numbers
    last: Numbers
    level_last: Numbers
    grade_last: Numbers


def schooling(
    rng: np.random.Generator,
    *,
    age: Numbers,
    school_age: Numbers,
    disadvantage: Numbers,
    youngest: float,
    style: str,
) -> Schooling:
    """Return everybody's answers; those younger than ``youngest`` were not asked."""
    n = len(age)
    asked = age >= youngest
    pupil = asked & (age <= 24)
    ever = rng.random(n) < np.where(school_age < 6, 0.75, 0.985 - 0.05 * disadvantage)
    going = ever & (rng.random(n) < _share_at_school(school_age) - 0.12 * disadvantage) & pupil
    away = np.where(going, 0, rng.geometric(0.55, n))  # years since the last one at school
    delay = rng.choice([0, 1, 2], n, p=[0.88, 0.09, 0.03])
    at_grade = school_age - 5 - delay
    top = np.where(age > 24, rng.integers(1, 17, n), at_grade - np.where(going, 0, away))
    was = ever & ((going & (rng.random(n) < 0.97)) | (~going & (away == 1)))
    before = np.where(going, top - (rng.random(n) < 0.97), top)
    finished = ~going & (rng.random(n) < 0.8)
    return _coded(
        rng,
        style=style,
        asked=np.where(asked, np.where(ever, 1.0, 2.0), _NAN),
        pupil=pupil,
        top=top,
        finished=np.where(finished, 1.0, 2.0),
        going=np.where(going, 1.0, 2.0),
        was=np.where(was, 1.0, 2.0),
        before=before,
    )


def _share_at_school(school_age: Numbers) -> Numbers:
    bands = np.searchsorted([6.0, 11.0, 15.0, 18.0], school_age, side="right")
    return np.array([0.85, 0.985, 0.93, 0.78, 0.35])[bands]


def _coded(
    rng: np.random.Generator,
    *,
    style: str,
    asked: Numbers,
    pupil: NDArray[np.bool_],
    top: Numbers,
    finished: Numbers,
    going: Numbers,
    was: Numbers,
    before: Numbers,
) -> Schooling:
    """Return the answers as codes, each asked only after the answer that leads to it."""
    ever = unknown(rng, asked, codes=(9.0,), share=0.004)
    went = ever == 1
    level, grade = _levels(rng, np.where(went, top, _NAN), style)
    now = unknown(rng, np.where(went & pupil, going, _NAN), codes=(9.0,), share=0.012)
    level_now, grade_now = _levels(rng, np.where(now == 1, top, _NAN), style)
    last = unknown(rng, np.where(went & pupil, was, _NAN), codes=(8.0, 9.0), share=0.006)
    level_last, grade_last = _levels(rng, np.where(last == 1, before, _NAN), style)
    return Schooling(
        ever=ever,
        level=level,
        grade=grade,
        completed=unknown(rng, np.where(level > 0, finished, _NAN), codes=(8.0, 9.0), share=0.01),
        now=now,
        level_now=level_now,
        grade_now=grade_now,
        last=last,
        level_last=level_last,
        grade_last=grade_last,
    )


def _levels(rng: np.random.Generator, grade: Numbers, style: str) -> tuple[Numbers, Numbers]:
    """Return level and grade at that level; preschool (below grade 1) has no grade."""
    level = np.where(np.isnan(grade), _NAN, 0.0)
    at_level = np.full(len(grade), _NAN)
    for code, first, last, less in LEVELS[style]:
        inside = (grade >= first) & (grade <= last)
        level[inside] = code
        at_level[inside] = grade[inside] - less
    above = grade > 12
    level[above] = rng.choice(_HIGHER[style], int(above.sum()))
    at_level[above] = np.minimum(grade[above] - 12, 6)
    level = unknown(rng, level, codes=(8.0, 9.0), share=0.003)
    at_level = np.where(level >= 8, 98.0, at_level)
    return level, unknown(rng, at_level, codes=(97.0, 98.0, 99.0), share=0.01)
