import numpy as np
from tests.surveys.tiny import survey

from riskscreen.surveys.tabulation import bases, waves
from riskscreen.surveys.tabulation.definitions import Definition
from riskscreen.surveys.tabulation.tabulated import Indicator


def _definition(**changes):
    facts = {
        "indicator": "insured", "tag": "t", "title_en": "insured", "title_vi": "có thẻ",
        "source": "nowhere", "event": lambda column: column("health_insurance"),
        "needs": (("health_insurance",),), "ages": (0, 17),
    }  # fmt: skip
    return Definition(**{**facts, **changes})


def test_a_base_holds_who_is_in_it_and_keeps_apart_who_has_no_weight():
    wave = waves.one_wave(survey(children={"weight": [1, 1, np.nan, 2, 2, 1, 1, 0, 2]}))
    base = bases.base_of(_definition(), wave)
    assert base.rows.tolist() == [0, 1, 3, 4, 5, 6, 8]
    assert base.unweighted.tolist() == [2, 7]
    assert base.unweighted_age.tolist() == [16, 0]
    assert np.array_equal(base.answer, [1, 1, np.nan, 1, 0, 0, 1], equal_nan=True)


def test_the_first_weight_that_is_there_counts():
    wave = waves.one_wave(survey())
    base = bases.base_of(_definition(weights=("nothing", "weight_selected", "weight")), wave)
    assert base.row.weight == "weight_selected"


def test_all_that_is_absent_is_named_at_once():
    wave = waves.one_wave(survey(without=("health_insurance", "weight")))
    row = bases.base_of(_definition(module="module_9", ages=None), wave)
    assert isinstance(row, Indicator)
    assert row.note == "not measured: no columns health_insurance, module_9, weight"
    assert row.note_vi == "không tính được: thiếu cột health_insurance, module_9, weight"


def test_a_base_rule_that_cannot_say_leaves_a_child_out_and_tells():
    wave = waves.one_wave(survey())
    base = bases.base_of(_definition(base=lambda column: column("attending_school")), wave)
    assert base.rows.tolist() == [0, 2]
    assert "6 children left out" in base.row.note


def test_a_child_without_a_school_age_is_told_only_if_it_may_be_of_that_age():
    ages = {"school_age_years": [np.nan] * 9}
    wave = waves.one_wave(survey(children=ages))
    rule = _definition(ages=(15, 17), age=("school_age_years", "age_years"))
    base = bases.base_of(rule, wave)
    assert base.row.age_variable == "school_age_years"
    assert not base.rows.size
    assert "2 children left out" in base.row.notes[0][0]  # c3 of 16 and c4 of 15


def test_ages_are_completed_years():
    ages = {"age_years": [17.9, 5.0, 4.99, 18.0, 11.5, 5.5, 3, 2, 1]}
    base = bases.base_of(_definition(ages=(5, 17)), waves.one_wave(survey(children=ages)))
    assert base.rows.tolist() == [0, 1, 4, 5]
    assert base.age.tolist() == [17, 5, 11, 5]
