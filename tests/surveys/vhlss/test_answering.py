"""Units that can be true, answers that contradict each other."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.surveys import vhlss_world
from tests.surveys.vhlss_world import World

from riskscreen import records, surveys
from riskscreen.core import Finding, Verdict
from riskscreen.records import Records
from riskscreen.surveys import report
from riskscreen.surveys.vhlss import answering, rounds
from riskscreen.surveys.vhlss.roster import Members


def read(world: World, folder: Path) -> Records:
    return surveys.read("vhlss", world.write(folder), round=world.year)


def told(held: Records, code: str, about: str) -> Finding:
    return next(f for f in held.reading if f.code == code and about in f.title)


def test_days_that_no_month_has_leave_the_hours_out_and_say_so(tmp_path: Path) -> None:
    world = vhlss_world.make()
    workers = [m for m in world.children if m["days"]]
    assert len(workers) > 1
    for member in workers:
        member["days"] = 240
    held = read(world, tmp_path)
    assert "economic_hours_week" not in held.children
    finding = told(held, "SUR-10", "unit of the days")
    assert finding.measured == len(workers)
    assert finding.verdict is Verdict.INSUFFICIENT
    assert "cannot count days a month" in finding.detail


def test_a_slip_is_missing_and_the_rest_stays(tmp_path: Path) -> None:
    world = vhlss_world.make()
    child = next(m for m in world.children if m["days"])
    child["hours"] = 80
    held = read(world, tmp_path)
    ids = held.children["child_id"].tolist()
    assert math.isnan(held.children["economic_hours_week"][ids.index(world.child_id(child))])
    assert told(held, "SUR-07", "days and hours").measured == 1


def test_work_that_contradicts_its_kinds_is_told(tmp_path: Path) -> None:
    world = vhlss_world.make()
    child = next(m for m in world.children if m["farm"] == 1)
    child["any_work"] = 2
    held = read(world, tmp_path)
    ids = held.children["child_id"].tolist()
    assert held.children["worked_12_months"][ids.index(world.child_id(child))] == 1
    assert told(held, "SUR-07", "work").measured == 1


def test_no_hours_of_whoever_does_not_work(tmp_path: Path) -> None:
    world = vhlss_world.make()
    child = next(m for m in world.children if m["age"] >= 9)
    child.update(wage=2, farm=2, business=2, any_work=2, days=20, hours=5)
    held = read(world, tmp_path)
    ids = held.children["child_id"].tolist()
    assert held.children["economic_hours_week"][ids.index(world.child_id(child))] == 0


@pytest.mark.parametrize(("unit", "days"), [("days a month", 20.0), ("days a year", 240.0)])
def test_each_unit_gives_the_same_work_in_a_week(unit: str, days: float) -> None:
    people = {
        "person": np.array(["1-1"]), "age": np.array([12.0]), "work_days": np.array([days]),
        "work_hours": np.array([3.0]),
    }  # fmt: skip
    ids = people["person"]
    members = Members(records.Raw("members", people), report.sorting("Muc1A", ids), ())
    known = replace(rounds.describe(2014), unit=rounds.units()[unit])
    time, told = answering.work_time(members, known)
    hours = (time["days"] * time["hours"] * time["days_a_week"])[0]
    assert hours == pytest.approx(20 * 3 * 7 / 30.4375)
    assert not told
