"""Numbers, days and codes of places: what fits, what stands for nothing, what has to be asked."""

import numpy as np
import pytest
from tests.records.drafting.test_recognising import read

from riskscreen import schema


@pytest.mark.parametrize("values", [[5.0, 17.0, 98.0, 99.0], ["5", "17", "98", "99"]])
def test_usual_missing_codes_outside_the_range_are_missing(values: list) -> None:
    found = read("children.age_years", values)
    assert found.missing == ("98", "99")
    assert found.fit == 1.0


def test_an_old_person_is_no_missing_code() -> None:
    assert not read("children.age_years", [5.0, 91.0, 98.0]).missing


def test_labels_say_what_is_missing_and_what_is_a_number() -> None:
    labels = {"0": "Less than one hour", "97": "Inconsistent", "99": "Missing"}
    found = read("children.economic_hours_week", [0.0, 12.0, 97.0, 99.0], labels=labels)
    assert found.missing == ("97", "99")
    assert found.note == "labelled numbers are read as numbers: 0 = Less than one hour"


def test_a_word_for_nothing_known_is_missing() -> None:
    assert read("children.age_years", ["5", "7", "Không biết"]).missing == ("Không biết",)


def test_answers_are_no_numbers() -> None:
    assert read("children.age_years", [1.0, 2.0], labels={"1": "YES", "2": "NO"}).fit == 0.0


@pytest.mark.parametrize(
    ("target", "values", "fit"),
    [("children.age_years", [5.0, 400.0], 0.5), ("households.household_size", [4.0, 4.5], 0.5),
     ("children.weight", [0.0, 2.0], 0.5), ("children.age_years", ["nhỏ", "5"], 0.5),
     ("households.code_list_year", [2019.0, 19.0], 0.5)],
)  # fmt: skip
def test_numbers_that_cannot_be_count_against(target: str, values: list, fit: float) -> None:
    assert read(target, values).fit == fit


@pytest.mark.parametrize(
    ("target", "name", "values"),
    [("children.school_distance_km", "Khoảng cách (m)", [800.0, 1500.0]),
     ("children.school_distance_km", "Khoảng cách", [800.0, 1500.0]),
     ("children.age_years", "Tuổi (tháng)", [8.0, 15.0]),
     ("households.income_kvnd_month", "Thu nhập bình quân", [1500.0, 900.0]),
     ("households.income_kvnd_month", "Thu nhập (đồng/tháng)", [1500000.0, 900000.0]),
     ("children.economic_hours_week", "hours a day", [8.0, 3.0])],
)  # fmt: skip
def test_a_unit_is_asked_and_never_changed(target: str, name: str, values: list) -> None:
    found = read(target, values, name=name)
    assert found.question
    assert found.kind == "asked"
    assert found.recode is None
    assert found.fit == 1.0, "in another unit the range says nothing"


def test_a_unit_that_is_said_and_right_is_not_asked() -> None:
    name = "Thu nhập bình quân đầu người (nghìn đồng/tháng)"
    assert not read("households.income_kvnd_month", [1500.0, 900.0], name=name).question
    assert not read("children.school_distance_km", [0.5, 3.0], name="Khoảng cách").question


def test_a_decimal_comma_is_asked() -> None:
    assert "decimal commas" in read("children.school_distance_km", ["1,5", "2,5"]).question


def test_days_are_iso_or_asked() -> None:
    assert read("children.observed_date", ["2024-09-15", ""]).fit == 1.0
    assert read("children.observed_date", np.array(["2024-09-15"], dtype="M8[D]")).fit == 1.0
    local = read("children.observed_date", ["15/09/2024"])
    assert "day/month/year or month/day/year?" in local.question
    assert local.written == 'order = "day-month-year"'
    assert read("children.observed_date", ["1924-09-15"]).fit == 0.0


def test_a_province_says_whose_list_it_can_only_be() -> None:
    both, old = (
        read("households.province_code", ["01", "4"]),
        read("households.province_code", [2.0]),
    )
    assert both.fit == old.fit == 1.0
    assert not both.note
    assert old.note == "02 exist only in the list before July 2025"


def test_names_of_places_are_asked_for_their_codes() -> None:
    found = read("households.province_code", ["Tỉnh Lào Cai", "Hà Nội"])
    assert found.fit == 1.0
    assert "names, not codes" in found.question


def test_communes_of_the_list_are_known() -> None:
    codes = list(schema.communes())[:5]
    assert read("households.commune_code", codes).kind == "words"
    assert read("households.commune_code", ["Xã Hua La"]).question


def test_an_id_comes_back_seldom() -> None:
    ids = [f"h{n}" for n in range(100)]
    assert read("children.household_id", ids * 3).fit == 1.0
    assert read("children.household_id", ["1", "2"] * 100).fit < 0.2
    assert read("children.child_id", [1.5, 2.5]).fit == 0.0
