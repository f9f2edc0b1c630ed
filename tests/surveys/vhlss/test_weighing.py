"""Which weight a household gets: by sample, by area, never 1."""

import math
from pathlib import Path

import numpy as np
import pytest
from tests.surveys import vhlss_world
from tests.surveys.vhlss_world import World

from riskscreen import surveys
from riskscreen.core import Finding, Verdict
from riskscreen.records import Records


def read(world: World, folder: Path) -> Records:
    return surveys.read("vhlss", world.write(folder), round=world.year)


def told(held: Records, about: str = "") -> Finding:
    return next(f for f in held.reading if f.code == "SUR-09" and about in f.title)


def by_home(held: Records) -> dict[str, float]:
    table = held.households
    return dict(zip(table["household_id"].tolist(), table["weight"].tolist(), strict=True))


@pytest.mark.parametrize("year", vhlss_world.ROUNDS)
def test_each_household_and_child_has_the_weight_of_its_area(year: int, tmp_path: Path) -> None:
    world = vhlss_world.make(year)
    held = read(world, tmp_path)
    expected = {
        world.id_of(h): world.weights[tuple(h[k] for k in vhlss_world.AREA)] for h in world.homes
    }
    assert by_home(held) == pytest.approx(expected)
    children = held.children
    for home, weight in zip(children["household_id"], children["weight"], strict=True):
        assert weight == pytest.approx(expected[home])
    assert set(held.households["weight_kind"]) == {"expansion"}


def test_the_weight_goes_with_the_sample_that_is_there(tmp_path: Path) -> None:
    held = read(vhlss_world.make(2014), tmp_path)
    detail = told(held).detail
    assert "household weight wt9 of wt2014.dta, joined by enumeration area" in detail
    assert "wt45 is there too" in detail


def test_the_whole_sample_takes_wt45(tmp_path: Path) -> None:
    world = vhlss_world.make(2014, homes=3)
    many = [{**world.homes[0], "diaban": 1 + i // 90, "hoso": 1 + i % 90} for i in range(40_000)]
    world.homes = many
    world.weights = {tuple(h[k] for k in vhlss_world.AREA): 5000.0 for h in many}
    world.members = [vhlss_world.person(many[0], 1, relation=1),
                     vhlss_world.person(many[0], 2, age=9)]  # fmt: skip
    held = read(world, tmp_path)
    assert "household weight wt45" in told(held).detail
    assert set(held.households["weight"].tolist()) == {1000.0}


def test_a_household_without_a_weight_has_none_and_is_counted(tmp_path: Path) -> None:
    world = vhlss_world.make()
    gone = next(iter(world.weights))
    del world.weights[gone]
    held = read(world, tmp_path)
    lone = [world.id_of(h) for h in world.homes if tuple(h[k] for k in vhlss_world.AREA) == gone]
    finding = told(held)
    assert finding.measured == len(lone)
    assert finding.verdict is Verdict.INSUFFICIENT
    assert lone[0] in finding.detail
    weights = by_home(held)
    assert all(math.isnan(weights[key]) for key in lone)
    assert sum(math.isnan(w) for w in weights.values()) == len(lone)


def test_zero_weights_are_no_weights(tmp_path: Path) -> None:
    world = vhlss_world.make()
    first = next(iter(world.weights))
    world.weights[first] = 0.0
    assert told(read(world, tmp_path)).measured == 3


def test_weights_with_a_mean_of_one_are_normalised(tmp_path: Path) -> None:
    world = vhlss_world.make()
    mean = np.mean([world.weights[tuple(h[k] for k in vhlss_world.AREA)] for h in world.homes])
    world.weights = {area: weight / mean for area, weight in world.weights.items()}
    held = read(world, tmp_path)
    assert set(held.households["weight_kind"]) == {"normalised"}


def test_an_area_with_two_different_weights_has_none(tmp_path: Path) -> None:
    world = vhlss_world.make()
    world.write(tmp_path)
    rows = world._weight_rows(text=False)
    rows.append({**rows[0], "wt9": 1.0})
    rows.append(dict(rows[1]))  # the same again is no contradiction
    vhlss_world.save(tmp_path / "VHLSS2014_Households" / "wt2014.dta", rows)
    held = surveys.read("vhlss", tmp_path, round=2014)
    assert told(held, "contradicting").measured == 1
    assert told(held).measured == 3


def test_no_weight_file_is_said_and_nothing_weighs_one(tmp_path: Path) -> None:
    world = vhlss_world.make()
    held = surveys.read("vhlss", world.write(tmp_path, without=("wt2014",)), round=2014)
    finding = told(held)
    assert finding.verdict is Verdict.INSUFFICIENT
    assert "wt2014 or wt14" in finding.detail
    assert "weight" not in held.households
    assert "weight" not in held.children
