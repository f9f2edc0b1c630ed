import dataclasses

import numpy as np
import pytest

from riskscreen import features
from riskscreen.decisions.reasons import raised_by, reasons
from riskscreen.errors import InputError

NAMES = ("grade_gap_years", "poor_or_near_poor", "income_per_person", "area_poor_share")
REFERENCE = {"income_per_person": 3000.0, "area_poor_share": 0.2}


def told(contributions, values, names=NAMES, **options):
    options = {"reference": REFERENCE, "lang": "en", **options}
    one = np.array([[*contributions, -2.0]])
    return reasons(one, np.array([values], dtype=np.float64), names, **options)[0]


def test_the_largest_contributions_that_raise_the_risk_come_first():
    assert told([0.2, 0.9, 0.5, -3.0], [2.0, 1.0, 1000.0, 0.5]) == (
        "the household is on the list of poor or near-poor households",
        "income per person is lower than usual",
        "the child is behind the usual grade for the age",
    )


def test_what_lowers_the_risk_is_no_reason():
    assert told([-1.0, 0.0, -0.1, -0.2], [2.0, 1.0, 1000.0, 0.5]) == ()


def test_no_more_than_asked_for():
    assert len(told([1, 1, 1, 1], [2.0, 1.0, 1000.0, 0.5], n=2)) == 2
    assert told([1, 1, 1, 1], [2.0, 1.0, 1000.0, 0.5], n=0) == ()


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (4000.0, "income per person is higher than usual"),
        (2000.0, "income per person is lower than usual"),
        (3000.0, "income per person: as is usual"),
        (np.nan, "the income of the household is not recorded"),
    ],
    ids=["above", "below", "the_reference_itself", "not_recorded"],
)
def test_the_sentence_is_true_of_the_childs_own_value(value, sentence):
    assert told([0, 0, 1, 0], [0.0, 0.0, value, 0.0]) == (sentence,)


@pytest.mark.parametrize(("value", "on"), [(1.0, "is on"), (0.0, "is not on")])
def test_a_yes_or_no_does_not_depend_on_what_is_usual(value, on):
    reference = {"poor_or_near_poor": 1.0}
    (sentence,) = told([0, 1, 0, 0], [0.0, value, 0.0, 0.0], reference=reference)
    assert sentence.startswith(f"the household {on} the list")


def test_zero_grades_behind_is_not_behind():
    (sentence,) = told([1, 0, 0, 0], [0.0] * 4)
    assert sentence == "the child is not behind the usual grade for the age"


def test_without_a_reference_a_comparison_is_not_made_up():
    assert told([0, 0, 1, 0], [0.0, 0.0, 4000.0, 0.0], reference=None) == ("income per person",)


def test_a_family_is_told_only_what_is_marked_for_it():
    assert told([0.1, 0.2, 0.9, 0.8], [2.0, 1.0, 1000.0, 0.5], audience="family") == (
        "the household is on the list of poor or near-poor households",
        "the child is behind the usual grade for the age",
    )


def test_two_features_of_one_column_are_told_once():
    names = ("poor_or_near_poor", "on_poor_list", "grade_gap_years")
    assert told([0.5, 0.9, 0.1], [1.0, 1.0, 1.0], names) == (
        "the household is on the list of poor households",
        "the child is behind the usual grade for the age",
    )


def test_a_mean_of_the_place_is_told_as_the_places():
    (sentence,) = told([0, 0, 0, 1], [0.0, 0.0, 0.0, 0.5])
    assert sentence.startswith("in the commune or ward, the share of children in poor")


@pytest.mark.parametrize("audience", ["caseworker", "family"])
@pytest.mark.parametrize("lang", ["en", "vi"])
def test_what_is_protected_reported_or_unknown_is_never_told(audience, lang):
    silent = [
        entry.name
        for entry in features.registered().values()
        if isinstance(entry, features.Feature) and (entry.withheld or entry.audience == "auditor")
    ]
    names = (*silent, "extra_parcels")
    assert len(silent) >= 6
    for value in (0.0, 1.0, 5.0, np.nan):
        values = [value] * len(names)
        assert told([1.0] * len(names), values, names, audience=audience, lang=lang) == ()


def test_a_protected_feature_is_not_told_even_where_it_is_marked_for_the_family(monkeypatch):
    marked = dataclasses.replace(features.find("child_of_minority"), audience="family")
    monkeypatch.setitem(features.registered(), "child_of_minority", marked)
    assert told([1.0], [1.0], ("child_of_minority",)) == ()


def test_vietnamese_is_the_language_by_default():
    one = np.array([[1.0, 0.0]])
    said = reasons(one, np.array([[2.0]]), ("grade_gap_years",))
    assert said == [("trẻ học chậm lớp so với độ tuổi",)]


def test_each_child_has_its_own_reasons_whoever_else_is_in_the_batch():
    rng = np.random.default_rng(5)
    names = tuple(entry.name for entry in features.catalogue())
    contributions = rng.normal(size=(40, len(names) + 1))
    values = rng.normal(size=(40, len(names)))
    reference = dict.fromkeys(names, 0.0)
    together = reasons(contributions, values, names, reference=reference)
    alone = [
        reasons(contributions[[i]], values[[i]], names, reference=reference)[0] for i in range(40)
    ]
    assert together == alone
    assert {len(said) for said in together} == {3}


def test_contributions_may_come_without_their_base():
    values = np.array([[2.0]])
    assert reasons(np.array([[1.0]]), values, ("grade_gap_years",)) == reasons(
        np.array([[1.0, 9.0]]), values, ("grade_gap_years",)
    )


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"lang": "fr"}, "no reasons in 'fr'"),
        ({"audience": "auditor"}, "no reasons for 'auditor'"),
        ({"names": NAMES[:2]}, "contributions of shape"),
    ],
    ids=["language", "audience", "shape"],
)
def test_what_cannot_be_answered_is_refused(change, match):
    with pytest.raises(InputError, match=match):
        told([1, 1, 1, 1], [0.0] * 4, **change)


def test_no_children_have_no_reasons():
    assert reasons(np.empty((0, 5)), np.empty((0, 4)), NAMES) == []


@pytest.mark.parametrize(
    ("contributions", "things"),
    [
        ([0.5, 0.4, 0.3, 0.2], 4),
        ([0.5, -0.4, 0.0, 0.2], 2),
        ([-1, -1, -1, -1], 0),
        ([0, 0, 0, 1], 1),
    ],
    ids=["all", "some", "none", "hidden_from_a_family"],
)
def test_what_may_be_told_and_raised_a_score_is_counted(contributions, things):
    one, values = np.array([[*contributions, -2.0]]), np.zeros((1, 4))
    assert raised_by(one, values, NAMES).tolist() == [things]


def test_what_may_never_be_told_is_not_counted_either():
    names = (
        "reports_received",
        "child_is_girl",
        "extra_parcels",
        "head_is_woman",
        "grade_gap_years",
    )
    assert features.find("head_is_woman").audience == "auditor"
    one, values = np.array([[0.9, 0.5, 0.8, 0.7, 0.1, -2.0]]), np.ones((1, 5))
    assert raised_by(one, values, names).tolist() == [1]
    without = np.array([[-0.9, -0.5, 0.0, -0.7, 0.1, -2.0]])
    assert raised_by(without, values, names).tolist() == [1]
    names, one, values = (*names[:2], names[-1]), one[:, [0, 1, 4, 5]], values[:, :3]
    for audience in ("caseworker", "family"):
        (said,) = reasons(one, values, names, lang="en", audience=audience)
        assert said == ("the child is behind the usual grade for the age",)


def test_two_features_of_the_same_columns_are_one_thing():
    names = ("poor_or_near_poor", "on_poor_list")
    assert features.find(names[0]).columns == features.find(names[1]).columns
    assert raised_by(np.array([[0.2, 0.1]]), np.ones((1, 2)), names).tolist() == [1]
    with pytest.raises(InputError, match="of shape"):
        raised_by(np.array([[0.2]]), np.ones((1, 2)), names)
