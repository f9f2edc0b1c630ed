"""Does a MICS folder become the records that its answers say, and is everything odd told?"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.surveys import small_mics
from tests.surveys.small_mics import NAN, one_child, told

from riskscreen import records, surveys
from riskscreen.errors import InputError


@pytest.fixture
def six(tmp_path: Path) -> records.Records:
    return surveys.read("mics6", small_mics.save(small_mics.mics6(), tmp_path))


@pytest.fixture
def five(tmp_path: Path) -> records.Records:
    return surveys.read("mics5", small_mics.save(small_mics.mics5(), tmp_path))


def test_mics6_gives_the_child_its_answers_of_every_file(six: records.Records) -> None:
    child = one_child(six, 3)
    expected = {
        "child_id": "1-1-3", "household_id": "1-1", "age_years": 12, "sex": "female",
        "weight": 0.8, "weight_selected": 1.5, "module_selected": 1, "module_under5": 0,
        "ever_attended": 1, "attending_school": 1, "grade_current": 6, "grade_attained": 5,
        "economic_hours_week": 15, "hazardous_work": 1, "health_insurance": 1,
        "chores_hours_known_week": 2, "orphan": "father", "lives_with_mother": 1,
        "lives_with_father": 0, "school_age_years": 11, "relation_to_head": "child",
        "ethnicity": "Kinh",
    }  # fmt: skip
    assert {name: child[name] for name in expected} == expected
    assert np.isnan(child["chores_hours_week"])  # 98 hours of housework are none known
    assert np.isnan(child["weight_under5"])


def test_mics6_gives_the_under_five_its_own_weight_and_registration(six: records.Records) -> None:
    child = one_child(six, 4)
    assert (child["weight_under5"], child["module_under5"], child["module_selected"]) == (0.9, 1, 0)
    assert (child["birth_registered"], child["health_insurance"]) == (0, 1)
    assert np.isnan(child["weight_selected"])
    assert np.isnan(child["economic_hours_week"])


def test_mics6_gives_households_what_the_files_say(six: records.Records) -> None:
    homes = six.households
    assert homes["household_id"].tolist() == ["1-1", "1-2"]
    assert homes["observed_date"].astype(str).tolist() == ["2021-03-05", "2021-03-06"]
    assert homes["region"].tolist() == ["red_river_delta", "mekong_delta"]
    assert homes["urban"].tolist() == [1, 0]
    assert homes["head_education"].tolist() == ["lower_secondary", "none"]
    assert homes["head_ethnicity"].tolist() == ["Kinh", "Khmer"]
    assert homes["ethnicity_published"].tolist() == ["Kinh/Hoa", "Khmer"]
    assert homes["head_sex"].tolist() == ["male", "male"]
    assert homes["head_age_years"].tolist() == [40, 70]
    assert homes["n_elderly"].tolist() == [0, 2]
    assert homes["household_size"].tolist() == [4, 2]
    assert homes["wealth_quintile"].tolist() == [4, 2]
    assert set(homes["weight_kind"].tolist()) == {"normalised"}
    assert (set(homes["survey"]), set(homes["survey_round"])) == ({"mics6"}, {"2021"})


def test_mics5_takes_child_labour_from_the_household_file(five: records.Records) -> None:
    child = one_child(five, 3)
    assert child["weight_selected"] == pytest.approx(0.8 * 2)
    assert (child["module_selected"], child["age_years"]) == (1, 12)
    assert (child["economic_hours_week"], child["hazardous_work"]) == (0, 0)
    assert child["chores_hours_week"] == 0  # "less than one hour" is 0, not missing
    assert (child["grade_current"], child["grade_attained"]) == (6, 5)
    assert (child["lives_with_mother"], child["orphan"]) == (1, "father")
    assert np.isnan(one_child(five, 4)["weight_selected"])


def test_mics5_names_ethnic_groups_by_its_own_list(five: records.Records) -> None:
    assert five.households["head_ethnicity"].tolist() == ["Mường", "minority_unspecified"]
    assert five.households["ethnicity_published"].tolist() == ["Kinh/Hoa", "Khmer"]


@pytest.mark.parametrize("kind", ["mics5", "mics6"])
def test_rows_in_are_rows_used_and_rows_set_aside(kind: str, tmp_path: Path) -> None:
    tables = getattr(small_mics, kind)()
    held = surveys.read(kind, small_mics.save(tables, tmp_path))
    details = {found.title.rsplit(": ", 1)[1]: found.detail for found in told(held, "SUR-01")}
    assert details["hh"].startswith("3 rows in = 2 used + 1 set aside (not completed: R")
    assert details["hl"].startswith("7 rows in = 2 used + 5 set aside (household set aside: 1")
    assert "aged 18 and over: 4, first 1-1-1" in details["hl"]
    assert details["fs"] == "1 rows in = 1 used + 0 set aside"


def test_both_definitions_of_child_labour_are_told(six: records.Records) -> None:
    assert {found.measured for found in told(six, "SUR-10", "mics")} == {1.0}
    assert "28 and 43 hours" in told(six, "SUR-10", ": mics5")[0].detail


def test_names_are_matched_without_case_and_with_a_suffix(tmp_path: Path) -> None:
    tables = {
        name: {column.lower(): values for column, values in columns.items()}
        for name, columns in small_mics.mics6().items()
    }
    whole = surveys.read("mics6", small_mics.save(small_mics.mics6(), tmp_path / "a"))
    names = {"hh": "HH_min.SAV", "hl": "Hl.sav", "fs": "fs (1).sav"}
    other = surveys.read("mics6", small_mics.save(tables, tmp_path / "b", names=names))
    assert other.children["economic_hours_week"].tolist()[0] == 15
    assert other.children["child_id"].tolist() == whole.children["child_id"].tolist()


def test_a_household_without_its_day_takes_that_of_a_child(tmp_path: Path) -> None:
    tables = small_mics.mics6()
    tables["hh"]["HH5D"] = [99.0, 6.0, 7.0]
    held = surveys.read("mics6", small_mics.save(tables, tmp_path))
    assert held.households["observed_date"].astype(str).tolist() == ["2021-03-05", "2021-03-06"]
    assert told(held, "SUR-11")[0].measured == 1


def test_a_household_without_any_day_is_set_aside_with_its_members(tmp_path: Path) -> None:
    tables = small_mics.mics6()
    tables["hh"]["HH5D"] = [5.0, 31.0, 7.0]
    tables["hh"]["HH5M"] = [3.0, 2.0, 3.0]
    held = surveys.read("mics6", small_mics.save(tables, tmp_path))
    assert held.households["household_id"].tolist() == ["1-1"]
    assert "first is 1-2" in told(held, "SUR-11")[0].detail
    assert "first is 1-2" in told(held, "SUR-08", "days of hh")[0].detail


def test_a_given_day_stands_in_where_the_files_have_none(tmp_path: Path) -> None:
    tables = small_mics.mics6()
    for file, columns in (("hh", "HH5"), ("fs", "FS7"), ("ch", "UF7")):
        for part in "DMY":
            del tables[file][columns + part]
    folder = small_mics.save(tables, tmp_path)
    with pytest.raises(InputError, match=r"3 of 3 households have no day .*--observed-date"):
        surveys.read("mics6", folder)
    held = surveys.read("mics6", folder, observed_date="2021-03-09")
    assert set(held.households["observed_date"].astype(str)) == {"2021-03-09"}


def test_the_childs_own_questionnaire_decides_its_age(tmp_path: Path) -> None:
    tables = small_mics.mics6()
    tables["hl"]["HL6"][2] = 18.0
    held = surveys.read("mics6", small_mics.save(tables, tmp_path))
    assert one_child(held, 3)["age_years"] == 12
    assert "first is 1-1-3: 12 and 18" in told(held, "SUR-13")[0].detail


def test_a_file_with_fs_alone_gives_children_and_households(tmp_path: Path) -> None:
    fs = small_mics.table(small_mics.mics6()["fs"], HL4=[2.0], HH6=[1.0], PSU=[7.0])
    held = surveys.read("mics6", small_mics.save({"fs": fs}, tmp_path))
    assert held.children["child_id"].tolist() == ["1-1-3"]
    assert held.children["sex"].tolist() == ["female"]
    assert held.households["psu"].tolist() == ["7"]
    assert held.children["weight_selected"].tolist() == [1.5]
    assert "weight" not in held.children
    assert {found.title.rsplit(" ", 1)[1] for found in told(held, "SUR-04", "file")} == {
        "hh", "hl", "ch",
    }  # fmt: skip


def test_a_survey_without_questions_on_work_says_that_no_definition_can_be_computed(
    tmp_path: Path,
) -> None:
    tables = small_mics.mics6()
    tables["fs"] = {c: v for c, v in tables["fs"].items() if not c.startswith("CL")}
    held = surveys.read("mics6", small_mics.save(tables, tmp_path))
    assert "economic_hours_week" not in held.children
    assert {found.measured for found in told(held, "SUR-10")} == {0.0}


def test_hours_that_a_survey_does_not_ask_for_do_not_count(tmp_path: Path) -> None:
    tables = small_mics.mics6()
    del tables["fs"]["CL9"], tables["fs"]["CL10"]
    tables["fs"]["CL13"] = [4.0]
    held = surveys.read("mics6", small_mics.save(tables, tmp_path))
    assert one_child(held, 3)["chores_hours_week"] == 4
    assert told(held, "SUR-10", "firewood not asked")


def test_no_weights_are_told_and_none_is_made_up(tmp_path: Path) -> None:
    tables = small_mics.mics6()
    for file, weight in (("hh", "hhweight"), ("hl", "hhweight"), ("fs", "fsweight")):
        del tables[file][weight]
    held = surveys.read("mics6", small_mics.save(tables, tmp_path))
    assert "weight" not in held.children
    assert "weight_kind" not in held.households
    assert len(told(held, "SUR-09", "households")) == 1
    assert "Nothing stands in" in told(held, "SUR-09", "households")[0].detail


def test_large_weights_are_expansion_weights(tmp_path: Path) -> None:
    tables = small_mics.mics6()
    tables["hh"]["hhweight"] = [800.0, 1200.0, 0.0]
    held = surveys.read("mics6", small_mics.save(tables, tmp_path))
    assert set(held.households["weight_kind"]) == {"expansion"}


def test_numbers_that_arrive_as_text_are_read_as_numbers(tmp_path: Path) -> None:
    for name, columns in small_mics.mics6().items():
        pd.DataFrame(columns).to_csv(tmp_path / f"{name}.csv", index=False)
    held = surveys.read("mics6", tmp_path)
    assert held.children["child_id"].tolist() == ["1-1-3", "1-1-4"]
    assert one_child(held, 3)["economic_hours_week"] == 15
    assert np.isnan(one_child(held, 3)["grade_current"])  # levels without labels name no system
    assert told(held, "SUR-14")


def test_labels_in_place_of_codes_are_refused(tmp_path: Path) -> None:
    tables = small_mics.mics6()
    tables["hl"]["HL6"] = ["forty"] * 7
    with pytest.raises(InputError, match="HL6 of hl holds text that is no number in 7 of 7 rows"):
        surveys.read("mics6", small_mics.save(tables, tmp_path))


def test_records_written_and_read_again_are_the_same(tmp_path: Path, six: records.Records) -> None:
    again = records.read_records(six.write(tmp_path / "out"), reader_made_ids=True)
    assert again.digest == six.digest


def test_progress_is_told(tmp_path: Path) -> None:
    lines: list[str] = []
    surveys.read("mics6", small_mics.save(small_mics.mics6(), tmp_path), say=lines.append)
    assert lines[:4] == [f"reading {name}.sav" for name in ("hh", "hl", "fs", "ch")]


CODES = st.sampled_from([NAN, 0.0, 1.0, 2.0, 3.0, 7.0, 8.0, 9.0, 12.0, 96.0, 97.0, 98.0, 99.0])


@settings(
    max_examples=40, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(data=st.data())
def test_whatever_codes_the_answers_have_rows_never_vanish(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    tables = small_mics.mics6()
    for columns in tables.values():
        # Days and sex are compulsory: a survey without them is refused elsewhere.
        keys = ("HH1", "HH2", "HL1", "LN", "FS3", "UF3", "HH5D", "HH5M", "HH5Y", "HL4")
        for name in data.draw(st.sets(st.sampled_from([c for c in columns if c not in keys]))):
            columns[name] = data.draw(
                st.lists(CODES, min_size=len(columns[name]), max_size=len(columns[name]))
            )
    folder = small_mics.save(tables, tmp_path_factory.mktemp("survey"))
    try:
        held = surveys.read("mics6", folder)
    except InputError as refused:  # every household or child set aside, with the reasons
        assert "can be used" in str(refused)
        return
    for found in told(held, "SUR-01"):
        assert found.verdict.value == "pass", found.detail
    for hours in ("economic_hours_week", "chores_hours_week"):
        if hours in held.children:
            assert not (held.children[hours] > 140).any()


def test_a_selected_child_without_the_number_of_eligible_ones_is_kept_and_told(
    tmp_path: Path,
) -> None:
    tables = small_mics.mics5()
    tables["hh"] |= {"SL1": [NAN, 0.0, NAN]}
    held = surveys.read("mics5", small_mics.save(tables, tmp_path))
    child = one_child(held, 3)
    assert child["module_selected"] == 1
    assert np.isnan(child["weight_selected"])
    (weight,) = told(held, "SUR-09", "the selected child")
    assert weight.measured == 1


def test_an_empty_psu_is_stood_in_for_by_the_cluster(tmp_path: Path) -> None:
    tables = small_mics.mics6()
    tables["hh"] |= {"PSU": [NAN] * 3}
    held = surveys.read("mics6", small_mics.save(tables, tmp_path))
    assert held.households["psu"].tolist() == ["1", "1"]
    assert told(held, "SUR-04", "primary sampling unit")[0].detail.startswith("PSU is empty")


def test_the_mark_for_no_answer_in_text_is_missing_and_counted(tmp_path: Path) -> None:
    tables = small_mics.mics6()
    tables["fs"] |= {"CL1A": ["?"], "CL3": [" 15"]}
    labels: dict[str, dict[float, str]] = {"CL1A": {}}
    held = surveys.read("mics6", small_mics.save(tables, tmp_path, labels=labels))
    assert one_child(held, 3)["economic_hours_week"] == 15
    (marks,) = told(held, "SUR-12", "? in fs")
    assert marks.measured == 1


def test_members_made_of_questionnaires_have_no_weight_of_all_children(tmp_path: Path) -> None:
    tables = small_mics.mics6()
    tables["fs"] |= {"CB4": [1.0], "HL4": [2.0], "schage": [11.0]}
    tables["ch"] |= {"HL4": [1.0]}
    del tables["hl"]
    held = surveys.read("mics6", small_mics.save(tables, tmp_path))
    assert one_child(held, 3)["weight_selected"] == 1.5
    assert np.isnan(held.children["weight"]).all()
    out = surveys.indicators(held, by=()).only(
        indicator="out_of_school_lower_secondary", definition="ln6", attribute="overall"
    )
    assert out.note == "not measured: none of 1 children of the base has a weight above 0"
    (weight,) = told(held, "SUR-09", "all children")
    assert "a sample of the children" in weight.detail
    (absent,) = told(held, "SUR-04", "file hl")
    assert "made of fs and ch" in absent.detail


def test_members_without_a_weight_have_their_households(tmp_path: Path) -> None:
    tables = small_mics.mics6()
    del tables["hl"]["hhweight"]
    held = surveys.read("mics6", small_mics.save(tables, tmp_path))
    assert one_child(held, 3)["weight"] == 0.8
    assert "in hh" in told(held, "SUR-09", "all children")[0].detail


def test_what_the_report_says_of_variables_it_says_once(six: records.Records) -> None:
    assert told(six, "SUR-04", "variables of hh")
    assert not told(six, "MAP-04")


def test_a_selected_child_without_a_line_is_told_beside_the_rows(tmp_path: Path) -> None:
    tables = small_mics.mics5()
    tables["hh"] |= {"SL9B": [97.0, NAN, NAN], "SL9C": [13.0, NAN, NAN]}  # nobody is 13
    held = surveys.read("mics5", small_mics.save(tables, tmp_path))
    (lost,) = told(held, "SUR-02", "selected children no household or line number")
    assert (lost.measured, lost.verdict.name) == (1, "INSUFFICIENT")
