import pickle

import pytest

from riskscreen import outcomes
from riskscreen.errors import OutcomeError
from riskscreen.outcomes.outcome import inputs


def answer(age_years):
    return (age_years > 3) * 1.0


def other(age_years):
    return (age_years > 4) * 1.0


def made(**facts):
    plain = {"name": "made", "definition": "here", "title_en": "made", "title_vi": "made",
             "eligible": answer, "label": answer}  # fmt: skip
    return outcomes.Outcome(**(plain | facts))


@pytest.fixture
def registry(monkeypatch):
    from riskscreen.outcomes import outcome

    monkeypatch.setattr(outcome, "_REGISTRY", dict(outcome._REGISTRY))


def test_the_three_are_shipped():
    assert {"child_labour", "dropout", "exclusion"} <= set(outcomes.names())


def test_one_s_own_is_found_by_name_and_tag(registry):
    mine = outcomes.register(made())
    assert outcomes.get("made") is mine
    assert outcomes.get("made", "here") is mine


def test_registering_the_same_functions_again_replaces(registry):
    outcomes.register(made())
    again = outcomes.register(made(title_en="made again"))
    assert outcomes.get("made") is again


def test_a_taken_name_and_tag_are_refused(registry):
    outcomes.register(made())
    with pytest.raises(OutcomeError, match="made with definition here is registered already"):
        outcomes.register(made(label=other))


def test_an_unknown_definition_is_refused_with_those_there_are():
    with pytest.raises(OutcomeError, match="no definition ilo of child_labour; it has sdg871"):
        outcomes.get("child_labour", "ilo")


@pytest.mark.parametrize("name", ["", "drop out", "bỏ_học", "1st"])
def test_a_name_that_cannot_be_a_folder_is_refused(name):
    with pytest.raises(OutcomeError, match="is not a plain name"):
        made(name=name)


def test_a_part_that_does_not_stand_alone_is_refused():
    with pytest.raises(OutcomeError, match="dropout has no part insurance that stands alone"):
        outcomes.part(outcomes.get("dropout"), "insurance")


def test_arguments_without_a_name_are_refused():
    with pytest.raises(OutcomeError, match="takes arguments without a name"):
        inputs(lambda *columns: columns)


def test_every_input_of_every_definition_is_a_column_of_the_schema_or_a_special_argument():
    from riskscreen import schema
    from riskscreen.outcomes.outcome import SPECIAL

    known = {name for _, name in schema.fields()} | set(SPECIAL)
    for name in ("child_labour", "dropout", "exclusion"):
        for tag in outcomes.definitions(name):
            outcome = outcomes.get(name, tag)
            asked = {*inputs(outcome.eligible), *inputs(outcome.label)}
            assert asked <= known
            assert {*outcome.sources, *outcome.consequences} <= known


@pytest.mark.parametrize("name", ["child_labour", "dropout", "exclusion"])
def test_a_shipped_outcome_travels_to_a_worker(name):
    outcome = outcomes.get(name)
    there = pickle.loads(pickle.dumps(outcome))  # noqa: S301 - its own bytes, as joblib does
    assert (there.name, there.definition, inputs(there.label)) == (
        outcome.name, outcome.definition, inputs(outcome.label),
    )  # fmt: skip
