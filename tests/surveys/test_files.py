"""Is the right file of a survey found, and a doubtful one refused?"""

from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from riskscreen.errors import InputError
from riskscreen.surveys import files


def touch(folder: Path, *names: str) -> tuple[Path, ...]:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")
    return files.listing(folder)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no folder \S+/nowhere: give"):
        files.listing(tmp_path / "nowhere")


def test_a_folder_without_survey_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "readme.pdf").write_bytes(b"x")
    with pytest.raises(InputError, match="no survey file in"):
        files.listing(tmp_path)


@pytest.mark.parametrize("name", ["hh.sav", "HH.SAV", "hh_min.sav", "Hh (2).dta", "hh-v2.csv"])
def test_case_suffix_and_format_do_not_matter(tmp_path: Path, name: str) -> None:
    found = files.find_file(touch(tmp_path, name, "hl.sav"), ["hh"])
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("name", ["hhx.sav", "xhh.sav", "h.sav", "hh.sav.zip"])
def test_another_name_is_another_file(tmp_path: Path, name: str) -> None:
    assert files.find_file(touch(tmp_path, name, "wm.sav"), ["hh"]) is None


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    paths = touch(tmp_path, "hh.sav", "hh_min.sav", "hl.sav")
    with pytest.raises(InputError, match=r"2 files could be hh: hh\.sav, hh_min\.sav"):
        files.find_file(paths, ["hh"])


def test_two_formats_of_one_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="2 files could be hh"):
        files.find_file(touch(tmp_path, "hh.sav", "HH.dta"), ["hh"])


def test_a_strict_name_takes_no_suffix(tmp_path: Path) -> None:
    paths = touch(tmp_path, "Ho1.dta", "ho1_2.dta")
    found = files.find_file(paths, ["ho1"], loose=False)
    assert found is not None
    assert found.name == "Ho1.dta"


def test_files_may_lie_in_folders_below_and_the_nearest_is_taken(tmp_path: Path) -> None:
    paths = touch(tmp_path, "2 - Data/1 - Households/hh.sav", "2 - Data/hl.sav", "old/x/hl.sav")
    assert [files.find_file(paths, [name]) for name in ("hh", "hl")] == [
        tmp_path / "2 - Data/1 - Households/hh.sav", tmp_path / "2 - Data/hl.sav",
    ]  # fmt: skip


def test_hidden_files_and_links_of_folders_are_not_looked_at(tmp_path: Path) -> None:
    paths = touch(tmp_path, ".hh.sav", "~hh.sav", "hl.sav")
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    assert files.listing(tmp_path) == paths
    assert [path.name for path in paths] == ["hl.sav"]


def test_only_wanted_columns_are_loaded(tmp_path: Path) -> None:
    pyreadstat.write_sav(pd.DataFrame({"HH1": [1.0], "HH2": [2.0]}), tmp_path / "hh.sav")
    raw = files.load(tmp_path / "hh.sav", "hh", columns=["hh1", "HH9"])
    assert list(raw.columns) == ["HH1"]


def test_a_file_that_cannot_be_read_is_one_error_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "hh.sav").write_bytes(b"$FL2 cut short")
    with pytest.raises(InputError, match=r"hh\.sav cannot be read"):
        files.load(tmp_path / "hh.sav", "hh", columns=["HH1"])


def test_old_letters_stand_in_the_report_under_the_surveys_own_code(tmp_path: Path) -> None:
    # "Hà Nội" and "Thái Bình" in TCVN3, as Stata of those years wrote them
    held = pd.DataFrame({"tinh": ["H\xb5 N\xe9i", "Th\xb8i B\xd7nh"]})
    held.to_stata(tmp_path / "hh.dta", version=114, write_index=False)
    raw = files.load(tmp_path / "hh.dta", "hh", columns=["tinh"])
    assert raw.columns["tinh"].tolist() == ["Hà Nội", "Thái Bình"]
    assert [found.code for found in raw.findings] == ["SUR-12"]
    assert raw.findings[0].title == "text decoded: hh.dta"
