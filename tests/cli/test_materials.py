"""Making, checking and mapping records, from the command line."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from .conftest import Run  # noqa: TID252 - a test reads its own fixtures


def test_check_prints_every_fault_at_once(tmp_path: Path, run: Run) -> None:
    (tmp_path / "households.csv").write_text(
        "household_id,observed_date\nh1,2025-01-01\n", encoding="utf-8"
    )
    (tmp_path / "children.csv").write_text(
        "child_id,household_id,observed_date,age_years,sex\n"
        "c1,h1,2025-01-01,170,male\nc2,h9,2025-01-01,8,boy\n",
        encoding="utf-8",
    )
    status, out, _ = run("check", tmp_path, "--json")
    assert status == 1
    codes = {row["code"] for row in json.loads(out)["findings"] if row["verdict"] == "fail"}
    assert {"SCH-06", "SCH-07", "SCH-10"} <= codes


def test_check_tells_what_the_first_reader_found(held_folder: Path, run: Run) -> None:
    status, out, _ = run("check", held_folder)
    assert status == 0
    assert re.search(r"^ note  SUR-01 .*39 380 rows in", out, flags=re.MULTILINE)
    status, out, _ = run("check", held_folder, "--json")
    assert json.loads(out)["findings"][0]["code"] == "SUR-01"


def test_no_mapping_is_drafted_of_a_folder(in_folder: Path, run: Run) -> None:
    (in_folder / "office").mkdir()
    status, _, err = run("mapping", "draft", "office")
    assert status == 2
    assert "1 of 1 is a folder; first is office" in err


OFFICE = "Mã hộ,Mã trẻ,Tuổi,Giới tính,Ngày điều tra\n1,1,7,Nam,2024-09-15\n1,2,9,Nữ,2024-09-15\n"


def test_a_mapping_is_drafted_onto_the_screen_or_into_a_file(in_folder: Path, run: Run) -> None:
    (in_folder / "office.csv").write_text(OFFICE, encoding="utf-8")
    status, out, err = run("mapping", "draft", "office.csv")
    assert status == 0
    assert set(tomllib.loads(out)) >= {"files", "tables"}
    assert re.fullmatch(r"\d+ mapped, \d+ to decide, \d+ refused; \d+ columns that .*\n", err)
    status, said, _ = run("mapping", "draft", "office.csv", "--out", "deep/office.toml")
    assert status == 0
    assert said == f"wrote deep/office.toml: {err}"
    assert (in_folder / "deep" / "office.toml").read_text(encoding="utf-8") == out


def test_a_draft_never_replaces_a_file_that_somebody_has_edited(in_folder: Path, run: Run) -> None:
    (in_folder / "office.csv").write_text(OFFICE, encoding="utf-8")
    (in_folder / "office.toml").write_text("mine")
    status, _, err = run("mapping", "draft", "office.csv", "--out", "office.toml")
    assert status == 2
    assert err.startswith("office.toml is there already")
    assert (in_folder / "office.toml").read_text() == "mine"


def test_a_draft_for_machines_counts_and_lists(in_folder: Path, run: Run) -> None:
    (in_folder / "office.csv").write_text(OFFICE, encoding="utf-8")
    status, out, err = run("mapping", "draft", "office.csv", "--json")
    facts = json.loads(out)
    assert (status, err) == (0, "")
    states = [one["state"] for one in facts["proposals"]]
    assert facts["mapped"] == states.count("mapped")
    assert facts["to_decide"] == states.count("to decide")
    assert tomllib.loads(facts["toml"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("survey", "dhs", "there", "--out", "o"), "no reader for the survey 'dhs'"),
        (("survey", "mics6", "nowhere", "--out", "o"), "nowhere"),
        (("mapping", "draft", "nothing.xlsx"), "nothing.xlsx"),
    ],
)
def test_what_is_not_there_is_said_in_one_sentence(
    words: tuple[str, ...], said: str, in_folder: Path, run: Run
) -> None:
    status, out, err = run(*words)
    assert (status, out) == (2, "")
    assert said in err
    assert not (in_folder / "o").exists()
