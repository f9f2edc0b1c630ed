"""A selected child without its line number is the only member of its age, or nobody."""

from pathlib import Path

import numpy as np
import pytest
from tests.surveys import small_mics
from tests.surveys.small_mics import NAN, told

from riskscreen import records, surveys


def read(folder: Path, *, age: float, ages: list[float] | None = None) -> records.Records:
    five = small_mics.mics5()
    five["hh"] |= {"SL9B": [97.0, NAN, NAN], "SL9C": [age, NAN, NAN]}
    if ages is not None:
        five["hl"]["HL6"] = ages
    return surveys.read("mics5", small_mics.save(five, folder))


def selected(held: records.Records) -> list[str]:
    return held.children["child_id"][held.children["module_selected"] == 1].tolist()


def test_the_only_member_of_that_age_is_the_child(tmp_path: Path) -> None:
    held = read(tmp_path, age=12.0)
    assert selected(held) == ["1-1-3"]
    (note,) = told(held, "SUR-02", "found by age")
    assert "1 of 1 selected children without a usable line number" in note.detail
    assert "first is household 1-1" in note.detail
    assert not told(held, "SUR-02", "no household or line number")


@pytest.mark.parametrize(
    ("age", "ages"),
    [(13.0, None), (NAN, None), (3.0, [40.0, 38.0, 3.0, 3.0, 70.0, 66.0, 30.0])],
    ids=["nobody", "age not said", "two of that age"],
)
def test_where_age_does_not_tell_nobody_is_taken(
    tmp_path: Path, age: float, ages: list[float] | None
) -> None:
    held = read(tmp_path, age=age, ages=ages)
    assert selected(held) == []
    assert not told(held, "SUR-02", "found by age")


def test_a_usable_line_number_is_never_overruled(tmp_path: Path) -> None:
    five = small_mics.mics5()
    five["hh"]["SL9C"] = [3.0, NAN, NAN]  # child 4 is 3, but child 3 was written down
    held = surveys.read("mics5", small_mics.save(five, tmp_path))
    assert selected(held) == ["1-1-3"]
    assert np.isfinite(held.children["age_years"]).all()
