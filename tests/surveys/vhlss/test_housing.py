"""What the household files say, and what only their members tell."""

import math
from pathlib import Path

import pytest
from tests.surveys import vhlss_world

from riskscreen import surveys
from riskscreen.errors import InputError


def test_a_size_that_is_not_the_number_of_members_is_told_and_kept(tmp_path: Path) -> None:
    world = vhlss_world.make()
    world.homes[0]["size"] += 2
    held = surveys.read("vhlss", world.write(tmp_path), round=2014)
    (finding,) = [f for f in held.reading if f.code == "SUR-07" and "size" in f.title]
    assert finding.measured == 1
    ids = held.households["household_id"].tolist()
    place = ids.index(world.id_of(world.homes[0]))
    assert held.households["household_size"][place] == world.homes[0]["size"]


def test_a_household_that_lacks_in_a_further_file_is_missing_there_and_told(
    tmp_path: Path,
) -> None:
    world = vhlss_world.make()
    place = world.write(tmp_path) / "VHLSS2014_Households"
    rows = [{**vhlss_world.keyed(h, text=False), "chibq": h["spending"]} for h in world.homes[1:]]
    vhlss_world.save(place / "Ho3.dta", rows)
    held = surveys.read("vhlss", tmp_path, round=2014)
    (finding,) = [f for f in held.reading if f.code == "SUR-02" and "Ho3" in f.title]
    assert finding.measured == 1
    ids = held.households["household_id"].tolist()
    spending = held.households["expenditure_kvnd_month"]
    assert math.isnan(spending[ids.index(world.id_of(world.homes[0]))])
    assert spending[ids.index(world.id_of(world.homes[5]))] == world.homes[5]["spending"]


def test_a_household_file_without_one_key_refuses(tmp_path: Path) -> None:
    world = vhlss_world.make()
    for home in world.homes:
        home["hoso"] = float("nan")
    with pytest.raises(InputError, match=r"no row of Ho1\.dta has a household key"):
        surveys.read("vhlss", world.write(tmp_path), round=2014)
