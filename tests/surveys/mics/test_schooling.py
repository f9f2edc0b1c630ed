"""Is a level and a grade inside it the right grade of the right country?"""

import numpy as np
import pytest

from riskscreen.surveys.mics import schooling

NAN = np.nan
COMMON = ["ECE", "HIGHER", "DK", "NO RESPONSE"]


def grade(label: str, number: float, system: str, **how: object) -> float:
    found, _ = schooling.grades(
        np.array([label]), np.array([number]), system=schooling.systems()[system], **how
    )
    return float(found[0])


@pytest.mark.parametrize(
    ("levels", "system"),
    [
        (["Primary", "Lower Secondary", "Upper Secondary", "Professional School"], "viet_nam"),
        (["PRIMARY", "LOWER SECONDARY", "UPPER SECONDARY"], "viet_nam"),
        (["PRIMARY", "PREPARATORY", "SECONDARY"], "qatar"),
        (["FUNDAMENTAL", "SECONDARY"], "yemen"),
    ],
)
def test_value_labels_choose_the_school_system(levels: list[str], system: str) -> None:
    assert schooling.system_of([*levels, *COMMON]) == schooling.systems()[system]


@pytest.mark.parametrize(
    "levels",
    [
        ["PRIMARY", "SECONDARY"], ["PRIMARY"], [], ["PRIMARY", "LOWER SECONDARY"],
        ["PRIMARY", "LOWER SECONDARY", "UPPER SECONDARY", "MADRASA"],
    ],
    ids=["two levels", "one level", "no labels", "a level missing", "a level too many"],
)  # fmt: skip
def test_levels_of_no_known_system_choose_none(levels: list[str]) -> None:
    assert schooling.system_of([*levels, *COMMON]) is None


@pytest.mark.parametrize(
    ("label", "number", "system", "expected"),
    [
        ("primary", 1, "viet_nam", 1), ("primary", 5, "viet_nam", 5),
        ("lowersecondary", 6, "viet_nam", 6), ("lowersecondary", 9, "viet_nam", 9),
        ("lowersecondary", 1, "viet_nam", 6), ("lowersecondary", 4, "viet_nam", 9),
        ("uppersecondary", 3, "viet_nam", 12), ("uppersecondary", 12, "viet_nam", 12),
        ("preparatory", 1, "qatar", 7), ("preparatory", 8, "qatar", 8),
        ("secondary", 1, "qatar", 10), ("fundamental", 9, "yemen", 9),
        ("secondary", 2, "yemen", 11), ("preschool", NAN, "viet_nam", 0), ("ece", 3, "qatar", 0),
        ("higher", 2, "viet_nam", 12), ("collegeuniversityabove", NAN, "viet_nam", 12),
    ],
)  # fmt: skip
def test_a_grade_counts_from_one_or_goes_on(
    label: str, number: float, system: str, expected: float
) -> None:
    assert grade(label, number, system) == expected


@pytest.mark.parametrize(
    ("label", "number"),
    [("primary", 6), ("lowersecondary", 5), ("lowersecondary", 0), ("uppersecondary", 4),
     ("uppersecondary", 13)],
)  # fmt: skip
def test_a_number_that_no_level_has_is_missing_and_told(label: str, number: float) -> None:
    found, odd = schooling.grades(
        np.array([label]), np.array([number]), system=schooling.systems()["viet_nam"]
    )
    assert np.isnan(found[0])
    assert odd[0]


@pytest.mark.parametrize("label", ["professionalschool", "vocational", "dk", "", "missing"])
def test_a_level_that_says_no_grade_gives_none(label: str) -> None:
    assert np.isnan(grade(label, 2.0, "viet_nam"))


@pytest.mark.parametrize(("completed", "expected"), [(1.0, 7.0), (0.0, 6.0), (NAN, NAN)])
def test_the_grade_completed_is_the_one_before_until_it_is_finished(
    completed: float, expected: float
) -> None:
    found = grade("lowersecondary", 7.0, "viet_nam", completed=np.array([completed]))
    assert np.array_equal(found, expected, equal_nan=True)


@pytest.mark.parametrize(
    ("label", "number", "expected"),
    [("primary", 0, 0), ("lowersecondary", 0, 5), ("lowersecondary", 5, 5),
     ("lowersecondary", 2, 7), ("uppersecondary", 9, 9), ("uppersecondary", 0, 9)],
)  # fmt: skip
def test_the_highest_grade_completed_of_a_level_may_be_none_of_it(
    label: str, number: float, expected: float
) -> None:
    assert grade(label, number, "viet_nam", counts_completed=True) == expected


def test_an_unknown_system_gives_only_preschool_and_what_comes_after_school() -> None:
    labels = np.array(["primary", "ece", "higher"])
    found, odd = schooling.grades(labels, np.array([3.0, NAN, 1.0]), system=None)
    assert np.array_equal(found, [NAN, 0.0, 12.0], equal_nan=True)
    assert not odd.any()


@pytest.mark.parametrize("name", ["viet_nam", "qatar", "yemen"])
def test_the_levels_of_a_system_cover_grades_1_to_12_once(name: str) -> None:
    levels = schooling.systems()[name].levels
    grades = [grade for level in levels for grade in range(level.first, level.last + 1)]
    assert grades == list(range(1, 13))


def test_no_number_of_a_later_level_could_be_both_a_place_in_it_and_a_grade() -> None:
    for system in schooling.systems().values():
        for level in system.levels[1:]:
            assert level.last - level.first + 1 < level.first - 1
