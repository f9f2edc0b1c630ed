"""Which children does a definition speak of, and what does it say of each?

What cannot be measured is answered with the row that says so: a table with a gap in it would be
read as a table without one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from riskscreen.surveys.tabulation.definitions import Definition
from riskscreen.surveys.tabulation.drawn import Note
from riskscreen.surveys.tabulation.tabulated import Indicator
from riskscreen.surveys.tabulation.waves import Wave

__all__ = ["Base", "absent", "base_of", "not_measured"]

_SELECTED = "module_selected"
_OF_SCHOOL_YEAR = "school_age_years"
_GROWN = 18.0
_EACH_ONCE: Note = (
    "declared without weights: every child counts once",
    "khai báo không có quyền số: mỗi trẻ tính một lần",
)


@dataclass(frozen=True, slots=True, eq=False)
class Base:
    """The base of one definition in one wave.

    Parameters
    ----------
    rows : ndarray of intp, shape (n_base,)
        Children of the wave that are in the base and have a weight.
    answer : ndarray of float64, shape (n_base,)
        1 with the event, 0 without, NaN not known.
    weight, age : ndarray of float64, shape (n_base,)
        Their weights and completed years.
    unweighted : ndarray of intp, shape (n_without,)
        Children of the base without a weight above 0.
    unweighted_age : ndarray of float64, shape (n_without,)
        Completed years of those.
    row : Indicator
        What every row of the table says of this definition.
    """

    rows: NDArray[np.intp]
    answer: NDArray[np.float64]
    weight: NDArray[np.float64]
    age: NDArray[np.float64]
    unweighted: NDArray[np.intp]
    unweighted_age: NDArray[np.float64]
    row: Indicator

    def __repr__(self) -> str:
        return f"Base({self.row.indicator}, {self.row.definition}: {len(self.rows)} children)"


def base_of(definition: Definition, wave: Wave) -> Base | Indicator:
    """Return the base of a definition in a wave, or the row that says what is absent."""
    row = Indicator(
        indicator=definition.indicator, definition=definition.tag, source=definition.source,
        title_en=definition.title_en, title_vi=definition.title_vi, verified=definition.verified,
        notes=definition.notes,
    )  # fmt: skip
    weight, age = _first(wave, definition.weights), _first(wave, definition.age)
    lacking = _lacking(definition, wave, weight=weight, age=age)
    if lacking:
        return not_measured(row, absent(lacking))
    ages = np.floor(wave.numbers(age)) if age else np.full(wave.n_children, np.nan)
    if only := _of_selected(definition, wave, ages):
        return not_measured(row, only)
    inside, left_out = _inside(definition, wave, ages)
    answer = definition.event(wave.numbers)
    if inside.any() and (np.isnan(answer[inside]).all() or _unasked(definition, wave, inside)):
        return not_measured(row, _empty(definition, int(inside.sum())))
    weights = np.ones(wave.n_children) if wave.declared else wave.numbers(weight)
    usable = np.isfinite(weights) & (weights > 0)
    if inside.any() and not usable[inside].any():
        return not_measured(row, _unweighted(weight, int(inside.sum())))
    notes = (*left_out, *_on_age(definition, age), *wave.notes)
    notes += (_EACH_ONCE,) if wave.declared else ()
    rows, without = np.flatnonzero(inside & usable), np.flatnonzero(inside & ~usable)
    return Base(
        rows=rows, answer=answer[rows], weight=weights[rows], age=ages[rows],
        unweighted=without, unweighted_age=ages[without],
        row=replace(
            row, weight="" if wave.declared else weight,
            age_variable=age if definition.ages or definition.bands else "", notes=notes,
        ),
    )  # fmt: skip


def absent(columns: str) -> Note:
    """Return the note that columns are absent."""
    what = "columns" if "," in columns else "column"
    return f"not measured: no {what} {columns}", f"không tính được: thiếu cột {_vi(columns)}"


def not_measured(row: Indicator, why: Note) -> Indicator:
    """Return a row that only says why there is no figure."""
    return replace(row, measured=False, notes=(why,))


def _first(wave: Wave, names: Sequence[str]) -> str:
    return next((name for name in names if wave.column(name) is not None), "")


def _lacking(definition: Definition, wave: Wave, *, weight: str, age: str) -> str:
    """Return the columns that are absent, alternatives joined by *or*; empty where all is there."""
    lacking = [names for names in definition.needs if not _first(wave, names)]
    if definition.module and wave.column(definition.module) is None:
        lacking.append((definition.module,))
    if not weight and not wave.declared:
        lacking.append(definition.weights)
    if definition.ages and not age:
        lacking.append(definition.age)
    return ", ".join(dict.fromkeys(" or ".join(names) for names in lacking))


def _of_selected(definition: Definition, wave: Wave, ages: NDArray[np.float64]) -> Note | None:
    """Return the note that only one selected child of each household answered, if that is so.

    Where the roster did not ask, a reader may fill a column from the module of the selected child:
    with the weights of all children, large households would count too little.
    """
    if definition.module or not definition.ages or wave.column(_SELECTED) is None:
        return None
    aged = (ages >= definition.ages[0]) & (ages <= definition.ages[1])
    selected = wave.numbers(_SELECTED) == 1
    for names in definition.needs:
        known = np.any([~np.isnan(wave.numbers(name)) for name in names], axis=0) & aged
        if known.any() and (aged & ~selected).any() and not (known & ~selected).any():
            listed, n = " or ".join(names), int(known.sum())
            return (
                f"not measured: {listed} was answered for the {n} selected children only, whom the "
                "weights of all children do not fit",
                f"không tính được: {_vi(listed)} chỉ có của {n} trẻ được chọn, không hợp với quyền "
                "số của mọi trẻ",
            )
    return None


def _inside(
    definition: Definition, wave: Wave, ages: NDArray[np.float64]
) -> tuple[NDArray[np.bool_], tuple[Note, ...]]:
    """Return who is in the base, and how many might be but for an answer not known."""
    asked = np.ones(wave.n_children, dtype=bool)
    if definition.age[0] != _OF_SCHOOL_YEAR:
        asked &= ~(wave.numbers("age_years") >= _GROWN)  # held for the school year's tables alone
    if definition.module:
        asked &= wave.numbers(definition.module) == 1
    unsure = np.zeros(wave.n_children, dtype=bool)
    if definition.ages:
        lo, hi = definition.ages
        unsure |= asked & np.isnan(ages) & _perhaps(wave, lo, hi)
        asked &= (ages >= lo) & (ages <= hi)
    if definition.base is not None:
        place = definition.base(wave.numbers)
        unsure |= asked & np.isnan(place)
        asked &= place == 1
    n = int(unsure.sum())
    said = (
        f"{n} children left out: their age, or whether they belong to the base, is not known",
        f"{n} trẻ không được tính: không rõ tuổi hoặc không rõ có thuộc nhóm tính hay không",
    )
    return asked, (said,) if n else ()


def _perhaps(wave: Wave, lo: float, hi: float) -> NDArray[np.bool_]:
    """Return who may be of these ages: the age of a school year is at most a year behind."""
    now = np.floor(wave.numbers("age_years"))
    return np.isnan(now) | ((now >= lo) & (now <= hi + 1))


def _on_age(definition: Definition, age: str) -> tuple[Note, ...]:
    """Return what to know before comparing, which another age than the printed one changes."""
    if age in ("", definition.age[0]):
        return definition.notes
    said = (
        f"no column {definition.age[0]}: ages are those on the day of the interview",
        f"không có cột {definition.age[0]}: tuổi tính tại ngày phỏng vấn",
    )
    return (said,)


def _unasked(definition: Definition, wave: Wave, inside: NDArray[np.bool_]) -> bool:
    """Return whether no child of the base has an answer in a column that is needed.

    Without the question on this school year, who never attended would be all who are out.
    """
    return any(
        all(np.isnan(wave.numbers(name)[inside]).all() for name in names)
        for names in definition.needs
    )


def _empty(definition: Definition, n: int) -> Note:
    names = ", ".join(" or ".join(group) for group in definition.needs)
    return (
        f"not measured: no answer in {names} for any of {n} children of the base",
        f"không tính được: {_vi(names)} không có câu trả lời nào của {n} trẻ trong nhóm tính",
    )


def _unweighted(weight: str, n: int) -> Note:
    return (
        f"not measured: none of {n} children of the base has a {weight} above 0",
        f"không tính được: không trẻ nào trong {n} trẻ của nhóm tính có {weight} lớn hơn 0",
    )


def _vi(columns: str) -> str:
    return columns.replace(" or ", " hoặc ")
