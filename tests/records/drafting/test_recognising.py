"""Which values are known for a column, and that nothing else is recoded."""

import numpy as np
import pytest

from riskscreen import schema
from riskscreen.records.drafting.profiling import Column
from riskscreen.records.drafting.reading import Reading
from riskscreen.records.drafting.recognising import read_values


def read(target: str, values, *, name="x", labels=None, label="") -> Reading:
    table, column = target.split(".")
    one = Column("f", name, np.array(values), label=label, labels=labels)
    return read_values(one, schema.fields()[table, column])


def test_words_for_a_sex_are_recoded() -> None:
    found = read("children.sex", ["Nam", "nữ", "NỮ", ""])
    assert found.recode == {"Nam": "male", "nữ": "female", "NỮ": "female"}
    assert found.fit == 1.0


def test_what_the_reader_takes_itself_is_not_recoded() -> None:
    assert read("children.sex", ["male", "Female"]).recode is None
    assert read("children.health_insurance", ["Có", "không", ""]).recode is None
    assert read("households.poverty_status", ["near-poor", "poor"]).recode is None
    assert read("children.ethnicity", ["kinh", "MONG"]).recode is None


def test_an_unknown_value_is_counted_and_not_recoded() -> None:
    found = read("children.sex", ["Nam", "Nữ", "Nữ", "LGBT"])
    assert found.unknown == {"LGBT": 1}
    assert set(found.recode or {}) == {"Nam", "Nữ"}
    assert found.fit == 0.75


def test_a_letter_counts_only_beside_its_pair() -> None:
    assert read("children.sex", ["M", "F"]).recode == {"M": "male", "F": "female"}
    spanish = read("children.sex", ["H", "M"])
    assert not spanish.recode
    assert spanish.question == "which value is which?"


def test_labels_are_recoded_by_code_and_missing_labels_are_missing() -> None:
    labels = {"1": "Yes", "2": "No", "8": "DK", "9": "NO RESPONSE"}
    found = read("children.attending_school", [1.0, 2.0, 8.0, 9.0, np.nan], labels=labels)
    assert found.recode == {"1": "1", "2": "0"}
    assert set(found.missing) == {"8", "9"}
    assert found.fit == 1.0


def test_a_label_beats_what_the_code_looks_like() -> None:
    found = read("children.health_insurance", [0.0, 1.0], labels={"0": "Yes", "1": "No"})
    assert found.recode == {"0": "1", "1": "0"}


def test_a_labelled_code_that_no_row_has_stands_in_the_recode() -> None:
    found = read("children.sex", [1.0, 1.0], labels={"1": "Nam", "2": "Nữ"})
    assert found.recode == {"1": "male", "2": "female"}


@pytest.mark.parametrize("values", [[1.0, 2.0], ["1", "2"]])
def test_one_and_two_without_labels_are_asked(values: list) -> None:
    found = read("children.health_insurance", values)
    assert found.question == "does 1 mean yes and 2 no?"
    assert read("children.sex", values).question == "which code is which?"
    assert not read("children.sex", values).recode


def test_a_known_survey_explains_its_codes() -> None:
    assert read("children.sex", [1.0, 2.0], name="m1ac2").recode == {"1": "male", "2": "female"}
    on_holiday = read("children.attending_school", [1.0, 2.0, 3.0], name="M2AC4")
    assert on_holiday.recode == {"1": "1", "2": "1", "3": "0"}


def test_ethnic_numbers_are_asked_and_names_read() -> None:
    assert "4 is Hoa" in read("children.ethnicity", [1.0, 4.0]).question
    labels = {"1": "Kinh", "4": "Muong", "6": "Chinese", "96": "Other"}
    found = read("households.head_ethnicity", [1.0, 4.0, 6.0, 96.0], labels=labels)
    assert found.recode == {"1": "Kinh", "4": "Mường", "6": "Hoa", "96": "minority_unspecified"}


def test_poor_yes_or_no_asks_where_the_near_poor_are() -> None:
    assert "near-poor" in read("households.poverty_status", ["Có", "Không"]).question
    assert not read("households.poverty_status", ["Nghèo", "Cận nghèo", "Không nghèo"]).question


def test_regions_of_another_country_stay_its_own_by_label() -> None:
    found = read("households.region", [11.0, 12.0], labels={"11": "Ibb", "12": "Abyan"})
    assert found.label
    assert not found.unknown


def test_a_column_with_only_missing_codes_says_nothing() -> None:
    labels = {"1": "Yes", "9": "Missing"}
    assert read("children.ever_attended", [9.0, 9.0], labels=labels).kind == "empty"
    assert read("children.ever_attended", ["", ""]).kind == "empty"


def test_ids_are_no_codes() -> None:
    ids = [f"t{n}" for n in range(2000)]
    assert read("children.sex", ids).fit == 0.0
    assert read("children.child_id", ids).fit == 1.0


def test_labels_that_begin_with_their_code_are_read_without_it() -> None:
    labels = {"1": "1. MALE", "2": "2. FEMALE"}
    assert read("children.sex", [1.0, 2.0], labels=labels).recode == {"1": "male", "2": "female"}
    labels = {"1": "1. YES", "2": "2. NO", "98": "98. DON'T KNOW"}
    found = read("children.attending_school", [1.0, 2.0, 98.0], labels=labels)
    assert found.recode == {"1": "1", "2": "0"}
    assert found.missing == ("98",)


def test_a_number_with_a_fraction_is_no_numbered_label() -> None:
    assert not read("children.attending_school", ["1.0", "2.1"]).recode


def test_a_tick_beside_a_spoken_yes_is_for_a_person_to_say() -> None:
    cells = ["Có", "Không", "Cận nghèo", "x"]
    found = read("households.poverty_status", cells)
    assert found.unknown == {"x": 1}
    assert "x" not in (found.recode or {})
    alone = read("children.health_insurance", ["x", "x", "không"])
    assert alone.unknown == {}


def test_ticks_and_empty_cells_alone_are_a_question() -> None:
    assert "does an empty cell (2 rows) mean" in (
        read("children.attending_school", ["x", "x", "", ""]).question
    )
    assert not read("children.attending_school", ["x", "x"]).question
