"""What becomes of files as they really are: short, double, contradicting, undecodable?

Each fault is put into a whole survey a known number of times; the report must say how often and
name a first case, every row in is used or set aside with a reason, and the indicators must be
those of the rows that are left.
"""

from pathlib import Path

import numpy as np
import pytest
from tests.surveys import world, world_faults
from tests.surveys.asking import compare, counted, details, equations, read

from riskscreen import errors, surveys

N = 4
KINDS = pytest.mark.parametrize("kind", ["mics5", "mics6"])


def spoilt(folder: Path, kind: str, **faults: int | str) -> world.World:
    return getattr(world, kind)(folder, households=240, seed=9, **faults)


def keys(survey: world.World, file: str) -> list[tuple[float, float]]:
    columns = survey.tables[file]
    return list(zip(columns["HH1"].tolist(), columns["HH2"].tolist(), strict=True))


@KINDS
@pytest.mark.parametrize(
    "fault",
    [
        "double_lines", "without_home", "open_homes", "double_homes", "no_head", "two_heads",
        "unknown_lines", "double_modules", "ages_unknown", "sexes_unknown",
    ],
)  # fmt: skip
def test_rows_add_up_and_the_rest_is_tabulated_right(tmp_path: Path, kind: str, fault: str) -> None:
    survey = spoilt(tmp_path, kind, **{fault: N})
    held = read(survey)
    told = equations(held)
    for file, rows in survey.truth.rows.items():
        assert told[file].holds
        assert (told[file].rows, told[file].used) == (rows, survey.truth.used[file])
    table = surveys.indicators(held, child_labour=("sdg871_mics6", "mics5"))
    assert compare(survey, table) > 30


@KINDS
def test_two_persons_with_one_line_number_are_both_set_aside(tmp_path: Path, kind: str) -> None:
    held = read(spoilt(tmp_path, kind, double_lines=N))
    assert equations(held)["hl"].reasons["two rows with one number"] == 2 * N
    assert "first" in details(held, "SUR-06")


@KINDS
def test_a_child_without_a_household_is_counted(tmp_path: Path, kind: str) -> None:
    survey = spoilt(tmp_path, kind, without_home=N)
    held = read(survey)
    listed = set(keys(survey, "hh"))
    lost = sum(key not in listed for key in keys(survey, "hl"))
    assert lost >= N
    assert equations(held)["hl"].reasons["household not in hh"] == lost
    assert "first" in details(held, "SUR-02")


@KINDS
def test_a_questionnaire_on_nobody_is_counted(tmp_path: Path, kind: str) -> None:
    held = read(spoilt(tmp_path, kind, unknown_lines=N))
    file = "fs" if kind == "mics6" else "ch"
    assert equations(held)[file].reasons["not among the members"] == N
    assert "first" in details(held, "SUR-02")


@KINDS
def test_households_not_completed_are_set_aside_with_their_members(
    tmp_path: Path, kind: str
) -> None:
    survey = spoilt(tmp_path, kind, open_homes=N)
    held = read(survey)
    result = survey.tables["hh"]["HH9" if kind == "mics5" else "HH46"]
    counted(held, "SUR-03", int((result != 1).sum()))
    open_homes = {
        key for key, code in zip(keys(survey, "hh"), result.tolist(), strict=True) if code != 1
    }
    members = sum(key in open_homes for key in keys(survey, "hl"))
    assert equations(held)["hl"].reasons["household set aside"] == members


@KINDS
def test_a_head_who_is_missing_or_double_is_counted(tmp_path: Path, kind: str) -> None:
    held = read(spoilt(tmp_path, kind, no_head=N, two_heads=N))
    assert "first is" in counted(held, "SUR-05", N, "no head")
    assert "first is" in counted(held, "SUR-05", N, "more than one head")


@KINDS
def test_members_who_contradict_their_household_are_counted(tmp_path: Path, kind: str) -> None:
    survey = spoilt(tmp_path, kind, regions_differ=N)
    held = read(survey)
    regions: dict[tuple[float, float], set[float]] = {}
    for key, region in zip(keys(survey, "hl"), survey.tables["hl"]["HH7"].tolist(), strict=True):
        regions.setdefault(key, set()).add(region)
    odd = sum(len(found) > 1 for found in regions.values())
    assert odd > 0
    assert "first is" in counted(held, "SUR-07", odd, "HH7")


def test_answers_that_differ_between_roster_and_module_are_counted(tmp_path: Path) -> None:
    survey = world.mics6(tmp_path, households=900, seed=9)
    roster, module = survey.tables["hl"], survey.tables["fs"]
    now = dict(zip(_persons(roster, "HL1"), roster["ED9"].tolist(), strict=True))
    told = zip(_persons(module, "LN"), module["CB7"].tolist(), module["FS17"], strict=True)
    odd = sum(done == 1 and {answer, now[person]} == {1.0, 2.0} for person, answer, done in told)
    assert odd > 0
    assert "first is" in counted(read(survey), "SUR-07", odd, "attends this year")


def _persons(columns: dict[str, np.ndarray], line: str) -> list[tuple[float, ...]]:
    return list(zip(*(columns[name].tolist() for name in ("HH1", "HH2", line)), strict=True))


@KINDS
def test_dates_out_of_order_are_counted(tmp_path: Path, kind: str) -> None:
    held = read(spoilt(tmp_path, kind, days_before=N))
    assert "first is" in counted(held, "SUR-08", N, "ch before hh")


@KINDS
def test_dates_that_are_none_are_counted_and_nothing_is_made_up(tmp_path: Path, kind: str) -> None:
    survey = spoilt(tmp_path, kind, days_impossible=N)
    held = read(survey)
    assert "first is" in counted(held, "SUR-08", N, "days of hh")
    for file, rows in survey.truth.rows.items():
        assert equations(held)[file].holds
        assert equations(held)[file].rows == rows


@KINDS
def test_ages_that_disagree_between_files_are_counted(tmp_path: Path, kind: str) -> None:
    held = read(spoilt(tmp_path, kind, ages_differ=N))
    assert "first is" in counted(held, "SUR-13", N)


@KINDS
def test_children_of_unknown_age_are_set_aside(tmp_path: Path, kind: str) -> None:
    survey = spoilt(tmp_path, kind, ages_unknown=N)
    held = read(survey)
    assert equations(held)["hl"].holds
    assert "age not known" in equations(held)["hl"].reasons


@KINDS
def test_households_without_a_weight_stay_and_are_counted(tmp_path: Path, kind: str) -> None:
    survey = spoilt(tmp_path, kind, weights_missing=N)
    held = read(survey)
    assert np.isnan(held.households["weight"]).sum() == N
    assert f"{N} " in details(held, "SUR-09")


@KINDS
def test_an_empty_column_is_told(tmp_path: Path, kind: str) -> None:
    held = read(spoilt(tmp_path, kind, empty="hh.windex5"))
    assert np.isnan(held.households["wealth_quintile"]).all()
    assert any("windex5" in found.detail for found in held.reading if found.code == "SCH-30")


@KINDS
def test_a_variable_that_this_round_lacks_is_named(tmp_path: Path, kind: str) -> None:
    ever = "ED5" if kind == "mics5" else "ED9"
    held = read(spoilt(tmp_path, kind, without=f"hl.{ever} hh.HH7"))
    told = details(held, "SUR-04")
    assert ever in told
    assert "HH7" in told
    table = surveys.indicators(held, by=("sex",))
    assert not table.only(
        indicator="out_of_school_primary", definition="ln6", attribute="overall"
    ).measured


@KINDS
@pytest.mark.parametrize("file", ["hh", "hl", "ch"])
def test_a_file_that_is_missing_is_named_and_the_others_are_read(
    tmp_path: Path, kind: str, file: str
) -> None:
    survey = spoilt(tmp_path, kind)
    survey.files[file].unlink()
    held = read(survey)
    assert f"no file {file}" in details(held, "SUR-04")
    assert held.children.n_rows > 0
    assert all(equation.holds for equation in equations(held).values())


def test_a_folder_with_households_alone_is_refused(tmp_path: Path) -> None:
    survey = spoilt(tmp_path, "mics6")
    for file in ("hl", "fs", "ch"):
        survey.files[file].unlink()
    with pytest.raises(errors.InputError, match="no members and no children"):
        read(survey)


def test_a_round_read_as_the_other_is_refused(tmp_path: Path) -> None:
    spoilt(tmp_path, "mics5")
    with pytest.raises(errors.InputError, match="mics5"):
        surveys.read("mics6", tmp_path)


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    survey = spoilt(tmp_path, "mics6")
    (tmp_path / "hl_min.sav").write_bytes(survey.files["hl"].read_bytes())
    with pytest.raises(errors.InputError, match=r"hl\.sav, hl_min\.sav"):
        read(survey)


@pytest.mark.parametrize("file", ["hh", "hl", "fs", "ch"])
@pytest.mark.parametrize("keep", [0.0, 0.001, 0.02, 0.3, 0.7, 0.98])
def test_a_file_cut_short_is_refused_by_its_name(tmp_path: Path, file: str, keep: float) -> None:
    survey = spoilt(tmp_path, "mics6")
    world_faults.cut_short(survey.files[file], keep=keep)
    with pytest.raises(errors.InputError, match=rf"{file}\.sav"):
        read(survey)


@pytest.mark.parametrize(
    "content", [b"", b"HH1,HH2\n1,2\n", b"PK\x03\x04 not a survey", b"\x00" * 900]
)
def test_a_file_that_is_no_survey_is_refused_by_its_name(tmp_path: Path, content: bytes) -> None:
    survey = spoilt(tmp_path, "mics6")
    survey.files["hl"].write_bytes(content)
    with pytest.raises(errors.InputError, match=r"hl\.sav"):
        read(survey)


# "Đồng bằng", "Tây Nguyên" and "Đông Nam" as a TCVN3 font has them.
TCVN3 = {
    "Red River Delta": b"\xa7\xe5ng b\xbbng",
    "Central Highlands": b"T\xa9y Nguy\xaan",
    "South East": b"\xa7\xabng Nam",
}


def test_labels_of_an_old_vietnamese_font_are_decoded_and_counted(tmp_path: Path) -> None:
    survey = spoilt(tmp_path, "mics6")
    world_faults.relabel(survey.files["hh"], TCVN3)
    held = read(survey)
    assert "first is of HH7" in counted(held, "SUR-12", 3)
    assert {"central_highlands", "đông_nam"} <= set(held.households["region"])


@pytest.mark.parametrize("byte", [0xE3, 0xB8, 0xFF])
def test_a_label_in_no_known_letters_is_told(tmp_path: Path, byte: int) -> None:
    survey = spoilt(tmp_path, "mics6")
    world_faults.relabel(survey.files["hh"], {"Central Highlands": b"Cen" + bytes([byte]) + b"al"})
    held = read(survey)
    assert held.households.n_rows == survey.truth.used["hh"]
    assert any("HH7" in found.detail for found in held.reading if found.code == "SUR-12")
