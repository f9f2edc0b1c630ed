import dataclasses

import numpy as np
import pytest

from riskscreen import features, policy
from riskscreen.errors import FeatureError

DEFAULT = policy.load("default")
PROTECTED = ("sex", "ethnicity", "head_ethnicity", "region", "disability")


def with_reasons(*, protected=None, extra=None):
    return dataclasses.replace(
        DEFAULT, protected_features=protected or {}, extra_features=extra or {}
    )


def names(*args, **kwargs):
    return [entry.name for entry in features.catalogue(*args, **kwargs)]


def test_nothing_protected_and_no_report_is_a_feature_by_default():
    for entry in features.catalogue(DEFAULT):
        assert not set(entry.columns) & {*PROTECTED, "hotline_reports"}, entry.name
        assert not entry.protected


def test_there_are_enough_features_of_each_kind():
    entries = features.catalogue()
    relational = [entry for entry in entries if "household" in entry.inputs]
    fitted = [entry for entry in entries if entry.area_of]
    assert len(entries) >= 55
    assert len(relational) >= 14
    assert len([entry for entry in fitted if entry.domain == "area"]) >= 7
    assert {entry.domain for entry in entries} == {"child", "household", "access", "area"}


@pytest.mark.parametrize("column", PROTECTED)
def test_a_protected_column_is_a_feature_only_with_a_written_reason(column):
    allowed = features.catalogue(with_reasons(protected={column: "a written reason"}))
    added = [entry for entry in allowed if entry.protected]
    assert [entry.columns for entry in added] == [(column,)]


def test_reports_are_a_feature_only_with_a_written_reason():
    allowed = names(with_reasons(extra={"hotline_reports": "a written reason"}))
    assert "reports_received" in allowed
    assert "extra_hotline_reports" not in allowed


@pytest.mark.parametrize(
    ("given", "match"),
    [
        ({"protected": {"sex": " "}}, "no reason why sex"),
        ({"protected": {"urban": "why"}}, "urban is no protected column"),
        ({"extra": {"urban": "why"}}, "urban is part of the schema"),
        ({"extra": {"ethnicity": "why"}}, "ethnicity is part of the schema"),
    ],
    ids=["empty", "not_protected", "in_the_schema", "protected_as_extra"],
)
def test_a_policy_that_hides_what_it_adds_is_refused(given, match):
    with pytest.raises(FeatureError, match=match):
        features.catalogue(with_reasons(**given))


def test_an_unknown_column_that_the_policy_declares_becomes_a_feature(make_snapshot):
    limits = with_reasons(extra={"parcels": "land tells who farms"})
    snapshot = make_snapshot({"age_years": [7.0, 8.0], "parcels": [3.0, np.nan]})
    state = features.fit(snapshot, policy=limits)
    matrix = features.build(snapshot, state=state, policy=limits)
    np.testing.assert_array_equal(matrix.column("extra_parcels"), [3.0, np.nan])
    assert "extra_parcels" not in features.build(snapshot, state=state).names


def test_barred_columns_take_siblings_and_areas_with_them(snapshot, state):
    built = features.build(snapshot, state=state, barred=("attending_school", "grade_attained"))
    assert not {
        "out_of_school", "siblings_out_of_school", "area_out_of_school_share", "grade_gap_years",
        "siblings_grade_gap", "grade_gap_beside_siblings", "area_grade_gap", "household_top_grade",
    } & set(built.names)  # fmt: skip
    assert "poor_or_near_poor" in built.names


def test_only_builds_exactly_these_in_this_order(snapshot, state, matrix):
    wanted = ("poor_or_near_poor", "child_age_years")
    built = features.build(snapshot, state=state, only=wanted)
    assert built.names == wanted
    np.testing.assert_array_equal(built.values[:, 1], matrix.column("child_age_years"))


@pytest.mark.parametrize(
    ("only", "barred", "match"),
    [
        (("child_is_girl",), (), "rests on sex and the policy gives no reason"),
        (("shoe_size",), (), "no feature shoe_size"),
        (("working",), (), "no feature working"),
        (("work_hours",), ("economic_hours_week",), "rests on economic_hours_week, barred"),
    ],
    ids=["protected", "unknown", "only_a_step", "barred"],
)
def test_only_refuses_what_may_not_be_built(snapshot, state, only, barred, match):
    with pytest.raises(FeatureError, match=match):
        features.build(snapshot, state=state, only=only, barred=barred)


def test_ones_own_feature_is_built_without_being_registered(snapshot, state):
    def age_squared(child_age_years):
        """Age times age."""
        return child_age_years**2

    words = features.Words("a", "b", "c", "d")
    own = features.describe(
        age_squared,
        unit="years squared",
        domain="child",
        malleability="fixed",
        audience="auditor",
        en=words,
        vi=words,
    )
    built = features.build(snapshot, state=state, extra=[own])
    np.testing.assert_array_equal(built.column("age_squared"), built.column("child_age_years") ** 2)
    assert features.find("age_squared") is None


def test_the_checklists_of_the_policy_name_features_that_exist():
    known = names(DEFAULT)
    for rules in DEFAULT.checklist.values():
        assert all(rule.feature in known for rule in rules)


def test_an_area_mean_that_a_feature_does_not_declare_is_refused(snapshot, state):
    def hidden_mean(areas):
        """A mean that barring could not find."""
        return areas["out_of_school"]

    words = features.Words("a", "b", "c", "d")
    own = features.describe(
        hidden_mean, unit="share", domain="area", malleability="fixed", audience="auditor",
        en=words, vi=words,
    )  # fmt: skip
    with pytest.raises(FeatureError, match="out_of_school is not declared"):
        features.build(snapshot, state=state, extra=[own])
