import numpy as np
import pytest
from tests.surveys.tiny import held, survey

from riskscreen.errors import InputError
from riskscreen.surveys.tabulation import grouping, waves


def _cut(by, **changes):
    wave = waves.one_wave(survey(**changes))
    return {cut.attribute: cut for cut in grouping.cuts(wave, [by])}


def _named(cut):
    return [cut.levels[code] for code in cut.code]


def test_a_group_not_recorded_is_a_level_and_comes_last():
    (cut,) = _cut("sex").values()
    assert cut.levels == ("male", "female", "not recorded")
    assert _named(cut)[4] == "not recorded"


def test_area_is_urban_and_rural_of_the_household():
    (cut,) = _cut("area").values()
    assert cut.levels == ("urban", "rural", "not recorded")
    assert _named(cut)[:6] == ["urban", "urban", "rural", "rural", "rural", "not recorded"]


def test_the_six_regions_come_in_their_order_and_others_as_held():
    (cut,) = _cut("region").values()
    assert cut.levels == ("red_river_delta", "mekong_delta", "not recorded")
    (own,) = _cut("region", households={"region": ["Yemen, south"] * 6 + ["south_east"]}).values()
    assert own.levels == ("Yemen, south",)


def test_the_files_own_grouping_of_ethnicity_comes_first():
    published = ["Kinh/Hoa", "Kinh/Hoa", "Ethnic minorities", "Kinh/Hoa", "", "Kinh/Hoa", ""]
    found = _cut("ethnicity", households={"ethnicity_published": published})
    assert list(found) == ["ethnicity"]
    assert found["ethnicity"].levels == ("Ethnic minorities", "Kinh/Hoa", "not recorded")


def test_else_kinh_and_hoa_stand_against_minorities_and_each_group_by_name():
    found = _cut("ethnicity", households={"ethnicity_published": [""] * 7})
    assert found["ethnicity"].levels == ("Kinh and Hoa", "minorities", "foreigner", "not recorded")
    assert _named(found["ethnicity"])[:6] == [
        "Kinh and Hoa", "Kinh and Hoa", "minorities", "Kinh and Hoa", "not recorded", "foreigner",
    ]  # fmt: skip
    assert set(found["ethnic_group"].levels) == {"Kinh", "Hoa", "Mông", "foreigner", "not recorded"}


def test_the_childs_own_ethnic_group_comes_before_the_heads():
    found = _cut("ethnicity", children={"ethnicity": ["Tày"] * 8 + ["not_recorded"]})
    assert found["ethnic_group"].levels == ("Tày", "not recorded")


def test_any_column_groups_numbers_by_their_value():
    (cut,) = _cut("wealth_quintile").values()
    assert cut.levels == ("1", "2", "3", "4", "5", "not recorded")
    (bools,) = _cut("birth_registered").values()
    assert bools.levels == ("yes", "not recorded")


def test_a_column_that_is_not_there_is_absent_and_one_that_nobody_knows_refused():
    (cut,) = _cut("region", without=("region",)).values()
    assert (cut.absent, cut.levels) == ("region", ())
    (cut,) = _cut("ethnicity", without=("head_ethnicity",)).values()
    assert cut.absent == "ethnicity"
    with pytest.raises(InputError, match="no column shoe_size to group by"):
        _cut("shoe_size")


def test_a_column_of_too_many_values_is_refused():
    n = 120
    kids = {"child_id": [f"c{i}" for i in range(n)], "household_id": ["h1"] * n}
    wave = waves.one_wave(held({"household_id": ["h1"]}, kids))
    with pytest.raises(InputError, match="child_id has 120 levels, more than 100"):
        grouping.cuts(wave, ["child_id"])


def test_one_column_named_twice_is_one_division():
    wave = waves.one_wave(survey())
    assert len(grouping.cuts(wave, ["sex", "sex"])) == 1


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_every_fixed_level_has_a_name_to_print(lang):
    for name in ("male", "urban", "Kinh and Hoa", "minorities", "not recorded", "mekong_delta"):
        assert "_" not in grouping.label(name, lang)
    assert grouping.label("overall", "vi") == "chung"
    assert grouping.label("Kinh/Hoa", lang) == "Kinh/Hoa"


def test_every_child_has_one_level():
    for cut in grouping.cuts(waves.one_wave(survey()), ["sex", "area", "region", "ethnicity"]):
        assert cut.code.shape == (9,)
        assert np.isin(cut.code, range(len(cut.levels))).all()
