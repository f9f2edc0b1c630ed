"""Files are found whatever the case of their names; frames come by the same names."""

from pathlib import Path

import pandas as pd
import polars as pl
import pytest

from riskscreen import records
from riskscreen.errors import InputError, MappingError

MAPPING = """
weights = "none"
[files.roster]
path = "data/Roster.CSV"
key = ["hhid", "line"]
[files.extra]
path = "extra.csv"
key = "hhid"
[tables.households]
file = "homes.csv"
[tables.households.columns]
household_id = "hhid"
observed_date = { constant = 2024-09-15 }
note = { from = "extra.note", optional = true }
[tables.children]
file = "roster"
[tables.children.columns]
child_id = { key = ["hhid", "line"] }
household_id = "hhid"
observed_date = { constant = 2024-09-15 }
age_years = "age"
sex = { from = "sex", recode = { 1 = "male", 2 = "female" } }
"""
HOMES = {"hhid": ["h1", "h2"], "unused": [1, 2]}
ROSTER = {"hhid": ["h1", "h2"], "line": [1, 1], "age": [7, 9], "sex": [1, 2]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "DATA").mkdir()
    pd.DataFrame(HOMES).to_csv(tmp_path / "Homes.csv", index=False)
    pd.DataFrame(ROSTER).to_csv(tmp_path / "DATA" / "roster.csv", index=False)
    (tmp_path / "office.toml").write_text(MAPPING)
    return tmp_path


def test_names_are_matched_without_case(folder: Path) -> None:
    read = records.read_records(folder, mapping=folder / "office.toml")
    assert read.children["child_id"].tolist() == ["h1-1", "h2-1"]
    assert read.source == folder.name
    (found,) = (found for found in read.reading if found.code == "MAP-04")
    assert "no file extra.csv for extra" in found.detail


@pytest.mark.parametrize("library", [pd.DataFrame, pl.DataFrame, dict])
@pytest.mark.parametrize(
    "names", [("households", "roster"), ("Homes", "Roster"), ("homes.csv", "ROSTER")]
)
def test_frames_come_by_the_files_names_or_stems(
    folder: Path, library: type, names: tuple[str, str]
) -> None:
    frames = dict(zip(names, (library(HOMES), library(ROSTER)), strict=True))
    read = records.read_records(frames, mapping=folder / "office.toml")
    assert (
        read.children.digest
        == records.read_records(folder, mapping=folder / "office.toml").children.digest
    )


def test_two_frames_are_the_two_tables_files(folder: Path) -> None:
    mapped = records.read_mapping(folder / "office.toml")
    read = records.read_records(pd.DataFrame(HOMES), pd.DataFrame(ROSTER), mapping=mapped)
    assert read.children.n_rows == 2
    codes = {found.code for found in records.check(HOMES, ROSTER, mapping=mapped)}
    assert "MAP-04" in codes


def test_a_frame_that_is_missing_or_unknown_is_named(folder: Path) -> None:
    mapping = folder / "office.toml"
    with pytest.raises(
        InputError, match="no frame roster for the table children; frames given: homes"
    ):
        records.read_records({"homes": HOMES}, mapping=mapping)
    with pytest.raises(
        InputError, match=r"1 frames that mapping \S+/office\.toml does not name; first is x"
    ):
        records.read_records({"homes": HOMES, "roster": ROSTER, "X": HOMES}, mapping=mapping)
    with pytest.raises(
        InputError, match="a mapping reads a folder, households and children, or frames"
    ):
        records.read_records(pd.DataFrame(HOMES), mapping=mapping)


def test_files_that_differ_only_in_case_refuse(folder: Path) -> None:
    (folder / "HOMES.csv").write_text("hhid\nh1\n")
    with pytest.raises(InputError, match=r"homes.csv is there 2 times, as HOMES.csv and Homes.csv"):
        records.read_records(folder, mapping=folder / "office.toml")


def test_a_file_or_folder_that_is_not_there_is_named(folder: Path, tmp_path: Path) -> None:
    mapping = folder / "office.toml"
    (folder / "DATA" / "roster.csv").unlink()
    with pytest.raises(InputError, match=r"no file data/Roster.CSV for the table children in \S+"):
        records.read_records(folder, mapping=mapping)
    with pytest.raises(InputError, match=r"no folder \S+/none: "):
        records.read_records(tmp_path / "none", mapping=mapping)


def test_a_wrong_name_is_held_against_the_whole_file(folder: Path) -> None:
    (folder / "office.toml").write_text(MAPPING.replace('"age"', '"ago"'))
    with pytest.raises(
        MappingError, match=r"no column ago in the roster file \(did you mean age\?\)"
    ):
        records.read_records(folder, mapping=folder / "office.toml")
