import numpy as np
import pytest
from tests.surveys.tiny import columns_of

from riskscreen.surveys.tabulation.definitions import definitions

X = np.nan


def _one(survey, indicator, tag, modules=frozenset()):
    (found,) = [
        one for one in definitions(survey, modules) if (one.indicator, one.tag) == (indicator, tag)
    ]
    return found


@pytest.mark.parametrize(
    ("ever", "now", "wanted"),
    [(0, X, 1), (1, 0, 1), (1, 1, 0), (1, X, X), (X, X, X), (X, 1, 0), (X, 0, 1)],
)
def test_out_of_school_is_never_or_not_now_and_unknown_is_told_apart(ever, now, wanted):
    rule = _one("mics6", "out_of_school_primary", "ln6").event
    answer = rule(columns_of(ever_attended=[ever], attending_school=[now]))
    assert np.array_equal(answer, [wanted], equal_nan=True)


@pytest.mark.parametrize("level", ["primary", "lower_secondary", "upper_secondary"])
def test_ages_are_those_of_the_school_year_where_recorded(level):
    found = _one("mics6", f"out_of_school_{level}", "ln6")
    assert found.ages == {"primary": (6, 10), "lower_secondary": (11, 14)}.get(level, (15, 17))
    assert found.age == ("school_age_years", "age_years")
    assert found.bands[0] == (found.ages[0], found.ages[0])


@pytest.mark.parametrize(
    ("age", "now", "grade", "done", "wanted"),
    [
        (6, 1, 0, X, 1),  # preschool
        (6, 1, 1, X, 0),
        (6, 1, X, X, 0),  # a level not known is not preschool
        (10, 0, X, 5, 0),  # of the last age and has completed the level
        (9, 0, X, 5, 1),  # completed it early and left
        (10, 0, X, 4, 1),
        (10, X, X, 5, X),
    ],
)
def test_mics5_counts_preschool_and_spares_who_completed(age, now, grade, done, wanted):
    rule = _one("mics5", "out_of_school_primary", "mics5_ed4_ed5").event
    answer = rule(
        columns_of(
            school_age_years=[age], ever_attended=[1], attending_school=[now],
            grade_current=[grade], grade_attained=[done],
        )
    )  # fmt: skip
    assert np.array_equal(answer, [wanted], equal_nan=True)


@pytest.mark.parametrize(("level", "last_grade"), [("lower_secondary", 9), ("upper_secondary", 12)])
def test_before_march_2021_a_completer_was_not_out_of_school(level, last_grade):
    asked = columns_of(
        ever_attended=[1, 1], attending_school=[0, 0], grade_attained=[last_grade, last_grade - 1]
    )
    assert _one("mics6", f"out_of_school_{level}", "ln6_2019").event(asked).tolist() == [0, 1]
    assert _one("mics6", f"out_of_school_{level}", "ln6").event(asked).tolist() == [1, 1]


def test_only_what_was_compared_with_the_official_syntax_is_verified():
    unverified = {
        (one.indicator, one.tag)
        for survey in ("mics5", "mics6", "vhlss", "")
        for one in definitions(survey)
        if not one.verified
    }
    assert unverified == {
        ("out_of_school_lower_secondary", "ln6_2019"),
        ("out_of_school_upper_secondary", "ln6_2019"),
        ("out_of_school_lower_secondary", "mics5_ed4_ed5"),
        ("out_of_school_upper_secondary", "mics5_ed4_ed5"),
        ("dropout", "attending_then_not"),
    }


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({"grade_last_year": 1, "attended_last_year": 1, "grade_attained": 1}, 1),
        ({"grade_last_year": 0, "attended_last_year": 1, "grade_attained": 0}, 0),  # preschool
        ({"grade_last_year": 12, "attended_last_year": 1, "grade_attained": 12}, 0),  # completed
        ({"grade_last_year": 12, "attended_last_year": 1, "grade_attained": 11}, 1),
        ({"grade_last_year": 12, "attended_last_year": 1, "grade_attained": X}, 1),
        ({"attended_last_year": 1, "grade_attained": 5}, 1),  # no grade was asked of anybody
        ({"attended_last_year": 0, "grade_attained": 5}, 0),
        ({"attended_last_year": X, "ever_attended": 0}, 0),
        ({"attended_last_year": X, "ever_attended": 1}, X),
    ],
)
def test_who_can_drop_out_was_in_grades_1_to_12_and_has_not_completed(asked, wanted):
    base = _one("mics6", "dropout", "attending_then_not").base
    answer = base(columns_of(**{name: [value] for name, value in asked.items()}))
    assert np.array_equal(answer, [wanted], equal_nan=True)


def test_a_pupil_of_an_unknown_grade_is_in_doubt_where_grades_were_asked():
    base = _one("mics6", "dropout", "attending_then_not").base
    answer = base(columns_of(grade_last_year=[3, X, X], attended_last_year=[1, 1, 0]))
    assert np.array_equal(answer, [1, X, 0], equal_nan=True)


def test_under_fives_have_their_module_and_its_weight_a_register_its_ages():
    module = _one("mics6", "birth_registration", "pr1", frozenset({"module_under5"}))
    assert (module.module, module.weights, module.ages) == (
        "module_under5", ("weight_under5",), None,
    )  # fmt: skip
    register = _one("", "birth_registration", "pr1")
    assert (register.module, register.weights, register.ages) == ("", ("weight",), (0, 4))


def test_insurance_is_by_module_or_of_every_child_of_a_full_list():
    both = frozenset({"module_selected", "module_under5"})
    asked = [one for one in definitions("mics6", both) if "insurance" in one.indicator]
    assert [(one.tag, one.module, one.weights) for one in asked] == [
        ("eq2c", "module_under5", ("weight_under5",)),
        ("eq2b", "module_selected", ("weight_selected",)),
    ]
    (whole,) = [one for one in definitions("") if "insurance" in one.indicator]
    assert (whole.tag, whole.weights, whole.ages) == ("all_children", ("weight",), (0, 17))


def test_vhlss_has_the_rows_of_its_published_table():
    published = [one for one in definitions("vhlss") if one.tag == "vhlss2014_published"]
    assert [one.indicator for one in published] == [
        "not_in_school", "no_health_insurance", "economically_active_12_months",
    ]  # fmt: skip
    assert {(one.ages, one.bands) for one in published} == {((0, 15), ((0, 5), (6, 10), (11, 15)))}
    asked = columns_of(
        attending_school=[1, 0, X], health_insurance=[0, 1, X], worked_12_months=[1, 0, X]
    )
    answers = [one.event(asked) for one in published]
    assert np.array_equal(answers, [[0, 1, X], [1, 0, X], [1, 0, X]], equal_nan=True)


def test_economic_activity_says_that_it_is_not_child_labour():
    for one in definitions("vhlss"):
        if one.indicator == "economically_active_12_months":
            assert "not child labour" in one.title_en
            assert "không phải lao động trẻ em" in one.title_vi
    assert not any("economically" in one.indicator for one in definitions("mics6"))


def test_indicator_and_tag_name_one_definition():
    for survey in ("mics5", "mics6", "vhlss", ""):
        named = [(one.indicator, one.tag) for one in definitions(survey)]
        assert len(named) == len(set(named))
