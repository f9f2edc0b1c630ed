"""Which file is meant, where a variable lies, and what is said of what is not there."""

from pathlib import Path

import pytest
from tests.surveys import vhlss_world

from riskscreen import surveys
from riskscreen.errors import InputError


def test_names_are_matched_without_case_and_with_a_suffix(tmp_path: Path) -> None:
    world = vhlss_world.make()
    place = world.write(tmp_path) / "VHLSS2014_Households"
    (place / "Muc1A.dta").rename(place / "MUC1a_min.DTA")
    (place / "Ho1.dta").rename(place / "HO1.dta")
    assert surveys.read("vhlss", tmp_path, round=2014).households.n_rows == len(world.homes)


def test_files_of_the_communes_with_the_same_names_are_not_taken(tmp_path: Path) -> None:
    world = vhlss_world.make()
    world.write(tmp_path)
    rows = [
        {"tinh": 1.0, "huyen": 1.0, "xa": 4.0, "m4ac1a": 1.0, "m1ac5": 3.0, "matv": 1.0},
        {"tinh": 2.0, "huyen": 1.0, "xa": 17.0, "m4ac1a": 1.0, "m1ac5": 3.0, "matv": 1.0},
    ]
    communes = tmp_path / "VHLSS2014_Communes"
    communes.mkdir()
    for name in ("Muc1A", "Muc2A", "Muc4A"):
        vhlss_world.save(communes / f"{name}.dta", rows)
    held = surveys.read("vhlss", tmp_path, round=2014)
    assert held.children.n_rows == len(world.children)


def test_two_rounds_in_one_folder_refuse(tmp_path: Path) -> None:
    vhlss_world.make(2016).write(tmp_path / "2016")
    vhlss_world.make(2014).write(tmp_path)  # one folder higher: no reason to be the one meant
    with pytest.raises(InputError, match=r"2 files could be muc1a of VHLSS 2014: .*one round"):
        surveys.read("vhlss", tmp_path, round=2014)


def test_a_folder_without_the_roster_refuses_and_lists_what_is_there(tmp_path: Path) -> None:
    vhlss_world.make().write(tmp_path, without=("Muc1A",))
    with pytest.raises(InputError, match=r"looked for muc1a .*files found: Ho1\.dta, Ho3\.dta"):
        surveys.read("vhlss", tmp_path, round=2014)


@pytest.mark.parametrize(("variable", "named"), [("m1ac5", "age"), ("m1ac2", "sex")])
def test_a_roster_without_age_or_sex_refuses(variable: str, named: str, tmp_path: Path) -> None:
    vhlss_world.make().write(tmp_path, without=(variable,))
    with pytest.raises(InputError, match=rf"first is {named} \({variable}.*Files found: Ho1"):
        surveys.read("vhlss", tmp_path, round=2014)


@pytest.mark.parametrize("key", ["tinh", "hoso", "matv"])
def test_a_roster_without_its_keys_refuses(key: str, tmp_path: Path) -> None:
    vhlss_world.make().write(tmp_path, without=(key,))
    with pytest.raises(InputError, match=r"Muc1A\.dta has no keys of a member"):
        surveys.read("vhlss", tmp_path, round=2014)


def test_a_round_that_is_not_described_or_not_said_refuses(tmp_path: Path) -> None:
    for year in (None, 2013):
        with pytest.raises(InputError, match="2010, 2012, 2014, 2016, 2018, 2020"):
            surveys.read("vhlss", tmp_path, round=year)


def test_an_empty_folder_refuses(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no survey file"):
        surveys.read("vhlss", tmp_path, round=2014)


def test_absent_files_are_named_and_their_columns_are_not_there(tmp_path: Path) -> None:
    world = vhlss_world.make()
    world.write(tmp_path, without=("Muc2A", "Muc4a"))
    held = surveys.read("vhlss", tmp_path, round=2014)
    files = next(f for f in held.reading if f.code == "SUR-04" and "files" in f.title)
    assert "education (muc2a)" in files.detail
    assert "work (muc4a)" in files.detail
    for column in ("attending_school", "grade_attained", "worked_12_months", "economic_hours_week"):
        assert column not in held.children


def test_absent_variables_are_named_and_their_columns_are_not_there(tmp_path: Path) -> None:
    world = vhlss_world.make()
    world.write(tmp_path, without=("m2ac4", "m4ac7", "dantoc", "ttnt"))
    held = surveys.read("vhlss", tmp_path, round=2014)
    (variables,) = [f for f in held.reading if f.code == "SUR-04" and "variables" in f.title]
    for words in ("attends (m2ac4)", "work_hours (m4ac7)", "ethnic (dantoc)"):
        assert words in variables.detail
    for column in ("attending_school", "economic_hours_week", "ethnicity"):
        assert column not in held.children
    assert "worked_12_months" in held.children


def test_without_the_household_file_the_roster_stands_for_it(tmp_path: Path) -> None:
    world = vhlss_world.make()
    world.write(tmp_path, without=("Ho1", "Ho3"))
    held = surveys.read("vhlss", tmp_path, round=2014)
    assert set(held.households["household_id"]) == {world.id_of(h) for h in world.homes}
    assert held.children.n_rows == len(world.children)


def test_a_file_cut_short_refuses_by_name(tmp_path: Path) -> None:
    place = vhlss_world.make().write(tmp_path) / "VHLSS2014_Households" / "Muc2A.dta"
    place.write_bytes(place.read_bytes()[:400])
    with pytest.raises(InputError, match=r"Muc2A\.dta"):
        surveys.read("vhlss", tmp_path, round=2014)


def test_the_same_file_as_stata_and_spss_refuses(tmp_path: Path) -> None:
    world = vhlss_world.make()
    world.write(tmp_path)
    world.write(tmp_path, suffix=".sav")
    with pytest.raises(InputError, match="2 files could be"):
        surveys.read("vhlss", tmp_path, round=2014)


def test_a_section_without_keys_of_members_is_told_and_not_read(tmp_path: Path) -> None:
    world = vhlss_world.make()
    place = world.write(tmp_path) / "VHLSS2014_Households"
    vhlss_world.save(place / "Muc2A.dta", [{**vhlss_world.keyed(world.homes[0], text=False),
                                            "m2ac4": 1.0}])  # fmt: skip
    held = surveys.read("vhlss", tmp_path, round=2014)
    assert "attending_school" not in held.children
    (finding,) = [f for f in held.reading if f.code == "SUR-04" and "keys" in f.title]
    assert "Muc2A.dta" in finding.detail


def test_another_round_s_weights_refuse_and_name_the_round(tmp_path: Path) -> None:
    folder = vhlss_world.make(2014, homes=6).write(tmp_path)
    with pytest.raises(InputError, match=r"wt2014.*round 2014 .* those of 2016.*--round 2014"):
        surveys.read("vhlss", folder, round=2016)
