"""Are the files what their names say, and is what stands in for a file told?"""

from pathlib import Path

import numpy as np
import pytest
from tests.surveys import small_mics

from riskscreen import records
from riskscreen.errors import InputError
from riskscreen.surveys import report
from riskscreen.surveys.mics import described, loading

SIX, FIVE = described.facts_of("mics6"), described.facts_of("mics5")


def load(
    folder: Path, facts: described.Facts = SIX
) -> tuple[dict[str, records.Raw], dict[str, str]]:
    held, notes = loading.load(folder, facts, say=report.silent)
    return held, {note.title.rsplit(": ", 1)[1]: note.detail for note in notes}


def tables(**changes: dict[str, list[float]] | None) -> dict[str, dict[str, list[float]]]:
    held = {**small_mics.mics6(), **changes}
    return {name: columns for name, columns in held.items() if columns is not None}


def test_every_file_has_its_keys(tmp_path: Path) -> None:
    held, _ = load(small_mics.save(small_mics.mics6(), tmp_path))
    assert held["hh"].columns["rs_household"].tolist() == ["1-1", "1-2", "2-1"]
    assert held["hl"].columns["rs_person"].tolist()[2] == "1-1-3"
    assert held["fs"].columns["rs_person"].tolist() == ["1-1-3"]
    assert held["ch"].columns["rs_line"].tolist() == [4]


def test_only_variables_that_are_looked_for_are_held(tmp_path: Path) -> None:
    wide = small_mics.mics6()
    wide["hh"]["HC99"] = [1.0] * 3
    held, _ = load(small_mics.save(wide, tmp_path))
    assert not held["hh"].find("HC99")


def test_the_selected_child_of_mics5_is_a_file_of_its_own(tmp_path: Path) -> None:
    held, _ = load(small_mics.save(small_mics.mics5(), tmp_path), FIVE)
    assert held["fs"].columns["rs_person"].tolist() == ["1-1-3"]


@pytest.mark.parametrize("line", [97.0, 98.0, 99.0, np.nan])
def test_a_line_that_is_a_missing_code_is_no_key(tmp_path: Path, line: float) -> None:
    five = small_mics.mics5()
    five["hh"] |= {"SL9B": [line, np.nan, np.nan], "SL9C": [13.0, np.nan, np.nan]}  # nobody is 13
    held, _ = load(small_mics.save(five, tmp_path), FIVE)
    assert held["fs"].columns["rs_person"].tolist() == [""]


def test_a_folder_without_members_or_children_is_refused(tmp_path: Path) -> None:
    folder = small_mics.save(tables(hl=None, fs=None, ch=None), tmp_path)
    with pytest.raises(InputError, match=r"no members and no children.*found hh\.sav"):
        load(folder)


@pytest.mark.parametrize(
    ("name", "other", "said"),
    [
        ("hh", "hl", r"hh\.sav holds HL1, HL3, which hh of a MICS survey does not"),
        ("fs", "ch", r"fs\.sav holds UF17, UF3, which fs"),
        ("ch", "fs", r"ch\.sav holds FS17, FS3, which ch"),
        ("hl", "hh", r"hl\.sav has no line number \(HL1\)"),
        ("fs", "hl", r"fs\.sav has no line number \(LN or FS3\)"),
    ],
)
def test_a_file_under_another_name_is_refused(
    tmp_path: Path, name: str, other: str, said: str
) -> None:
    held = small_mics.mics6()
    held[name] = held[other]
    with pytest.raises(InputError, match=said):
        load(small_mics.save(held, tmp_path))


def test_a_file_without_keys_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"hh\.sav has no HH1 and no HH2"):
        load(small_mics.save(tables(hh={"HH46": [1.0]}), tmp_path))


@pytest.mark.parametrize(("facts", "other"), [(SIX, "mics5"), (FIVE, "mics6")])
def test_another_round_is_refused_with_the_kind_to_read_it_by(
    tmp_path: Path, facts: described.Facts, other: str
) -> None:
    wrong = getattr(small_mics, other)()
    wrong["hh"]["HH52"] = [1.0] * 3
    with pytest.raises(InputError, match=rf'surveys\.read\("{other}", folder\)'):
        load(small_mics.save(wrong, tmp_path), facts)


def test_households_without_a_file_are_made_of_the_members(tmp_path: Path) -> None:
    held, notes = load(small_mics.save(tables(hh=None), tmp_path))
    assert held["hh"].columns["rs_household"].tolist() == ["1-1", "1-2", "2-1"]
    assert notes["file hh"].startswith("no file hh; its rows are made of hl")


def test_members_without_a_file_are_the_children_of_both_questionnaires(tmp_path: Path) -> None:
    held, notes = load(small_mics.save(tables(hl=None), tmp_path))
    assert held["hl"].columns["rs_person"].tolist() == ["1-1-3", "1-1-4"]
    assert "made of fs and ch" in notes["file hl"]


def test_a_questionnaire_that_was_not_completed_stands_in_for_nobody(tmp_path: Path) -> None:
    six = small_mics.mics6()
    six["fs"]["FS17"] = [2.0]
    held, _ = load(small_mics.save({"fs": six["fs"], "ch": six["ch"]}, tmp_path))
    assert held["hl"].columns["rs_person"].tolist() == ["1-1-4"]


def test_a_child_in_both_questionnaires_stands_in_once(tmp_path: Path) -> None:
    six = small_mics.mics6()
    six["ch"]["LN"] = six["ch"]["UF3"] = [3.0]
    held, _ = load(small_mics.save({"fs": six["fs"], "ch": six["ch"]}, tmp_path))
    assert held["hl"].columns["rs_person"].tolist() == ["1-1-3"]


def test_variables_that_a_file_lacks_are_named(tmp_path: Path) -> None:
    _, notes = load(small_mics.save(small_mics.mics6(), tmp_path))
    assert "ED15" in notes["variables of hl"]
    assert "LN" not in notes["variables of fs"].split()
    assert "FS3" not in notes["variables of fs"]
    assert "CB7" not in notes["variables of hl"]  # no members' file has it; fs does
