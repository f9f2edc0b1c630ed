"""Which column a header speaks of, in any spelling, and of whom."""

import pytest

from riskscreen import schema
from riskscreen.records.drafting.lexicon import known_data, matches, survey_targets, tokens, unit_of

SEX = ("children", "sex")
AGE = ("children", "age_years")


@pytest.mark.parametrize(
    "header", ["Giới tính", "GIỚI TÍNH", "gioi_tinh", "gioiTinh", "GioiTinh", "  giới-tính "]
)  # fmt: skip
def test_spelling_case_and_diacritics_do_not_count(header: str) -> None:
    assert matches(header, alone=False)[SEX].kind == "exact"


@pytest.mark.parametrize(
    ("header", "kind"),
    [("age_years", "schema_name"), ("Tuổi", "exact"), ("Tuổi (tròn năm)", "exact"),
     ("Tuổi hiện nay", "near"), ("Tuổi của trẻ em", "near"), ("Tuổi khai báo miệng", "partial"),
     ("Tuổi mẹ", "other"), ("Age at first marriage", "other"), ("Tuổi chủ hộ", "other")],
)  # fmt: skip
def test_a_header_says_more_or_less_that_it_is_the_age(header: str, kind: str) -> None:
    assert matches(header, alone=False)[AGE].kind == kind


def test_brackets_that_name_somebody_else_are_read() -> None:
    label = "Functional difficulties (age 18-49 years)"
    assert matches(label, alone=False)["children", "disability"].kind == "other"


def test_an_age_alone_is_the_head_of_a_file_of_households() -> None:
    assert ("households", "head_ethnicity") not in matches("Dân tộc", alone=False)
    assert matches("Dân tộc", alone=True)["households", "head_ethnicity"].kind == "exact"


@pytest.mark.parametrize("header", ["", " ", "???", "12", "\n"])
def test_a_header_without_words_speaks_of_nothing(header: str) -> None:
    assert not matches(header, alone=True)


@pytest.mark.parametrize(
    ("name", "target"),
    [("HL6", AGE), ("hl4", SEX), ("m1ac2", SEX), ("wt2014", ("households", "weight")),
     ("hv105", AGE), ("CB3", AGE)],
)  # fmt: skip
def test_names_of_surveys_are_known_without_case(name: str, target: tuple[str, str]) -> None:
    assert target in survey_targets(name)


@pytest.mark.parametrize("name", ["HH1", "wt", "weight2", "of", "days", "m1ac2x", ""])
def test_other_names_are_no_survey_variable(name: str) -> None:
    assert not survey_targets(name)


@pytest.mark.parametrize(
    ("header", "said"),
    [("Khoảng cách (km)", "right"), ("Khoảng cách (m)", "wrong"), ("Khoảng cách", ""),
     ("distance in metres", "wrong")],
)  # fmt: skip
def test_a_unit_in_a_header_is_read(header: str, said: str) -> None:
    assert unit_of(header, ("children", "school_distance_km")) == said


def test_thousand_dong_is_not_dong() -> None:
    income = ("households", "income_kvnd_month")
    assert unit_of("Thu nhập (nghìn đồng)", income) == "right"
    assert unit_of("Thu nhập (đồng)", income) == "wrong"


def test_capitals_begin_a_word() -> None:
    assert tokens("motherEducation") == ("mother", "education")


def test_every_column_of_the_schema_has_words_and_no_other_column_does() -> None:
    data = known_data("synonyms")
    listed = {(table, name) for table in ("households", "children") for name in data[table]}
    assert listed == set(schema.fields())


def test_no_word_means_two_columns_of_one_table() -> None:
    seen: dict[tuple[str, str], str] = {}
    for table in ("households", "children"):
        for name, entry in known_data("synonyms")[table].items():
            for word in (*entry["words"], *entry.get("alone", ())):
                assert seen.setdefault((table, schema.fold(word)), name) == name, word


def test_words_for_values_are_of_columns_and_codes_that_the_schema_has() -> None:
    data = known_data("words")
    for table in ("households", "children"):
        for name, entry in data.get(table, {}).items():
            field = schema.fields()[table, name]
            allowed = {"0", "1"} if field.type is schema.Kind.BOOL else set(field.codes)
            allowed |= set(schema.ETHNIC_WORDS) if "ethnicity" in name else set()
            allowed |= set(schema.REGIONS) if name == "region" else set()
            assert set(entry) <= allowed, name


def test_no_word_means_two_values_of_one_column() -> None:
    data = known_data("words")
    entries = {name: e for table in ("households", "children") for name, e in data[table].items()}
    entries["answers"] = {answer: data["answers"][answer] for answer in ("yes", "no", "missing")}
    for name, entry in entries.items():
        folded = [one for words in entry.values() for one in {schema.fold(word) for word in words}]
        assert len(folded) == len(set(folded)), name


@pytest.mark.parametrize(
    ("label", "column"),
    [("How old is [NAME] in completed years?", "age_years"),
     ("Is (NAME) currently attending school", "attending_school"),
     ("[NAME]'s sex", "sex")],
)  # fmt: skip
def test_where_a_question_puts_a_name_no_name_is_asked(label: str, column: str) -> None:
    found = matches(label, alone=False)["children", column]
    assert found.kind in ("schema_name", "exact", "near")
