"""What does each printed indicator count, of which children, and by which weight?

A table of small rules, one for each official definition, because a figure is compared with a
printed one and two definitions of one name differ by more than any sampling error.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from riskscreen.outcomes import Answer, logic
from riskscreen.surveys.tabulation.drawn import Note

__all__ = ["LEVELS", "VHLSS_BANDS", "Column", "Definition", "definitions"]

# Gives a column of numbers for each child, all NaN where the records lack it.
Column = Callable[[str], Answer]
Rule = Callable[[Column], Answer]
Band = tuple[float, float]

# Level of school: ages, last grade, titles. Viet Nam; domain.md 2.3.
LEVELS: dict[str, tuple[Band, float, str, str]] = {
    "primary": ((6, 10), 5, "of primary school age", "độ tuổi tiểu học"),
    "lower_secondary": (
        (11, 14), 9, "of lower secondary school age", "độ tuổi trung học cơ sở",
    ),
    "upper_secondary": (
        (15, 17), 12, "of upper secondary school age", "độ tuổi trung học phổ thông",
    ),
}  # fmt: skip
# Ages of the table published from VHLSS 2014.
VHLSS_BANDS: tuple[Band, ...] = ((0, 5), (6, 10), (11, 15))

_LAST_GRADE = 12.0
_PUBLISHED = "VHLSS 2014 as tabulated in doi:10.5281/zenodo.11032599, figure 3"


@dataclass(frozen=True, slots=True)
class Definition:
    """One indicator by one definition.

    Parameters
    ----------
    indicator, tag : str
        Name of the indicator, and of the definition.
    title_en, title_vi : str
        What a table calls it.
    source : str
        What the definition rests on.
    event : callable
        Function of columns: 1, 0, or NaN where it cannot be said; tabulations count NaN as 0.
    needs : tuple of tuple of str
        Columns without which it cannot be measured: one of each group.
    base : callable, optional
        Function of columns: 1 for who is in the base, beyond module and age.
    module : str
        Column that is 1 for the children whom the module asked; empty where all were.
    weights : tuple of str
        Weight columns in order of preference.
    ages : tuple of float, optional
        Youngest and oldest, completed years.
    age : tuple of str
        Columns of age in order of preference.
    bands : tuple of tuple of float
        Ages that are also shown apart.
    verified : bool
        Whether the definition was compared with the official tabulation.
    notes : tuple of (str, str)
        What to know before comparing, where the first of ``age`` is recorded.
    """

    indicator: str
    tag: str
    title_en: str
    title_vi: str
    source: str
    event: Rule
    needs: tuple[tuple[str, ...], ...]
    base: Rule | None = None
    module: str = ""
    weights: tuple[str, ...] = ("weight",)
    ages: Band | None = None
    age: tuple[str, ...] = ("age_years",)
    bands: tuple[Band, ...] = ()
    verified: bool = True
    notes: tuple[Note, ...] = ()

    def __repr__(self) -> str:
        return f"Definition({self.indicator}, {self.tag})"


def definitions(survey: str, modules: frozenset[str] = frozenset()) -> tuple[Definition, ...]:
    """Return what is tabulated of a survey beside child labour.

    Parameters
    ----------
    survey : str
        ``mics6``, ``mics5``, ``vhlss``; anything else is a register or another survey.
    modules : frozenset of str
        Which of ``module_selected`` and ``module_under5`` the records hold.

    Examples
    --------
    >>> [one.indicator for one in definitions("vhlss")][:3]
    ['out_of_school_primary', 'out_of_school_lower_secondary', 'out_of_school_upper_secondary']
    """
    is_mics = survey.startswith("mics")
    found = [*_out_of_school(survey), dropout(), birth_registration(modules)]
    found += _insurance(modules, is_mics=is_mics)
    if not is_mics:
        found.append(_active())
    if survey == "vhlss":
        found += _published()
    return tuple(found)


def dropout() -> Definition:
    """Return our own: who attended grades 1-12 last year and does not attend this year."""
    return Definition(
        indicator="dropout",
        tag="attending_then_not",
        title_en="dropout between two school years",
        title_vi="bỏ học giữa hai năm học",
        source="riskscreen's own definition; MICS prints no table of it",
        event=lambda column: logic.negate(column("attending_school")),
        base=_pupil_last_year,
        needs=(("attending_school",), ("level_last_year", "grade_last_year", "attended_last_year")),
        ages=(5, 17),
        bands=((5, 10), (11, 14), (15, 17)),
        verified=False,
    )


def birth_registration(modules: frozenset[str]) -> Definition:
    """Return PR.1: registered children under five; an unknown answer is not registered."""
    module = "module_under5" if modules else ""
    return Definition(
        indicator="birth_registration",
        tag="pr1",
        title_en="birth registered, children under 5",
        title_vi="đã đăng ký khai sinh, trẻ dưới 5 tuổi",
        source="MICS PR.1, SDG 16.9.1: table PR.1.1 of MICS6, CP.1 of MICS5",
        event=lambda column: column("birth_registered"),
        needs=(("birth_registered",),),
        module=module,
        weights=("weight_under5",) if module else ("weight",),
        ages=None if module else (0, 4),
        bands=tuple((float(year), float(year)) for year in range(5)),
    )


def _out_of_school(survey: str) -> list[Definition]:
    found = [_level(name, "ln6", not_at_school, verified=True) for name in LEVELS]
    if survey == "mics6":
        found += [
            _level(name, "ln6_2019", _with_completers_in(name), verified=False)
            for name in ("lower_secondary", "upper_secondary")
        ]
    if survey == "mics5":
        found += [
            # The standard plan has one secondary level; its two parts are Viet Nam's own.
            _level(name, "mics5_ed4_ed5", _by_mics5(name), verified=name == "primary")
            for name in LEVELS
        ]
    return found


_SOURCES = {
    "ln6": "MICS6 LN.6, tabulation plan of March 2021: never attended or not attending any level "
    "this school year; unknown is not out of school",
    "ln6_2019": "MICS6 LN.6 before March 2021: who completed the level's last grade is not out of "
    "school, as in the line which the plan of March 2021 removed",
    "mics5_ed4_ed5": "MICS5 tables ED.4 and ED.5: a child in preschool is out of school, one of "
    "the level's last age who completed it is not",
}


def _level(name: str, tag: str, event: Rule, *, verified: bool) -> Definition:
    ages, _, of_en, of_vi = LEVELS[name]
    return Definition(
        indicator=f"out_of_school_{name}",
        tag=tag,
        title_en=f"out of school, children {of_en}",
        title_vi=f"trẻ em ngoài nhà trường, {of_vi}",
        source=_SOURCES[tag],
        event=event,
        needs=(("attending_school",), *_also_needed(tag)),
        ages=ages,
        age=("school_age_years", "age_years"),
        bands=tuple((float(age), float(age)) for age in range(int(ages[0]), int(ages[1]) + 1)),
        verified=verified,
    )


def _also_needed(tag: str) -> tuple[tuple[str, ...], ...]:
    if tag == "mics5_ed4_ed5":
        return (("grade_current",), ("grade_attained",))
    return (("grade_attained",),) if tag == "ln6_2019" else ()


def not_at_school(column: Column) -> Answer:
    """Return who never attended or does not attend; NaN where neither is said."""
    never = column("ever_attended") == 0
    return np.where(never, 1.0, logic.negate(column("attending_school")))


def _with_completers_in(name: str) -> Rule:
    last_grade = LEVELS[name][1]

    def rule(column: Column) -> Answer:
        done = (column("attending_school") == 0) & (column("grade_attained") == last_grade)
        return np.where(done, 0.0, not_at_school(column))

    return rule


def _by_mics5(name: str) -> Rule:
    (_, oldest), last_grade, _, _ = LEVELS[name]

    def rule(column: Column) -> Answer:
        age = np.floor(column("school_age_years"))
        age = np.where(np.isnan(age), np.floor(column("age_years")), age)
        idle = column("attending_school") == 0
        done = idle & (column("grade_attained") == last_grade) & (age == oldest)
        preschool = (column("attending_school") == 1) & (column("grade_current") == 0)
        return np.where(done, 0.0, np.where(preschool, 1.0, not_at_school(column)))

    return rule


def _pupil_last_year(column: Column) -> Answer:
    grade = column("grade_last_year")
    no = (column("attended_last_year") == 0) | (column("ever_attended") == 0)
    level = column("level_last_year")  # may be known where the grade in it is not
    if not np.isnan(level).all():
        was = logic.between(level, 1.0, 3.0)
    elif not np.isnan(grade).all():
        was = logic.between(grade, 1.0, _LAST_GRADE)
    else:
        was = column("attended_last_year")
    was = np.where(np.isnan(was) & no, 0.0, was)
    done = column("grade_attained") >= _LAST_GRADE  # not known is not completed
    return np.where(done, 0.0, was)


def _insurance(modules: frozenset[str], *, is_mics: bool) -> list[Definition]:
    asked = [
        ("health_insurance_under5", "eq2c", "module_under5", "weight_under5", None,
         "health insurance, children under 5", "có bảo hiểm y tế, trẻ dưới 5 tuổi"),
        ("health_insurance_5_17", "eq2b", "module_selected", "weight_selected", (5.0, 17.0),
         "health insurance, children aged 5-17", "có bảo hiểm y tế, trẻ 5-17 tuổi"),
    ]  # fmt: skip
    if modules or is_mics:
        return [
            _insured(name, tag, title_en, title_vi, module=module, weight=weight, ages=ages)
            for name, tag, module, weight, ages, title_en, title_vi in asked
        ]
    whole = _insured(
        "health_insurance", "all_children", "health insurance, all children",
        "có bảo hiểm y tế, mọi trẻ em", module="", weight="weight", ages=(0.0, 17.0),
    )  # fmt: skip
    return [whole]


def _insured(
    indicator: str,
    tag: str,
    title_en: str,
    title_vi: str,
    *,
    module: str,
    weight: str,
    ages: Band | None,
) -> Definition:
    source = {
        "eq2c": "MICS6 EQ.2c, table EQ.2.3: UB9 is yes",
        "eq2b": "MICS6 EQ.2b, table EQ.2.2: CB11 is yes",
    }
    return Definition(
        indicator=indicator,
        tag=tag,
        title_en=title_en,
        title_vi=title_vi,
        source=source.get(tag, "a valid card, over all children of a full list"),
        event=lambda column: column("health_insurance"),
        needs=(("health_insurance",),),
        module=module,
        weights=(weight,),
        ages=ages,
        bands={"eq2b": ((5, 9), (10, 14), (15, 17)), "all_children": ((0, 5), (6, 10), (11, 17))}
        .get(tag, ()),
    )  # fmt: skip


def _active() -> Definition:
    return Definition(
        indicator="economically_active_12_months",
        tag="any_work_12_months",
        title_en="economically active in 12 months (not child labour)",
        title_vi="tham gia hoạt động kinh tế trong 12 tháng (không phải lao động trẻ em)",
        source="VHLSS m4ac1a-c: any wage, farm or business work; neither hours nor hazard",
        event=lambda column: column("worked_12_months"),
        needs=(("worked_12_months",),),
        ages=(6, 17),
        bands=((6, 10), (11, 15), (16, 17)),
    )


def _published() -> list[Definition]:
    said = [
        ("not_in_school", "attending_school", True, "not in school", "không đi học"),
        ("no_health_insurance", "health_insurance", True, "without a health insurance card",
         "không có thẻ bảo hiểm y tế"),
        ("economically_active_12_months", "worked_12_months", False,
         "economically active in 12 months (not child labour)",
         "tham gia hoạt động kinh tế trong 12 tháng (không phải lao động trẻ em)"),
    ]  # fmt: skip
    return [
        Definition(
            indicator=name,
            tag="vhlss2014_published",
            title_en=f"{title_en}, children aged 0-15",
            title_vi=f"{title_vi}, trẻ 0-15 tuổi",
            source=_PUBLISHED,
            event=_answer(column, negated=negated),
            needs=((column,),),
            ages=(0, 15),
            bands=VHLSS_BANDS,
        )
        for name, column, negated, title_en, title_vi in said
    ]


def _answer(name: str, *, negated: bool) -> Rule:
    def rule(column: Column) -> Answer:
        return logic.negate(column(name)) if negated else column(name)

    return rule
