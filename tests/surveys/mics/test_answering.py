"""Are grades, words and weights made of what was asked, and is what was not asked left out?"""

from pathlib import Path

import numpy as np
import pytest
from tests.surveys import small_mics
from tests.surveys.small_mics import one_child, told

from riskscreen import records, surveys
from riskscreen.surveys.mics import answering, described

NAN = np.nan


def read(
    folder: Path,
    tables: dict[str, dict[str, list[float]]],
    labels: dict[str, dict[float, str]] | None = None,
) -> records.Records:
    return surveys.read("mics6", small_mics.save(tables, folder, labels=labels))


@pytest.mark.parametrize(
    ("screen", "hours", "expected"),
    [
        ((2.0, 2.0), NAN, 0.0), ((2.0, 9.0), NAN, NAN), ((1.0, 2.0), 0.0, 0.0),
        ((1.0, 2.0), 96.0, 96.0), ((1.0, 2.0), 97.0, NAN), ((1.0, 2.0), 99.0, NAN),
        ((9.0, NAN), 5.0, 5.0), ((2.0, 2.0), 5.0, 0.0),
    ],
    ids=["all no", "one unknown", "less than an hour", "most hours", "97", "99",
         "unknown screen", "contradiction"],
)  # fmt: skip
def test_hours_are_zero_where_every_question_before_is_no(
    tmp_path: Path, screen: tuple[float, float], hours: float, expected: float
) -> None:
    six = small_mics.mics6()
    six["fs"] |= {"CL1A": [screen[0]], "CL1B": [screen[1]], "CL3": [hours]}
    child = one_child(read(tmp_path, six), 3)
    assert np.array_equal(child["economic_hours_week"], expected, equal_nan=True)


@pytest.mark.parametrize(
    ("works", "harms", "expected"),
    [(1.0, (1.0, NAN), 1), (1.0, (2.0, 2.0), 0), (1.0, (2.0, 9.0), NAN), (2.0, (NAN, NAN), 0),
     (2.0, (1.0, 1.0), 0)],
)  # fmt: skip
def test_work_is_hazardous_if_one_harm_is_named_and_never_without_work(
    tmp_path: Path, works: float, harms: tuple[float, float], expected: float
) -> None:
    six = small_mics.mics6()
    six["fs"] |= {"CL1A": [works], "CL1B": [2.0], "CL4": [harms[0]], "CL5": [harms[1]]}
    child = one_child(read(tmp_path, six), 3)
    assert np.array_equal(child["hazardous_work"], expected, equal_nan=True)


@pytest.mark.parametrize(
    ("certificate", "registered", "expected"),
    [(1.0, NAN, 1), (2.0, NAN, 1), (3.0, 1.0, 1), (3.0, 2.0, 0), (3.0, 8.0, NAN), (8.0, 1.0, 1),
     (8.0, 2.0, NAN), (9.0, NAN, NAN)],
)  # fmt: skip
def test_a_birth_is_registered_by_certificate_or_by_word(
    tmp_path: Path, certificate: float, registered: float, expected: float
) -> None:
    six = small_mics.mics6()
    six["ch"] |= {"BR1": [certificate], "BR2": [registered]}
    child = one_child(read(tmp_path, six), 4)
    assert np.array_equal(child["birth_registered"], expected, equal_nan=True)


@pytest.mark.parametrize(
    ("mother", "father", "expected"),
    [(1.0, 1.0, "no"), (2.0, 1.0, "mother"), (1.0, 2.0, "father"), (2.0, 2.0, "both"),
     (8.0, 2.0, ""), (2.0, 9.0, ""), (1.0, 8.0, "")],
)  # fmt: skip
def test_an_orphan_is_known_only_where_both_parents_are(
    tmp_path: Path, mother: float, father: float, expected: str
) -> None:
    six = small_mics.mics6()
    six["hl"]["HL12"][2], six["hl"]["HL16"][2] = mother, father
    assert one_child(read(tmp_path, six), 3)["orphan"] == expected


def test_an_under_five_at_preschool_is_in_grade_0(tmp_path: Path) -> None:
    six = small_mics.mics6()
    six["ch"]["UB7"] = [1.0]
    six["hl"]["ED4"][3] = NAN
    child = one_child(read(tmp_path, six), 4)
    assert (child["attending_school"], child["grade_current"]) == (1, 0)


def test_a_weight_of_zero_is_missing_and_told(tmp_path: Path) -> None:
    six = small_mics.mics6()
    six["fs"]["fsweight"] = [0.0]
    held = read(tmp_path, six)
    assert np.isnan(held.children["weight_selected"]).all()
    (note,) = told(held, "SUR-09", "selected")
    assert note.measured == 1
    assert "first 1-1" in note.detail


def test_the_weight_of_the_selected_child_of_mics5_is_a_product() -> None:
    raw = records.Raw("fs", {"hhweight": np.array([0.5, 0.0]), "SL1": np.array([3.0, 2.0])})
    found = answering.weight_of(raw, described.facts_of("mics5"))
    assert found is not None
    assert np.array_equal(found, [1.5, NAN], equal_nan=True)


def test_without_a_psu_the_cluster_stands_in_and_that_is_told(tmp_path: Path) -> None:
    six = small_mics.mics6()
    del six["hh"]["PSU"]
    held = read(tmp_path, six)
    assert held.households["psu"].tolist() == ["1", "1"]
    assert told(held, "SUR-04", "primary sampling unit")


def test_levels_of_an_unknown_school_system_give_no_grade(tmp_path: Path) -> None:
    labels = {"ED5A": {1.0: "GRUNDSCHULE", 2.0: "GYMNASIUM"}}
    held = read(tmp_path, small_mics.mics6(), labels)
    assert np.isnan(one_child(held, 3)["grade_attained"])
    assert one_child(held, 3)["grade_current"] == 6
    (note,) = told(held, "SUR-14", "ED5A")
    assert "GRUNDSCHULE, GYMNASIUM" in note.detail


def test_levels_with_the_names_of_viet_nam_elsewhere_are_doubted(tmp_path: Path) -> None:
    assert not told(read(tmp_path / "here", small_mics.mics6()), "SUR-14", "country")
    labels = {"HH7": {1.0: "North", 6.0: "South"}, "ethnicity": {1.0: "Lao", 2.0: "Khmu"}}
    (note,) = told(read(tmp_path / "there", small_mics.mics6(), labels), "SUR-14", "country")
    assert "no region or ethnic group of the files shows that country" in note.detail


def test_a_grade_that_its_level_does_not_have_is_missing_and_told(tmp_path: Path) -> None:
    six = small_mics.mics6()
    six["hl"]["ED10B"][2] = 12.0
    held = read(tmp_path, six)
    assert np.isnan(one_child(held, 3)["grade_current"])
    (note,) = told(held, "SUR-14", "grades of ED10B")
    assert "first is 1-1-3: 12" in note.detail
