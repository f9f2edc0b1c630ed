"""Places and peoples: complete lists, lenient spelling, no number without its list."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskscreen import schema
from riskscreen.errors import InputError


def test_the_lists_are_complete() -> None:
    assert len(schema.provinces(2019)) == 63
    assert len(schema.provinces(2025)) == 34
    assert len(schema.communes()) == 3321
    assert len(set(schema.ethnic_groups())) == 54
    assert len(schema.REGIONS) == 6


def test_seven_codes_name_another_province_since_2025() -> None:
    old, new = schema.provinces(2024), schema.provinces(2025)
    # 46 changes its name only (Thừa Thiên Huế, now Huế); 38 and 56 their spelling.
    renamed = {c for c in old.keys() & new if schema.fold(old[c].name) != schema.fold(new[c].name)}
    assert renamed - {"46"} == {"15", "24", "44", "52", "80", "82", "91"}


def test_the_renamed_codes_are_those_seven() -> None:
    assert set(schema.renamed_provinces()) == {"15", "24", "44", "52", "80", "82", "91"}
    assert schema.renamed_provinces()["15"] == ("Yên Bái", "Lào Cai")


def test_every_old_province_is_part_of_exactly_one_new_one() -> None:
    parts = [code for new in schema.provinces(2025) for code in schema.old_provinces(new)]
    assert sorted(parts) == sorted(schema.provinces(2024))


def test_a_province_of_the_old_list_only_has_no_parts() -> None:
    with pytest.raises(InputError, match="no province '02' in the list of 34"):
        schema.old_provinces("02")


def test_every_old_province_has_a_new_one_and_every_commune_a_province() -> None:
    new = schema.provinces(2025)
    assert {schema.new_province(code) for code in schema.provinces(2024)} == set(new)
    assert set(schema.communes().values()) == set(new)


def test_an_unknown_old_province_is_refused() -> None:
    with pytest.raises(InputError, match="no province '2' in the list of 63"):
        schema.new_province("2")


def test_every_old_province_lies_in_a_region() -> None:
    assert {p.region for p in schema.provinces(2019).values()} == set(schema.REGIONS)
    assert schema.provinces(2019)["62"].region == "central_highlands"


@pytest.mark.parametrize("name", schema.ethnic_groups())
def test_an_ethnic_name_is_read_without_diacritics_and_case(name: str) -> None:
    assert schema.ethnic_group(name) == name
    assert schema.ethnic_group(name.upper()) == name
    assert schema.ethnic_group(schema.fold(name)) == name


def test_no_two_groups_fold_to_one_spelling() -> None:
    assert len({schema.fold(name) for name in schema.ethnic_groups()}) == 54


def test_row_55_is_a_foreigner() -> None:
    assert schema.ethnic_group("Người nước ngoài") == "foreigner"
    assert schema.ethnic_numbers("gso54")[55] == "foreigner"


def test_four_is_another_people_in_another_list() -> None:
    assert schema.ethnic_numbers("gso54")[4] == "Hoa"
    assert schema.ethnic_numbers("mics5_vn")[4] == "Mường"


def test_numbers_of_an_unknown_list_have_no_meaning() -> None:
    with pytest.raises(InputError, match="'other' have no known meaning"):
        schema.ethnic_numbers("other")


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_a_region_s_printed_name_reads_back(lang: str) -> None:
    for code, name in schema.regions(lang).items():
        assert schema.region_of(name) == code


def test_regions_are_printed_in_two_languages_only() -> None:
    with pytest.raises(InputError, match="ask for en or vi"):
        schema.regions("fr")


@pytest.mark.parametrize(("a", "b", "same"), [(2009, 2024, True), (2024, 2025, False)])
def test_the_list_changes_in_2025(a: int, b: int, same: bool) -> None:
    assert schema.same_list(a, b) is same


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert schema.fold(schema.fold(text)) == schema.fold(text)


@given(st.text())
def test_a_text_is_a_listed_group_or_none(text: str) -> None:
    assert schema.ethnic_group(text) in {*schema.ethnic_groups(), *schema.ETHNIC_WORDS, ""}
