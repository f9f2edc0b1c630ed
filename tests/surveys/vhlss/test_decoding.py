"""Provinces of the round's own list, and ethnic groups by the list of 54 or the file's labels."""

from pathlib import Path

import numpy as np
import pytest
from tests.surveys import vhlss_world

from riskscreen import surveys
from riskscreen.core import Verdict
from riskscreen.errors import InputError
from riskscreen.surveys.vhlss import decoding

HOME = np.array(["1-1-4-1-13", "1-1-4-1-14", "1-1-4-1-15"])


@pytest.mark.parametrize(
    ("code", "words"),
    [(101, r"three digits .*101 Hà Nội, 201 Hà Giang.* in 24 of 24 households.*first is .*: 101"),
     (28, r"none of the 63 provinces of 2014 in 24 of 24.*: 28\."), (99, "none of the 63")],
)  # fmt: skip
def test_a_province_of_another_list_refuses(code: int, words: str, tmp_path: Path) -> None:
    world = vhlss_world.make()
    for row in (*world.homes, *world.members):
        row["tinh"] = code
    world.weights = {(code, *area[1:]): weight for area, weight in world.weights.items()}
    with pytest.raises(InputError, match=words):
        surveys.read("vhlss", world.write(tmp_path), round=2014)


def test_province_15_is_yen_bai_before_2025() -> None:
    area = np.array(["15-2-4321-7"])
    found = decoding.places(area, home=HOME[:1], year=2014)
    assert found["province"].tolist() == ["15"]
    assert found["commune"].tolist() == ["04321"]
    assert found["region"].tolist() == ["northern_mountains"]


def test_a_commune_code_that_is_none_is_missing() -> None:
    area = np.array(["1-2-1234567-7", "1-2-A-7"])
    found = decoding.places(area, home=HOME[:2], year=2014)
    assert found["commune"].tolist() == ["", ""]


def test_numbers_are_of_the_list_of_54_and_unknown_ones_are_counted() -> None:
    columns, told = decoding.ethnic_groups(np.array([4.0, 6.0, 77.0]), {}, home=HOME)
    assert columns["ethnic"].tolist() == ["Hoa", "Mường", ""]
    assert "ethnic_label" not in columns
    assert [f.code for f in told] == ["SUR-12"]
    assert told[0].measured == 1
    assert HOME[2] in told[0].detail


def test_names_are_read_too() -> None:
    columns, told = decoding.ethnic_groups(np.array(["Kinh", "H'mông", ""]), {}, home=HOME)
    assert columns["ethnic"].tolist() == ["Kinh", "Mông", ""]
    assert not told


def test_a_label_that_contradicts_the_list_is_used_and_told() -> None:
    labels = {1.0: "Kinh", 4.0: "Mường"}
    columns, told = decoding.ethnic_groups(np.array([1.0, 4.0, 4.0]), labels, home=HOME)
    assert columns["ethnic"].tolist() == ["Kinh", "Mường", "Mường"]
    assert columns["ethnic_label"].tolist() == ["Kinh", "Mường", "Mường"]
    assert [(f.code, f.measured, f.verdict) for f in told] == [
        ("SUR-07", 2.0, Verdict.INSUFFICIENT)
    ]
