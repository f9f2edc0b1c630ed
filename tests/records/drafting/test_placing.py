"""Which file is which, and what tells its rows apart."""

from pathlib import Path

import pytest
from tests.records.drafting.test_composing import write

from riskscreen.records.drafting.joining import joining_key
from riskscreen.records.drafting.opening import open_files
from riskscreen.records.drafting.placing import Placed, place

HOMES = (["Mã hộ", "Tuổi chủ hộ", "Hộ nghèo"], [["a", "40", "Nghèo"], ["b", "50", "Không nghèo"]])
KIDS = (["Mã trẻ", "Mã hộ", "Tuổi", "Giới tính"],
        [["1", "a", "5", "Nam"], ["2", "a", "6", "Nữ"], ["3", "b", "7", "Nam"]])  # fmt: skip
MORE = (["Mã trẻ", "Thẻ BHYT"], [["1", "Có"], ["2", "Không"]])


def placed(folder: Path, **tables: tuple[list[str], list[list[str]]]) -> Placed:
    return place(
        open_files([write(folder / f"{name}.csv", *table) for name, table in tables.items()])
    )


@pytest.mark.parametrize("order", [("ho", "tre"), ("tre", "ho")])
def test_one_row_per_household_key_is_households(order: tuple[str, str], tmp_path: Path) -> None:
    tables = {"ho": HOMES, "tre": KIDS}
    found = placed(tmp_path, **{name: tables[name] for name in order})
    assert (found.households.name, found.children.name) == ("ho", "tre")
    assert found.keys["ho"].one_row_each
    assert not found.keys["tre"].one_row_each


def test_one_file_serves_both(tmp_path: Path) -> None:
    assert placed(tmp_path, tre=KIDS).is_flat


def test_of_two_files_of_children_the_one_with_most_rows_is_the_base(tmp_path: Path) -> None:
    found = placed(tmp_path, the=MORE, ho=HOMES, tre=KIDS)
    assert found.children.name == "tre"
    assert [file.name for file in found.others] == ["the"]


def test_two_rows_of_one_household_on_two_days_are_two_rows(tmp_path: Path) -> None:
    waves = (["Mã hộ", "Ngày điều tra", "Tuổi chủ hộ"],
             [["a", "2023-09-01", "40"], ["a", "2024-09-01", "41"]])  # fmt: skip
    assert placed(tmp_path, ho=waves, tre=KIDS).keys["ho"].one_row_each


@pytest.mark.parametrize(
    ("file", "headers", "name"),
    [("Sổ hộ 2024.csv", ["a"], "so_ho_2024"), ("households.csv", ["a"], "households_file"),
     ("trẻ.em.csv", ["a"], "tre_em"), ("!!!.csv", ["a"], "file"), ("so.csv", ["so.x"], "so_2")],
)  # fmt: skip
def test_a_file_gets_a_name_that_no_header_begins_with(
    file: str, headers: list[str], name: str, tmp_path: Path
) -> None:
    assert open_files([write(tmp_path / file, headers, [["1"]])])[0].name == name


LSMS = (["hhid", "INDIV", "sex"], [["1", "1", "1"], ["1", "2", "2"], ["2", "1", "2"]])
COVER = (["hhid", "zone"], [["1", "3"], ["2", "4"]])


def test_a_number_within_the_household_completes_a_key(tmp_path: Path) -> None:
    school = (["hhid", "indiv", "s2q9"], [["1", "2", "2"], ["1", "1", "1"]])
    found = placed(tmp_path, cover=COVER, roster=LSMS, school=school)
    assert found.children.name == "roster"
    assert found.keys["roster"].child == ("hhid", "INDIV")
    assert joining_key(found.others[0], "children", found) == (("hhid", "hhid"), ("indiv", "INDIV"))


def test_a_number_that_tells_no_rows_apart_completes_no_key(tmp_path: Path) -> None:
    twice = (LSMS[0], [*LSMS[1], ["1", "1", "1"]])
    assert placed(tmp_path, cover=COVER, roster=twice).keys["roster"].child == ()
