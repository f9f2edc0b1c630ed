"""Do labels say the same in every country's case and wording, and is an unknown one told?"""

import numpy as np
import pytest

from riskscreen import records
from riskscreen.surveys.mics import wording

MICS5 = {1.0: "Kinh", 4.0: "Muong", 6.0: "Chinese", 8.0: "Mong", 10.0: "E de", 96.0: "Other",
         99.0: "Missing"}  # fmt: skip


def raw(column: str, values: list[object], labels: dict[float, str] | None = None) -> records.Raw:
    return records.Raw("hh", {column: np.array(values)}, labels={column: labels} if labels else {})


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("None", "none"), ("Pre-primary or none", "none"), ("PRIMARY", "primary"),
        ("Primary Education", "primary"), ("Lower Secondary", "lower_secondary"),
        ("Preparatory", "lower_secondary"), ("Upper secondary +", "upper_secondary"),
        ("Upper Secondary Education", "upper_secondary"), ("Tertiary", "higher"),
        ("Higher", "higher"), ("Missing/DK", ""), ("Father not in household", ""),
    ],
)  # fmt: skip
def test_every_wording_of_a_level_of_education_is_one_word(label: str, expected: str) -> None:
    found, notes = wording.education(raw("melevel", [1.0], {1.0: label}), "melevel")
    assert found.tolist() == [expected]
    assert notes == []


def test_a_level_that_no_word_has_is_missing_and_told() -> None:
    held = raw("melevel", [1.0, 7.0, 2.0], {1.0: "Koranic", 2.0: "Primary"})
    found, (note,) = wording.education(held, "melevel")
    assert found.tolist() == ["", "", "primary"]
    assert note.measured == 2
    assert "first is Koranic" in note.detail


def test_a_code_without_a_label_is_named_as_such() -> None:
    _, (note,) = wording.education(raw("melevel", [7.0]), "melevel")
    assert "first is code 7, without a label" in note.detail


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Red River Delta", "red_river_delta"), ("CENTRAL HIGHLANDS", "central_highlands"),
        ("Northern Midlands and Mountain area", "northern_mountains"),
        ("North Central and Central Coastal area", "central_coast"), ("South East", "south_east"),
        ("Mekong River Delta", "mekong_delta"), ("Đồng bằng sông Hồng", "red_river_delta"),
        ("Sana'a City", "Sana'a City"), ("Missing", ""),
    ],
)  # fmt: skip
def test_a_region_is_one_of_the_six_or_the_surveys_own(label: str, expected: str) -> None:
    held = raw("HH7", [3.0], {3.0: label, 1.0: "Red River Delta"})
    assert wording.regions(held, "HH7").tolist() == [expected]


def test_a_region_of_another_country_is_none_of_the_six_although_it_is_called_so() -> None:
    held = raw("HH7", [1.0, 2.0], {1.0: "North West", 2.0: "South East"})
    assert wording.regions(held, "HH7").tolist() == ["North West", "HH7 South East"]


def test_a_region_without_a_label_is_named_by_its_variable() -> None:
    assert wording.regions(raw("HH7", [3.0, np.nan]), "HH7").tolist() == ["HH7 3", ""]


def test_ethnic_groups_of_viet_nam_are_named_by_their_labels() -> None:
    found, notes = wording.head_ethnicity(raw("HC1C", [*MICS5], MICS5), ["HC1C", "ethnicity"])
    assert found is not None
    assert found.tolist() == ["Kinh", "Mường", "Hoa", "Mông", "Ê Đê", "minority_unspecified", ""]
    assert notes == []


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Tay, Thai, Muong, Nung", "minority_unspecified"), ("Kinh and Hoa", "Kinh"),
        ("Kinh/Hoa", "Kinh"), ("Khmer", "Khmer"), ("Non-Kinh", "minority_unspecified"),
        ("Kinh, Tay", ""), ("Tay, Martian", ""),
    ],
)  # fmt: skip
def test_a_label_of_several_groups_is_a_minority_unless_the_majority_is_among_them(
    label: str, expected: str
) -> None:
    held = raw("ethnicity", [2.0], {1.0: "Kinh", 2.0: label})
    found, _ = wording.head_ethnicity(held, ["ethnicity"])
    assert found is not None
    assert found.tolist() == [expected]


def test_groups_of_another_country_are_none_of_the_54() -> None:
    held = raw("ethnicity", [1.0, 2.0], {1.0: "Thai", 2.0: "Other"})
    assert wording.head_ethnicity(held, ["ethnicity"]) == (None, [])


def test_numbers_without_labels_are_those_of_the_list_and_that_is_told() -> None:
    held = raw("HC1C", [4.0, 96.0, 99.0])
    found, (note,) = wording.head_ethnicity(held, ["HC1C"], numbered="HC1C")
    assert found is not None
    assert found.tolist() == ["Mường", "minority_unspecified", ""]
    assert "its numbers are read as those of Viet Nam's MICS5" in note.detail


def test_the_more_detailed_variable_comes_first() -> None:
    held = records.Raw(
        "hh", {"HC1C": np.array([4.0, 99.0]), "ethnicity": np.array([2.0, 2.0])},
        labels={"HC1C": MICS5, "ethnicity": {1.0: "Kinh", 2.0: "Non-Kinh"}},
    )  # fmt: skip
    found, _ = wording.head_ethnicity(held, ["HC1C", "ethnicity"])
    assert found is not None
    assert found.tolist() == ["Mường", "minority_unspecified"]


def test_a_group_that_no_list_has_is_missing_and_told() -> None:
    held = raw("HC1C", [1.0, 2.0], {1.0: "Kinh", 2.0: "Atlantean"})
    found, (note,) = wording.head_ethnicity(held, ["HC1C"])
    assert found is not None
    assert found.tolist() == ["Kinh", ""]
    assert "first is Atlantean" in note.detail


def test_the_surveys_own_grouping_keeps_its_words() -> None:
    held = raw("XH6", [1.0, 9.0], {1.0: "Qatari", 9.0: "Missing/DK"})
    found = wording.published(held, ["ethnicity", "XH6"])
    assert found is not None
    assert found.tolist() == ["Qatari", ""]
    assert wording.published(held, ["ethnicity"]) is None


def test_one_secondary_level_is_no_upper_one() -> None:
    codes = {"melevel": np.array([1.0, 2.0])}
    alone = records.Raw("hl", codes, labels={"melevel": {1: "Primary", 2: "Secondary +"}})
    found, notes = wording.education(alone, "melevel")
    assert found.tolist() == ["primary", ""]
    assert len(notes) == 1
    beside = {"melevel": {1: "Preparatory", 2: "Secondary +"}}
    assert wording.education(records.Raw("hl", codes, labels=beside), "melevel")[0].tolist() == [
        "lower_secondary", "upper_secondary",
    ]  # fmt: skip


def test_vietnamese_levels_are_read() -> None:
    labels = {"helevel": {1: "Tiểu học", 2: "Trung học cơ sở", 3: "THPT", 9: "Không biết"}}
    raw = records.Raw("hh", {"helevel": np.array([1.0, 2.0, 3.0, 9.0])}, labels=labels)
    found, notes = wording.education(raw, "helevel")
    assert found.tolist() == ["primary", "lower_secondary", "upper_secondary", ""]
    assert not notes
