import json

import numpy as np
import pytest
from scipy import stats
from tests.surveys.tiny import DAY, UNKNOWN, held, survey

from riskscreen import measures, surveys
from riskscreen.errors import InputError, OutcomeError

X = UNKNOWN


@pytest.fixture
def rng():
    return np.random.default_rng(20143)


@pytest.fixture(scope="module")
def table():
    return surveys.indicators(survey(), by=("sex", "area", "region", "ethnicity"))


def _row(table, indicator, attribute="overall", level="overall", **more):
    return table.only(indicator=indicator, attribute=attribute, level=level, **more)


def test_child_labour_of_twelve_lines_worked_by_hand(table):
    row = _row(table, "child_labour")
    # c1 8 years 1 h: yes, weight 2.  c2 13 years, 13.99 h and 21 h of chores: yes, 1.
    # c3 16 years 42 h: no, 3.  c4 15 years 43 h: yes, 1.  c5 hours not known, chores 20: no, 2.
    # c6 5 years, 0.99 h, chores known in part, 21: yes, 1.
    assert row.rate == (2 + 1 + 1 + 1) / (2 + 1 + 3 + 1 + 2 + 1)
    assert (row.n, row.n_events, row.n_unknown, row.n_without_weight) == (6, 4, 1, 0)
    assert row.weighted_total == 10
    assert (row.weight, row.age_variable) == ("weight_selected", "age_years")
    assert (row.definition, row.verified) == ("sdg871_mics6", True)


def test_its_standard_error_worked_by_hand(table):
    row = _row(table, "child_labour")
    # Residual totals weight x (event - 1/2) / 10:
    #   stratum A, PSU 1: (2 x 1/2 + 1 x 1/2)/10 = 0.15; PSU 2: 3 x -1/2 /10 = -0.15
    #   stratum B, PSU 3: (1 x 1/2 - 2 x 1/2)/10 = -0.05; PSU 4: 0.05; PSU 5, without a child: 0
    between_a = 2 / 1 * (0.15**2 + 0.15**2)
    between_b = 3 / 2 * (0.05**2 + 0.05**2 + 0)
    assert row.standard_error == pytest.approx(np.sqrt(between_a + between_b), rel=1e-12)
    assert (row.n_psu, row.df) == (4, 4 - 2)


def test_its_interval_is_clopper_and_pearsons_for_the_effective_number(table):
    row = _row(table, "child_labour")
    effective = 0.25 / row.standard_error**2
    effective *= (stats.t.ppf(0.975, 6 - 1) / stats.t.ppf(0.975, 2)) ** 2
    cases = 0.5 * effective
    assert row.lo == pytest.approx(stats.beta.ppf(0.025, cases, effective - cases + 1))
    assert row.hi == pytest.approx(stats.beta.ppf(0.975, cases + 1, effective - cases))


@pytest.mark.parametrize(
    ("attribute", "level", "figures"),
    [
        ("age", "5-11", ((2 + 1) / (2 + 2 + 1), 3, 5)),
        ("age", "12-14", (1.0, 1, 1)),
        ("age", "15-17", (1 / (3 + 1), 2, 4)),
        ("sex", "male", (1.0, 3, 4)),  # c1, c4, c6
        ("sex", "female", (1 / (1 + 3), 2, 4)),
        ("sex", "not recorded", (0.0, 1, 2)),
        ("area", "urban", (1.0, 2, 3)),
        ("area", "rural", (1 / (3 + 1 + 2), 3, 6)),
        ("area", "not recorded", (1.0, 1, 1)),
        ("region", "mekong_delta", (1.0, 3, 4)),
        ("region", "not recorded", (1 / (1 + 2), 2, 3)),
        ("ethnicity", "Kinh and Hoa", (1.0, 3, 4)),
        ("ethnicity", "minorities", (0.0, 1, 3)),
        ("ethnic_group", "Mông", (0.0, 1, 3)),
    ],
)
def test_groups_worked_by_hand(table, attribute, level, figures):
    row = _row(table, "child_labour", attribute, level)
    assert (row.rate, row.n, row.weighted_total) == pytest.approx(figures)


def test_the_groups_of_one_attribute_add_up_to_the_whole(table):
    for attribute in ("age", "sex", "area", "region", "ethnicity", "ethnic_group"):
        parts = table.select(indicator="child_labour", attribute=attribute).rows
        assert sum(row.n for row in parts) == 6
        assert sum(row.weighted_total for row in parts) == 10
        assert sum(row.rate * row.weighted_total for row in parts) == pytest.approx(5)


@pytest.mark.parametrize(
    ("indicator", "rate", "n_unknown"),
    [
        ("child_labour_with_hazard", (2 + 1 + 3 + 1 + 1) / 10, 1),
        ("child_labour_economic", (2 + 1) / 10, 1),
        ("child_labour_chores", (1 + 1) / 10, 0),
        ("child_labour_hazard", 3 / 10, 1),
    ],
)
def test_parts_of_child_labour_by_hand(table, indicator, rate, n_unknown):
    row = _row(table, indicator)
    assert (row.rate, row.n_unknown) == (pytest.approx(rate), n_unknown)


def test_a_rate_of_none_or_all_still_has_an_interval(table):
    for level, rate in (("minorities", 0.0), ("Kinh and Hoa", 1.0)):
        row = _row(table, "child_labour", "ethnicity", level)
        assert row.rate == rate
        assert 0 <= row.lo < row.hi <= 1


def test_the_definition_of_the_surveys_own_report_is_the_default():
    old = surveys.indicators(survey(kind="mics5"), by=())
    row = _row(old, "child_labour")
    # chores from 28 h under 15 and 43 from 15, and hazard: c1, c3 (chores 60 and hazard), c4
    assert (row.definition, row.rate, row.n_unknown) == ("mics5", (2 + 3 + 1) / 10, 2)
    assert not old.select(indicator="child_labour_with_hazard").rows
    assert "MICS5's own syntax does not bound the hours" in row.note


def test_several_definitions_stand_side_by_side():
    both = surveys.indicators(survey(), by=(), child_labour=("mics5", "sdg871_mics6"))
    rates = {d: _row(both, "child_labour", definition=d).rate for d in ("mics5", "sdg871_mics6")}
    assert rates == {"mics5": 0.6, "sdg871_mics6": 0.5}


def test_out_of_school_by_hand(table):
    primary = _row(table, "out_of_school_primary", definition="ln6")
    # school age 6-10: c1 alone, attends
    assert (primary.rate, primary.n, primary.weighted_total) == (0.0, 1, 1)
    assert primary.age_variable == "school_age_years"
    lower = _row(table, "out_of_school_lower_secondary", definition="ln6")
    # c2 (13) does not attend, weight 1; c5 (11) never attended, weight 2
    assert (lower.rate, lower.n, lower.n_events) == (1.0, 2, 2)
    upper = _row(table, "out_of_school_upper_secondary", definition="ln6")
    # c3 attends, weight 1; c4 is not known, weight 2, and so not out of school
    assert (upper.rate, upper.n, upper.n_unknown, upper.weighted_total) == (0.0, 2, 1, 3)


def test_who_is_18_since_the_school_year_began_counts_out_of_school_and_nowhere_else():
    ages = [8, 13, 18, 15, 11, 5, 4, 0, 2]  # c3 was 15 and is made 17 when the year began
    schooled = [7, 13, 17, 15, 11, 5, 4, np.nan, 2]
    grown = surveys.indicators(
        survey(children={"age_years": ages, "school_age_years": schooled}), by=()
    )
    usual = surveys.indicators(survey(), by=())
    before, after = (
        {row.indicator: row.n for row in rows.rows if row.level == "overall" and row.measured}
        for rows in (usual, grown)
    )
    assert after["out_of_school_upper_secondary"] == before["out_of_school_upper_secondary"] == 2
    assert after["dropout"] == before["dropout"] - 1
    assert after["child_labour"] == before["child_labour"] - 1


def test_without_the_age_of_the_school_year_the_day_of_interview_decides_and_is_said():
    row = _row(
        surveys.indicators(survey(without=("school_age_years",)), by=()),
        "out_of_school_upper_secondary", definition="ln6",
    )  # fmt: skip
    assert (row.age_variable, row.n) == ("age_years", 2)
    assert "no column school_age_years" in row.note
    assert "18 now" not in row.note


def test_dropout_by_hand(table):
    row = _row(table, "dropout")
    # in a grade of 1-12 last year: c1 (1), c2 (1), c3 (1), c4 (2, not known); c2 left
    assert (row.rate, row.n, row.n_unknown) == (1 / (1 + 1 + 1 + 2), 4, 1)
    assert not row.verified
    # c6 was not asked whether it attended: in the base or not, nobody knows
    assert "1 children left out" in row.note


def test_birth_registration_by_hand(table):
    row = _row(table, "birth_registration")
    # c7 registered, 1; c8 not known, 3, counts as no; c9 has no weight
    assert (row.rate, row.n, row.n_unknown, row.n_without_weight) == (1 / (1 + 3), 2, 1, 1)
    assert (row.weight, row.age_variable) == ("weight_under5", "age_years")
    assert _row(table, "birth_registration", "age", "2").n_without_weight == 1
    assert _row(table, "birth_registration", "age", "2").n == 0


def test_insurance_by_hand(table):
    young = _row(table, "health_insurance_under5")
    assert (young.rate, young.n) == (3 / (1 + 3), 2)
    older = _row(table, "health_insurance_5_17")
    assert (older.rate, older.n, older.n_unknown) == ((2 + 1 + 2) / 10, 6, 1)


def test_a_register_counts_every_child_once_and_says_so():
    modules = tuple(name for name in survey().children if name.startswith(("module_", "weight")))
    register = survey(without=(*modules, "stratum", "psu"), kind="", weights="none")
    found = surveys.indicators(register, by=())
    row = _row(found, "health_insurance")
    assert (row.rate, row.n, row.weight) == (5 / 9, 9, "")
    assert "every child counts once" in row.note
    assert "one stratum" in row.note
    assert "each household is a cluster" in row.note
    assert _row(found, "child_labour").n == 5  # all children with hours


def test_vhlss_prints_the_ages_of_its_published_table_and_no_child_labour():
    modules = ("module_selected", "module_under5", "weight_selected", "weight_under5")
    chores = ("chores_hours_week", "chores_hours_known_week")
    found = surveys.indicators(
        survey(
            without=(*modules, *chores, "school_age_years"), kind="vhlss",
            children={"worked_12_months": [1, 1, 0, 1, 0, 0, X, X, X]},
        ),
        by=("sex",),
    )  # fmt: skip
    published = {"definition": "vhlss2014_published"}
    whole = _row(found, "not_in_school", **published)
    # all but c3 are 0-15; c2 alone is known not to attend: 1 of 1+1+2+2+1+1+1+2
    assert (whole.rate, whole.n) == (1 / 11, 8)
    assert _row(found, "not_in_school", "age", "11-15", **published).rate == 1 / (1 + 2 + 2)
    active = _row(found, "economically_active_12_months", **published)
    assert (active.rate, active.n_unknown) == ((1 + 1 + 2) / 11, 3)
    labour = _row(found, "child_labour")
    assert not labour.measured
    assert labour.note == "not measured: no column chores_hours_week or chores_hours_known_week"
    assert "mean over the months worked" in _row(found, "child_labour_economic").note


@pytest.mark.parametrize(
    ("without", "indicator", "said"),
    [
        (("economic_hours_week",), "child_labour", "no column economic_hours_week"),
        (("weight_selected",), "child_labour", "no column weight_selected"),
        (("hazardous_work",), "child_labour_with_hazard", "no column hazardous_work"),
        (("attending_school",), "out_of_school_primary", "no column attending_school"),
        (("weight",), "dropout", "no column weight"),
        (("attended_last_year", "grade_last_year"), "dropout",
         "no column level_last_year or grade_last_year or attended_last_year"),
        (("birth_registered", "module_under5"), "birth_registration",
         "no columns birth_registered, module_under5"),
        (("health_insurance",), "health_insurance_5_17", "no column health_insurance"),
        (("age_years", "school_age_years"), "out_of_school_primary",
         "no column school_age_years or age_years"),
    ],
)  # fmt: skip
def test_what_cannot_be_measured_is_a_row_that_names_the_column(without, indicator, said):
    found = surveys.indicators(survey(without=without), by=("sex",))
    for row in found.select(indicator=indicator).rows:
        assert not row.measured
        assert np.isnan([row.rate, row.standard_error, row.lo, row.hi]).all()
        assert said in row.note
    assert found.select(indicator=indicator).rows


def test_a_column_without_a_single_answer_is_not_a_rate_of_zero():
    found = surveys.indicators(survey(children={"birth_registered": [X] * 9}), by=())
    row = _row(found, "birth_registration")
    assert not row.measured
    assert "no answer in birth_registered for any of 3 children" in row.note


def test_what_only_selected_children_answered_is_not_weighted_as_if_all_had():
    kids = {
        "household_id": ["h1", "h2", "h3", "h4", "h5", "h6", "h1", "h2", "h4"],
        "age_years": [8, 13, 16, 15, 11, 9, 9, 14, 12],
    }
    found = surveys.indicators(survey(children=kids), by=())
    row = _row(found, "dropout")
    assert not row.measured
    assert "attending_school was answered for the 3 selected children only" in row.note


def test_a_group_that_is_not_recorded_at_all_is_a_row_too():
    found = surveys.indicators(survey(without=("region",)), by=("region", "sex"))
    row = found.only(indicator="child_labour", attribute="region")
    assert (row.measured, row.note) == (False, "not measured: no column region")
    assert _row(found, "child_labour", "sex", "male").measured


@pytest.mark.parametrize(
    ("n", "said"),
    [(24, "fewer than 25"), (25, "25-49"), (49, "25-49"), (50, "")],
)
def test_small_numbers_are_marked_as_mics_reports_mark_them(n, said):
    ids = [f"c{i}" for i in range(n)]
    one = held(
        {"household_id": ids, "psu": ids},
        {"child_id": ids, "household_id": ids, "age_years": [8.0] * n, "weight": [1.0] * n,
         "attending_school": [1.0, 0.0] * (n // 2) + [1.0] * (n % 2)},
    )  # fmt: skip
    note = _row(surveys.indicators(one, by=()), "out_of_school_primary").note
    assert note.startswith(said)
    assert ("unweighted cases" in note) == (n < 50)


def test_a_group_in_which_no_answer_is_known_says_so(table):
    row = _row(table, "health_insurance_5_17", "age", "15-17")
    assert "no answer is known here" not in row.note
    alone = surveys.indicators(
        survey(children={"health_insurance": [1, 1, X, X, 1, 0, 0, 1, 1]}), by=()
    )
    assert "no answer is known here" in _row(alone, "health_insurance_5_17", "age", "15-17").note


def test_weights_of_zero_or_none_are_counted_and_not_used():
    weights = {"weight_selected": [2, 0, 3, X, 2, -1, X, X, X]}
    row = _row(surveys.indicators(survey(children=weights), by=()), "child_labour")
    assert (row.n, row.n_without_weight, row.weighted_total) == (3, 3, 7)
    assert row.rate == 2 / 7


def test_children_of_unknown_age_are_left_out_and_told():
    ages = {"age_years": [X, 13, 16, 15, 11, 5, 4, 0, 2]}
    row = _row(surveys.indicators(survey(children=ages), by=()), "child_labour")
    assert row.n == 5
    assert "1 children left out" in row.note


def test_the_bootstrap_of_the_same_sample_agrees(rng):
    n, villages = 3000, 120
    village = rng.integers(0, villages, n)
    ids = np.array([f"c{i}" for i in range(n)])
    event = (rng.random(n) < rng.beta(2, 6, villages)[village]).astype(float)
    weight = rng.gamma(4, 0.25, n)
    stratum, psu = (village % 6).astype(str), village.astype(str)
    one = held(
        {"household_id": ids, "psu": psu, "stratum": stratum},
        {"child_id": ids, "household_id": ids, "age_years": np.full(n, 8.0), "weight": weight,
         "attending_school": 1 - event},
    )  # fmt: skip
    row = _row(surveys.indicators(one, by=()), "out_of_school_primary")
    drawn = measures.rao_wu(stratum, psu, replicates=2000, rng=rng)
    share, replicated = measures.bootstrap_ratio(event * weight, weight, drawn)
    assert row.rate == pytest.approx(share)
    assert row.standard_error == pytest.approx(
        measures.standard_error([share], replicated)[0], rel=0.06
    )


def test_shuffling_rows_changes_no_figure(table, rng):
    one = survey()
    order, homes = rng.permutation(9), rng.permutation(7)
    again = surveys.indicators(
        one.replace(children=one.children.take(order), households=one.households.take(homes))
    )
    for mine, theirs in zip(table.rows, again.rows, strict=True):
        assert (mine.indicator, mine.level, mine.n) == (theirs.indicator, theirs.level, theirs.n)
        assert np.allclose(
            [mine.rate, mine.standard_error, mine.lo, mine.hi],
            [theirs.rate, theirs.standard_error, theirs.lo, theirs.hi],
            equal_nan=True,
        )


def test_doubling_every_weight_doubles_the_total_alone(table):
    doubled = {
        name: [2 * value for value in survey().children[name]]
        for name in ("weight", "weight_selected", "weight_under5")
    }
    again = surveys.indicators(survey(children=doubled))
    for mine, theirs in zip(table.rows, again.rows, strict=True):
        assert theirs.weighted_total == 2 * mine.weighted_total
        assert theirs.standard_error == pytest.approx(mine.standard_error, nan_ok=True)


def test_a_narrower_confidence_is_a_narrower_interval(table):
    row = _row(surveys.indicators(survey(), by=(), confidence=0.5), "child_labour")
    wide = _row(table, "child_labour")
    assert wide.lo < row.lo < row.rate < row.hi < wide.hi


def test_refusals():
    with pytest.raises(InputError, match="confidence is 95; write a share"):
        surveys.indicators(survey(), confidence=95)
    with pytest.raises(OutcomeError, match="no definition ilo of child_labour"):
        surveys.indicators(survey(), child_labour="ilo")
    with pytest.raises(InputError, match="no column shoe_size"):
        surveys.indicators(survey(), by="shoe_size")
    days = [DAY] * 8 + [DAY + 400]
    later = survey(children={"observed_date": np.array(days), "child_id": ["c1"] * 9})
    with pytest.raises(InputError, match="2 waves in these records"):
        surveys.indicators(later)


def test_the_head_of_the_table_says_what_it_is_of(table):
    assert (table.survey, table.survey_round, table.days) == ("mics6", "2014", "2014-02-15")
    assert (table.n_children, table.n_households, table.confidence) == (9, 7, 0.95)
    assert json.loads(json.dumps(table.to_dicts()))[0]["survey"] == "mics6"
