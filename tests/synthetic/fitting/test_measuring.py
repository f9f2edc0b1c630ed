"""Each published figure, read from children and households that can be counted by hand."""

import math
from dataclasses import replace

import pytest

from riskscreen.errors import InputError
from riskscreen.synthetic.fitting import measuring
from riskscreen.synthetic.fitting.measuring import measured
from riskscreen.synthetic.fitting.targets import targets

NAN = math.nan
UNKNOWN = {"household_id": "h1", "age_years": 8, "sex": "male"}


def kids(*rows, **shared):
    """Children in the four households in turn."""
    return [{"household_id": f"h{at % 4 + 1}", **shared, **row} for at, row in enumerate(rows)]


def test_every_indicator_has_a_reader_and_no_reader_is_without_one():
    assert {one.indicator for one in targets()} == set(measuring._BY)


def test_every_target_can_be_read_from_a_wave(cross):
    asked = cross(kids(*({"age_years": age} for age in range(18)), sex="male", ethnicity="Kinh"))
    for one in targets():
        assert measured(one, asked).n >= 0, one.key


# Children by age and sex

YOUNG = kids(
    {"age_years": 1}, {"age_years": 4}, {"age_years": 5, "attending_school": 0.0},
    {"age_years": 5, "attending_school": 1.0}, {"age_years": 6, "attending_school": 0.0},
    sex="female",
)  # fmt: skip


def test_five_year_olds_are_the_only_under_sixes_out_of_school(cross, known):
    assert measured(known["not_in_school, female 0-5, count"], cross(YOUNG)).value == pytest.approx(
        1
    )


@pytest.mark.parametrize(("age", "counted"), [(4, 0), (5, 1)])
def test_nobody_below_five_is_out_of_school_whatever_is_recorded(cross, known, age, counted):
    asked = cross(kids({"age_years": age, "sex": "male", "attending_school": 0.0}))
    for key in ("not_in_school, male 0-5, count", "not_in_school, all 0-15, count"):
        assert measured(known[key], asked).value == counted


def test_all_under_sixes_stand_below_the_rate_of_those_out_of_school(cross, known):
    figure = measured(known["not_in_school, female 0-5, percent"], cross(YOUNG))
    assert (figure.value, figure.n) == (pytest.approx(100 / 4), 4)


@pytest.mark.parametrize(
    ("indicator", "column", "answer"),
    [
        ("not_in_school", "attending_school", 0.0),
        ("no_health_insurance", "health_insurance", 0.0),
        ("economically_active", "worked_12_months", 1.0),
    ],
)
class TestOutcomes:
    def asked(self, cross, column, answer):
        said = [answer, answer, 1 - answer, NAN, answer]
        ages, sexes = (6, 10, 8, 7, 11), ("male", "female", "male", "male", "male")
        weights = (1, 2, 3, 4, 50)
        return cross(
            kids(*(
                {column: one, "age_years": age, "sex": sex, "weight": weight}
                for one, age, sex, weight in zip(said, ages, sexes, weights, strict=True)
            ))
        )  # fmt: skip

    def test_an_answer_that_is_missing_is_no_part_of_a_count(
        self, cross, known, indicator, column, answer
    ):
        asked = self.asked(cross, column, answer)
        assert measured(known[f"{indicator}, all 6-10, count"], asked).value == pytest.approx(3)

    def test_a_rate_is_of_all_children_of_the_age_and_sex(
        self, cross, known, indicator, column, answer
    ):
        asked = self.asked(cross, column, answer)
        rate = measured(known[f"{indicator}, male 6-10, percent"], asked)
        assert (rate.value, rate.n) == (pytest.approx(100 * 1 / (1 + 3 + 4)), 3)


AGED = kids(
    {"age_years": 0, "sex": "male", "weight": 2.0}, {"age_years": 5, "sex": "female"},
    {"age_years": 6, "sex": "male"}, {"age_years": 15, "sex": "male"},
    {"age_years": 16, "sex": "male", "weight": 100.0}, {"age_years": NAN, "sex": "male"},
)  # fmt: skip


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("children, all 0-15, count", 5),
        ("children, male 0-15, count", 4),
        ("age_share, all 0-5, percent", 100 * 3 / 5),
        ("age_share, male 0-5, percent", 100 * 2 / 4),
        ("age_share, male 11-15, percent", 100 * 1 / 4),
    ],
)
def test_children_are_those_under_16_whose_age_is_known(cross, known, key, value):
    assert measured(known[key], cross(AGED)).value == pytest.approx(value)


# Households

HOMES = [
    {"weight": 1.0, "urban": 1.0, "poverty_status": "poor", "has_internet": 1.0,
     "household_size": 3, "head_ethnicity": "Kinh"},
    {"weight": 2.0, "urban": 0.0, "poverty_status": "near_poor", "has_internet": 0.0,
     "household_size": 4, "head_ethnicity": "Hoa"},
    {"weight": 3.0, "urban": 0.0, "poverty_status": "poor", "has_internet": 1.0,
     "household_size": 5, "head_ethnicity": "Kinh"},
    {"weight": 4.0, "urban": 0.0, "household_size": NAN, "head_ethnicity": "Mông"},
]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("poor_households, all, percent", 100 * 4 / 6),
        ("poor_households, urban, percent", 100),
        ("poor_households, rural, percent", 100 * 3 / 5),
        ("multidimensional_poverty, all, percent 2016", 100 * 4 / 6),
        ("internet_at_home, rural, percent", 100 * 3 / 5),
        ("internet_at_home, urban, percent", 100),
        ("survey_size, households, households", 4),
        ("survey_size, individuals, individuals", 12),
    ],
)
def test_a_household_that_does_not_say_is_no_part_of_a_share(cross, known, key, value):
    assert measured(known[key], cross(kids({"age_years": 3}), HOMES)).value == pytest.approx(value)


def test_minorities_are_counted_by_people_and_not_by_households(cross, known):
    figure = measured(known["minorities, all, percent 2019"], cross(kids({}), HOMES))
    assert figure.value == pytest.approx(100 * (2 * 4) / (1 * 3 + 2 * 4 + 3 * 5))


@pytest.mark.parametrize("people", ["", "not_recorded", "foreigner"])
def test_a_household_without_a_recorded_people_is_no_part_of_the_minorities(cross, known, people):
    asked = cross(
        kids({}), [*HOMES[:3], {**HOMES[3], "household_size": 9, "head_ethnicity": people}]
    )
    figure = measured(known["minorities, all, percent 2019"], asked)
    assert figure.value == pytest.approx(100 * (2 * 4) / (1 * 3 + 2 * 4 + 3 * 5))
    assert figure.n == 3


@pytest.mark.parametrize(("side", "line"), [("rural", 400), ("urban", 500)])
def test_a_poverty_line_is_the_policys(cross, known, side, line):
    figure = measured(known[f"poverty_line, {side}, line"], cross(kids({})))
    assert (figure.value, figure.lo, figure.hi) == (line, line, line)


# Children by their household

POOR = kids(
    {"age_years": 5, "sex": "male"}, {"age_years": 6, "sex": "male"},
    {"age_years": 11, "sex": "female", "weight": 3.0}, {"age_years": 9, "sex": "male"},
    {"age_years": 16, "sex": "male"},
)  # fmt: skip


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("children_in_poor_households, all, count", 4),
        ("children_in_poor_households, male, percent", 100 * 1 / 4),
        ("children_in_poor_households, age 0-5, percent", 100 * 1 / 4),
        ("children_in_poor_households, age 6-10, percent", 0),
        ("children_in_poor_households, age 11-15, percent", 100 * 3 / 4),
    ],
)
def test_children_of_poor_households_are_those_under_16_on_the_list(cross, known, key, value):
    assert measured(known[key], cross(POOR, HOMES)).value == pytest.approx(value)


@pytest.mark.parametrize(
    ("indicator", "column", "lack"),
    [
        ("children_food_insufficient", "food_insufficient", 1.0),
        ("children_food_inadequate", "food_inadequate", 1.0),
        ("children_no_clean_water", "safe_water", 0.0),
    ],
)
def test_children_who_lack_are_those_whose_household_says_so(cross, known, indicator, column, lack):
    homes = [{column: lack}, {column: 1 - lack}, {column: lack}, {}]
    figure = measured(known[f"{indicator}, all, count"], cross(POOR, homes))
    assert (figure.value, figure.n) == (pytest.approx(1 + 3), 2)


# Child labour


@pytest.mark.parametrize(
    ("age", "hours", "labour"),
    [
        (4, 60, False), (5, 4.9, False), (5, 5, True), (11, 5, True), (12, 5, False),
        (12, 24, False), (14, 24.5, True), (15, 42, False), (17, 42.5, True),
    ],
)  # fmt: skip
def test_child_labour_is_by_the_hours_of_the_survey_of_2012(cross, known, age, hours, labour):
    worker = {
        "age_years": age, "economic_hours_week": hours, "worked_12_months": 1.0,
        "hazardous_work": 0.0,
    }  # fmt: skip
    figure = measured(known["child_labour, age 5-17, count"], cross(kids(worker)))
    assert figure.value == pytest.approx(float(labour))


def test_hazardous_work_is_child_labour_whatever_its_hours(cross, known):
    worker = {
        "age_years": 16, "economic_hours_week": 2.0, "worked_12_months": 1.0,
        "hazardous_work": 1.0,
    }  # fmt: skip
    assert measured(known["child_labour, age 5-17, count"], cross(kids(worker))).value == 1


WORKED = {"economic_hours_week": 50.0, "worked_12_months": 1.0, "hazardous_work": 0.0}
IDLE = {"worked_12_months": 0.0}
LABOUR = kids(
    {"age_years": 8, "sex": "male", **WORKED},
    {"age_years": 14, "sex": "female", "weight": 3.0, **WORKED},
    {"age_years": 16, "sex": "male", "weight": 4.0, **IDLE},
    {"age_years": 16, "sex": "male", "weight": 90.0},
    {"age_years": 9, "sex": "male", "weight": 1.0, **IDLE},
)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("child_labour, age 5-17, count", 4),
        ("child_labour, urban, percent", 100 * 1 / 2),
        ("child_labour, rural, percent", 100 * 3 / 7),
        ("child_labour, rural share, percent", 100 * 3 / 4),
        ("child_labour, male share, percent", 100 * 1 / 4),
        ("child_labour, age 5-11 share, percent", 100 * 1 / 4),
        ("child_labour_ncls2018, all, percent 2018", 100 * 4 / 9),
    ],
)
def test_a_child_whose_labour_is_unknown_is_no_part_of_it(cross, known, key, value):
    assert measured(known[key], cross(LABOUR, HOMES)).value == pytest.approx(value)


# Papers, cards, vaccines, school, work


@pytest.mark.parametrize(
    ("key", "column", "ages"),
    [
        ("birth_registration, age 0-4, percent", "birth_registered", (4, 5)),
        ("health_insurance, age 0-5, percent", "health_insurance", (5, 6)),
        ("vaccination_8, age 0, percent", "vaccinated_8_under1", (0, 1)),
        ("vaccination_12, age 0-4, percent", "vaccinated_12_under5", (4, 5)),
        ("attending_5_17, all, percent 2023", "attending_school", (17, 4)),
        ("economically_active_5_17, all, percent 2012", "worked_12_months", (5, 4)),
    ],
)
def test_a_share_is_of_the_children_of_the_age_who_answered(cross, known, key, column, ages):
    inside, outside = ages
    asked = kids(
        {"age_years": inside, column: 1.0}, {"age_years": inside, column: 0.0, "weight": 3.0},
        {"age_years": inside}, {"age_years": outside, column: 1.0},
    )  # fmt: skip
    figure = measured(known[key], cross(asked))
    assert (figure.value, figure.n) == (pytest.approx(25), 2)


@pytest.mark.parametrize(
    ("group", "value"), [("urban", 100), ("rural", 0), ("female", 0), ("male", 50)]
)
def test_attendance_is_of_the_group_that_is_named(cross, known, group, value):
    asked = cross(
        kids(
            {"sex": "male", "attending_school": 1.0}, {"sex": "male", "attending_school": 0.0},
            {"sex": "female", "attending_school": 0.0}, age_years=10,
        ),
        HOMES,
    )  # fmt: skip
    figure = measured(known[f"attending_5_17, {group}, percent 2023"], asked)
    assert figure.value == pytest.approx(value)


@pytest.mark.parametrize(
    ("age", "grade", "counted"),
    [(11, 6, 1), (14, 9, 1), (14, 10, 1), (12, 5, 0), (14, NAN, 0), (15, 9, None), (10, 6, None)],
    ids=[
        "first grade",
        "last",
        "above",
        "still in primary",
        "out of school",
        "too old",
        "too young",
    ],
)
def test_lower_secondary_is_grade_6_or_above_at_the_ages_11_to_14(
    cross, known, age, grade, counted
):
    pupil = {
        "age_years": age, "grade_current": grade, "attending_school": float(not math.isnan(grade)),
    }  # fmt: skip
    asked = cross(kids(pupil, {**pupil, "attending_school": NAN}, ethnicity="Mông"))
    figure = measured(known["lower_secondary_attendance, Mông, percent 2009"], asked)
    assert figure.n == int(counted is not None)
    assert math.isnan(figure.value) if counted is None else figure.value == 100 * counted
    assert measured(known["lower_secondary_attendance, Kinh, percent 2009"], asked).n == 0


def test_a_pupil_without_a_recorded_grade_is_no_part_of_lower_secondary(cross, known):
    asked = cross(
        kids(
            {"attending_school": 1.0}, {"attending_school": 1.0, "grade_current": 6.0},
            {"attending_school": 0.0}, age_years=12, ethnicity="Mông",
        )
    )  # fmt: skip
    figure = measured(known["lower_secondary_attendance, Mông, percent 2009"], asked)
    assert (figure.value, figure.n) == (pytest.approx(50), 2)


@pytest.mark.parametrize(
    "key", ["attending_5_17, all, percent 2023", "multidimensional_child_poverty, rural, percent"]
)
def test_an_unknown_group_of_children_is_refused(cross, known, key):
    strange = replace(known[key], group="left-handed")
    with pytest.raises(InputError, match=r"^no group 'left-handed' of children is known: 1; write"):
        measured(strange, cross(kids({"age_years": 8})))
