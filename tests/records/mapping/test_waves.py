"""A mapping says everything; what it does not say refuses."""

from pathlib import Path

import numpy as np
import pytest

from riskscreen import records
from riskscreen.errors import InputError, MappingError, SchemaError

MAPPING = """
purpose = "a test"
weights = "none"
[tables.households]
file = "homes.csv"
[tables.households.columns]
household_id = "home"
urban = { constant = false }
rooms_per_person = { from = "rooms100", factor = 0.01 }
[tables.children]
file = "pupils.csv"
[tables.children.columns]
child_id = "pupil"
household_id = "home"
age_years = "age"
sex = { from = "boy", recode = { 1 = "male", 0 = "female" }, other = "" }
ethnicity = { from = "households.lang", recode = { a = "Kinh", b = "Tày" } }
score = "points"
[[waves]]
observed_date = 2023-09-15
[waves.children.columns]
attending_school = "in23"
[[waves]]
observed_date = 2024-09-15
[waves.children]
known = ["in24"]
within = { age = [0, 16] }
[waves.children.columns]
age_years = { from = "age", plus = 1 }
attending_school = "in24"
score = { absent = true }
"""


@pytest.fixture
def office(tmp_path: Path) -> Path:
    (tmp_path / "homes.csv").write_text("home,lang,rooms100\n1.0,a,150\n2,b,50\n")
    (tmp_path / "pupils.csv").write_text(
        "pupil,home,age,boy,in23,in24,points\n10,1,7,1,1,1,3.5\n11,1,17,0,1,0,\n12,2,9,9.0,0,,2\n"
    )
    (tmp_path / "office.toml").write_text(MAPPING)
    return tmp_path


def _read(office: Path, old: str = "", new: str = "") -> records.Records:
    path = office / "office.toml"
    path.write_text(MAPPING.replace(old, new) if old else MAPPING)
    return records.read_records(office, mapping=path)


def test_a_wide_file_becomes_one_row_per_wave(office: Path) -> None:
    (office / "homes.csv").write_text("home,lang,rooms100\n1,a,150\n2,b,50\n")
    read = _read(office)
    children = read.children
    assert children["child_id"].tolist() == ["10", "11", "12", "10"]
    assert children["age_years"].tolist() == [7, 17, 9, 8]
    assert children["sex"].tolist() == ["male", "female", "", "male"]
    assert children["attending_school"].tolist() == [1, 1, 0, 1]
    assert children["ethnicity"].tolist() == ["Kinh", "Kinh", "Tày", "Kinh"]
    np.testing.assert_equal(children["score"], [3.5, np.nan, 2.0, np.nan])
    assert read.households["rooms_per_person"].tolist() == [1.5, 0.5] * 2
    assert read.households["urban"].tolist() == [0.0] * 4
    assert (read.purpose, read.weights) == ("a test", "none")
    assert read.as_of("2024-09-15").n_children == 3


def test_rows_that_a_wave_leaves_out_are_counted(office: Path) -> None:
    (office / "homes.csv").write_text("home,lang,rooms100\n1,a,150\n2,b,50\n")
    (finding,) = (f for f in _read(office).reading if f.code == "SCH-29")
    assert "2 of 3 rows of children are not in the wave of 2024-09-15" in finding.detail
    assert "in24 recorded; age 0-16" in finding.detail


def test_a_key_spelt_otherwise_in_the_other_file_is_a_fault(office: Path) -> None:
    with pytest.raises(SchemaError, match="SCH-10"):
        _read(office)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"points"', '"pints"', "no column pints in the children file"),
        (', other = ""', "", r"sex has 1 values of boy that recode does not list, in 1 rows"),
        ("plus = 1", "plus = 1, add = 2", "unknown entries; first is add"),
        ('from = "age", plus', 'constant = 3, from = "age", plus', "exactly one of from"),
        ('file = "homes.csv"', "", "tables.households names no file"),
        ("purpose =", "purpos =", "first is purpos"),
        ("[0, 16]", "[0]", r"write \[lo, hi\]"),
        ("[[waves]]", "[[waves]", "not TOML"),
        ('from = "rooms100"', 'from = "lang"', "scales lang, which holds text; first is a"),
    ],
)  # fmt: skip
def test_a_mapping_that_is_wrong_is_refused(office: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(MappingError, match=message):
        _read(office, old, new)


def test_a_mapping_that_is_absent_is_refused(office: Path) -> None:
    with pytest.raises(MappingError, match=r"no mapping \S+/none\.toml: .*--mapping"):
        records.read_records(office, mapping=office / "none.toml")


def test_a_file_that_is_absent_is_named(office: Path) -> None:
    with pytest.raises(InputError, match=r"no file homes2\.csv"):
        _read(office, "homes.csv", "homes2.csv")


def test_the_bounds_of_within_belong_to_it(office: Path) -> None:
    (office / "homes.csv").write_text("home,lang,rooms100\n1,a,150\n2,b,50\n")
    read = _read(office, "[0, 16]", "[7, 17]")
    assert read.children["child_id"].tolist() == ["10", "11", "12", "10", "11"]
