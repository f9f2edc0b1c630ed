"""Do the shipped facts and mappings fit each other and the schema?"""

import pytest

from riskscreen import records, schema
from riskscreen.surveys.mics import described

KINDS = pytest.mark.parametrize("kind", ["mics5", "mics6"])
OWN = {
    "households": {"survey", "survey_round", "ethnicity_published", "wealth_quintile"},
    "children": {
        "line_number", "module_selected", "module_under5", "school_age_years", "grade_last_year",
        "level_last_year", "chores_hours_known_week",
    },
}  # fmt: skip


@KINDS
def test_every_target_is_of_the_schema_or_one_of_the_readers_own(kind: str) -> None:
    mapped = described.facts_of(kind).mapped
    for table, known in (("households", schema.HOUSEHOLDS), ("children", schema.CHILDREN)):
        own = set(mapped.tables[table].columns) - set(known)
        assert own == OWN[table]


@KINDS
def test_recodes_give_only_codes_of_the_schema(kind: str) -> None:
    mapped = described.facts_of(kind).mapped
    for (table, name), field in schema.fields().items():
        column = mapped.tables[table].columns.get(name)
        if column is not None and column.recode is not None and field.codes:
            assert set(column.recode.values()) <= set(field.codes), name


def test_words_for_labels_are_codes_of_the_schema() -> None:
    codes = set(schema.HOUSEHOLDS["head_education"].codes)
    assert set(described.words("education").values()) == codes
    assert set(described.words("region").values()) == set(schema.REGIONS)
    groups = {*schema.ethnic_groups(), *schema.ETHNIC_WORDS}
    assert set(described.words("ethnicity").values()) <= groups


@KINDS
def test_what_the_mapping_asks_of_the_reader_the_reader_can_make(kind: str) -> None:
    facts = described.facts_of(kind)
    asked = {
        name
        for names in records.needed_columns(facts.mapped).values()
        for name in names
        if name.startswith("rs_")
    }
    made = {
        "rs_household", "rs_person", "rs_line", "rs_age", "rs_day", "rs_weight", "rs_weight_kind",
        "rs_selected", "rs_under5", "rs_psu", "rs_survey", "rs_round", "rs_head_ethnicity",
        "rs_ethnicity",
    }  # fmt: skip
    made |= {target for asked_of in facts.any_yes.values() for target in asked_of}
    made |= {grade.level_target for grade in facts.grades}
    made |= {grade.target for grade in facts.grades} | set(facts.preschool.values())
    made |= {target for target, _ in facts.words.values()}
    assert asked <= made


@KINDS
def test_the_variables_that_the_reader_looks_for_are_named_by_file(kind: str) -> None:
    facts = described.facts_of(kind)
    assert {"HH1", "HH2", "HL1", "HL3", "HL6", "schage"} <= facts.looked_for("hl")
    assert "BR1" in facts.looked_for("ch")
    assert ("CL3" if kind == "mics6" else "CL4") in facts.looked_for("fs")
    assert not any(name.startswith("rs_") for name in facts.looked_for("hl"))


@KINDS
def test_a_survey_reads_as_the_other_by_signs_that_it_does_not_have_itself(kind: str) -> None:
    facts = described.facts_of(kind)
    other = described.facts_of(facts.other_kind)
    own = facts.looked_for("hh") | facts.looked_for("fs")
    assert not set(facts.other_signs) <= own
    assert set(facts.other_signs) & (other.looked_for("hh") | other.looked_for("fs"))
