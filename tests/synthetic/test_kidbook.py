"""What is written down about a child: a question that is not asked has no answer."""

import numpy as np
import pytest

from riskscreen import schema
from riskscreen.synthetic.chance import Streams
from riskscreen.synthetic.kidbook import kid_columns


@pytest.fixture(scope="module")
def columns(first_year):
    return kid_columns(
        first_year.kid_state,
        first_year.year.home,
        kids=first_year.kids,
        homes=first_year.homes,
        streams=Streams(9),
        wave=0,
    )


def asked(columns, name):
    return ~np.isnan(columns[name])


@pytest.mark.parametrize("name", ["ever_attended", "attending_school"])
def test_school_is_asked_of_those_old_enough_for_the_profile(columns, first_year, name):
    assert np.array_equal(asked(columns, name), first_year.age >= 5)


@pytest.mark.parametrize(("panel", "least"), [("small", 3), ("viet_nam", 5)])
def test_below_the_first_age_school_is_unknown_and_not_no(panel, least, request):
    made = request.getfixturevalue(panel)
    age, attending = made.children["age_years"], made.children["attending_school"]
    assert np.isnan(attending[age < least]).all()
    assert np.isnan(attending[age >= least]).mean() < 0.02


@pytest.mark.parametrize("name", ["attended_last_year", "grade_attained"])
def test_the_past_is_asked_of_those_who_ever_attended(columns, name):
    assert np.array_equal(asked(columns, name), columns["ever_attended"] == 1)


@pytest.mark.parametrize(
    "name",
    [
        "grade_current", "school_absence_days", "school_distance_km", "tuition_support",
        "school_support",
    ],
)  # fmt: skip
def test_the_school_year_is_asked_of_those_who_attend(columns, name):
    assert np.array_equal(asked(columns, name), columns["attending_school"] == 1)


@pytest.mark.parametrize("name", ["economic_hours_week", "worked_12_months", "chores_hours_week"])
def test_work_is_asked_from_five(columns, first_year, name):
    assert np.array_equal(asked(columns, name), first_year.age >= 5)


def test_hazard_is_asked_of_those_who_work(columns):
    works = np.nan_to_num(columns["economic_hours_week"]) > 0
    assert np.array_equal(asked(columns, "hazardous_work"), works)


@pytest.mark.parametrize(
    ("name", "below"), [("vaccinated_8_under1", 1), ("vaccinated_12_under5", 5)]
)
def test_vaccination_is_asked_of_the_young(columns, first_year, name, below):
    assert np.array_equal(asked(columns, name), first_year.age < below)


@pytest.mark.parametrize(
    "name",
    [
        "age_years", "sex", "birth_registered", "health_insurance", "social_assistance",
        "recreation_deprived", "hotline_reports", "main_caregiver", "orphan",
    ],
)  # fmt: skip
def test_the_rest_is_asked_of_everybody(columns, name):
    assert asked(columns, name).all()


def test_every_column_is_of_the_schema_and_within_its_range(columns):
    fields = schema.fields()
    for name, values in columns.items():
        bounds = fields["children", name].range
        if bounds:
            assert bounds[0] <= np.nanmin(values), name
            assert np.nanmax(values) <= bounds[1], name


def test_siblings_have_the_same_parents_schooling(columns, first_year):
    home = first_year.kids.home
    for name in ("mother_education", "father_education"):
        first = np.unique(home, return_index=True)[1]
        own = np.zeros(first_year.homes.n)
        own[home[first]] = columns[name][first]
        assert np.array_equal(own[home], columns[name])


def test_the_way_to_school_is_longer_for_the_older(columns):
    lower, upper = columns["grade_current"] <= 5, columns["grade_current"] >= 10
    distance = columns["school_distance_km"]
    assert np.nanmean(distance[upper]) > 1.3 * np.nanmean(distance[lower])
