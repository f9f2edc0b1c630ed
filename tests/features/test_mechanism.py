import numpy as np
import pytest

from riskscreen import features
from riskscreen.errors import FeatureError
from riskscreen.features import mechanism

WORDS = features.Words("a", "b", "c", "d")
FACTS = {
    "unit": "years",
    "domain": "child",
    "malleability": "fixed",
    "audience": "family",
    "en": WORDS,
    "vi": WORDS,
}


def doubled_age(age_years):
    """Twice the age."""
    return 2 * age_years


def test_a_feature_reads_its_inputs_off_the_argument_names():
    entry = features.describe(doubled_age, **FACTS)
    assert entry.inputs == ("age_years",)
    assert entry.meaning == "Twice the age."


def test_the_decorator_leaves_the_function_as_it_is(monkeypatch):
    monkeypatch.setattr(mechanism, "_REGISTRY", {})
    kept = features.feature(**FACTS)(doubled_age)
    assert kept is doubled_age
    assert features.find("doubled_age").unit == "years"


def test_columns_are_found_through_other_features_and_through_areas():
    entry = features.find("area_out_of_school_share")
    assert entry.columns == ("age_years", "attending_school", "ever_attended")


def test_sibling_features_rest_on_the_columns_of_the_siblings():
    assert "grade_attained" in features.find("siblings_grade_gap").columns


@pytest.mark.parametrize("name", ["age_years", "household", "grade_gap_years"])
def test_a_name_that_is_taken_is_refused(name):
    def function(age_years):
        """Something."""
        return age_years

    function.__name__ = name
    with pytest.raises(FeatureError, match="is taken"):
        features.quantity(function)


@pytest.mark.parametrize("entry", ["domain", "malleability", "audience"])
def test_an_entry_outside_its_list_is_refused(entry):
    with pytest.raises(FeatureError, match=f"{entry} 'everyone'; choose one of"):
        features.describe(doubled_age, **{**FACTS, entry: "everyone"})


def test_a_feature_without_a_sentence_is_refused():
    with pytest.raises(FeatureError, match="has no missing sentence"):
        features.describe(doubled_age, **{**FACTS, "vi": features.Words("a", "b", "c", " ")})


def test_a_feature_without_a_meaning_is_refused():
    def silent(age_years):
        return age_years

    with pytest.raises(FeatureError, match="says no meaning"):
        features.describe(silent, **FACTS)


@pytest.mark.parametrize("column", ["commune_code", "province_code", "child_id", "weight", "psu"])
def test_keys_weights_and_codes_of_places_are_never_inputs(column):
    namespace = {}
    exec(f"def place({column}):\n    'A place.'\n    return {column}", namespace)  # noqa: S102
    entry = features.describe(namespace["place"], **FACTS)
    with pytest.raises(FeatureError, match=f"reads {column}"):
        features.catalogue(extra=[entry])


def test_features_in_a_circle_are_refused(monkeypatch):
    def chicken(egg):
        """From an egg."""
        return egg

    def egg(chicken):
        """From a chicken."""
        return chicken

    monkeypatch.setattr(mechanism, "_REGISTRY", {})
    features.quantity(chicken)
    features.quantity(egg)
    with pytest.raises(FeatureError, match="in a circle: chicken -> egg -> chicken"):
        _ = features.registered()["chicken"].columns


def test_yes_and_no_part_at_a_half_and_words_exist_in_two_languages():
    entry = features.describe(doubled_age, **{**FACTS, "unit": features.YES_NO})
    assert entry.above == 0.5
    with pytest.raises(FeatureError, match="no words in 'fr'"):
        entry.words("fr")


def test_every_withheld_feature_says_that_it_needs_a_reason():
    for entry in features.registered().values():
        if isinstance(entry, features.Feature):
            assert entry.needs_reason == bool(entry.withheld), entry.name
            assert entry.audience == "auditor" or not entry.withheld, entry.name


def test_no_feature_has_the_name_of_a_column():
    assert not [name for name in features.registered() if mechanism.role(name)]
    assert np.all([name.isidentifier() for name in features.registered()])
