"""A code says whose code it is, or is refused."""

from collections.abc import Callable

import pytest

from riskscreen import records
from riskscreen.core import Finding

Found = Callable[..., dict[str, Finding]]
NEW = {"province_code": ["79", "79", "92"], "code_list_year": [2025] * 3}


def test_codes_of_the_right_list_pass(found: Found) -> None:
    findings = found(in_households={**NEW, "commune_code": ["25747", "", ""]})
    assert not {"SCH-11", "SCH-12", "SCH-13"} & set(findings)


@pytest.mark.parametrize("column", ["province_code", "commune_code"])
def test_a_code_without_its_list_is_a_fault(found: Found, column: str) -> None:
    fault = found(in_households={column: ["", "79", "92"]})["SCH-11"]
    assert f"{column} without code_list_year in 2 of 3 households" in fault.detail
    assert "Seven codes name another province" in fault.detail


def test_the_two_places_of_a_code_are_named(found: Found) -> None:
    fault = found(in_households={"province_code": ["", "24", "92"]})["SCH-11"]
    assert "24 was Bắc Giang in the list of 63 and is Bắc Ninh in that of 34" in fault.detail


def test_a_commune_lies_in_its_province(found: Found) -> None:
    places = {**NEW, "commune_code": ["25747", "00004", ""]}
    fault = found(in_households=places)["SCH-31"]
    assert fault.measured == 1.0
    assert "It lies in 01, the row says 79" in fault.detail


def test_a_code_of_the_other_list_is_a_fault(found: Found) -> None:
    fault = found(in_households={**NEW, "province_code": ["79", "02", "92"]})["SCH-12"]
    assert "first is household h2: 02" in fault.detail


def test_an_unknown_commune_is_a_fault(found: Found) -> None:
    fault = found(in_households={**NEW, "commune_code": ["25747", "00000", ""]})["SCH-12"]
    assert fault.measured == 1.0


def test_an_old_commune_must_only_look_like_one(found: Found) -> None:
    old = {"code_list_year": [2019] * 3, "commune_code": ["00001", "00001", "1x"]}
    assert found(in_households=old)["SCH-12"].measured == 1.0


@pytest.mark.parametrize(
    ("years", "mixed"), [([2019, 2019, 2025], True), ([2009, 2019, 2019], False)]
)
def test_two_lists_in_one_table_are_a_fault(found: Found, years: list[int], mixed: bool) -> None:
    assert ("SCH-13" in found(in_households={"code_list_year": years})) is mixed


def test_a_lost_zero_is_put_back(households: dict, children: dict) -> None:  # type: ignore[type-arg]
    read = records.read_records(
        {**households, "province_code": [1, 4, 8], "code_list_year": [2025] * 3}, children
    )
    assert read.households["province_code"].tolist() == ["01", "04", "08"]


def test_own_regions_pass_and_are_said(found: Found) -> None:
    finding = found(in_households={"region": ["7", "south_east", "8"]})["SCH-22"]
    assert finding.verdict == "pass"
    assert "2 regions are not one of the six" in finding.detail


def test_region_names_are_read_in_two_languages(households: dict, children: dict) -> None:  # type: ignore[type-arg]
    read = records.read_records(
        {**households, "region": ["Tây Nguyên", "South East", "mekong-delta"]}, children
    )
    assert read.households["region"].tolist() == ["central_highlands", "south_east", "mekong_delta"]


def test_an_ethnic_number_without_its_list_is_a_fault(found: Found) -> None:
    fault = found(in_children={"ethnicity": ["Kinh", "4", "Mong", ""]})["SCH-14"]
    assert "in 1 of 4 children; first is child c2: 4" in fault.detail
    assert "4 is Hoa in one list and Mường in another" in fault.detail


@pytest.mark.parametrize(("code_list", "name"), [("gso54", "Hoa"), ("mics5_vn", "Mường")])
def test_a_number_is_read_by_the_household_s_list(
    households: dict,
    children: dict,
    code_list: str,
    name: str,  # type: ignore[type-arg]
) -> None:
    read = records.read_records(
        {**households, "ethnicity_code_list": ["", code_list, ""], "head_ethnicity": ["", "4", ""]},
        {**children, "ethnicity": ["Kinh", "E de", 4, ""]},
    )
    assert read.children["ethnicity"].tolist() == ["Kinh", "Ê Đê", name, ""]
    assert read.households["head_ethnicity"].tolist() == ["", name, ""]


def test_a_number_of_an_other_list_is_a_fault(found: Found) -> None:
    other = {"ethnicity_code_list": ["other"] * 3, "head_ethnicity": ["1", "", ""]}
    assert found(in_households=other)["SCH-14"].verdict == "fail"


def test_an_unknown_people_is_a_fault(found: Found) -> None:
    assert found(in_children={"ethnicity": ["Martian", "", "", ""]})["SCH-15"].measured == 1.0
