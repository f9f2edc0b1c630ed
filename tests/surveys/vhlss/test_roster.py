"""Who is a member, whose answers join, and what became of everybody else."""

import math
from pathlib import Path
from typing import Any

import pytest
from tests.surveys import vhlss_world
from tests.surveys.vhlss_world import World

from riskscreen import surveys
from riskscreen.core import Finding
from riskscreen.records import Records


def read(world: World, folder: Path, **how: Any) -> Records:
    return surveys.read("vhlss", world.write(folder, **how), round=world.year)


def told(held: Records, code: str, about: str = "") -> Finding:
    return next(f for f in held.reading if f.code == code and about in f.title)


def rows_of(held: Records, file: str) -> str:
    return told(held, "SUR-01", file).detail


def value(held: Records, world: World, member: dict[str, Any], column: str) -> Any:
    ids = held.children["child_id"].tolist()
    return held.children[column].tolist()[ids.index(world.child_id(member))]


def test_two_persons_with_one_line_number_are_both_set_aside(tmp_path: Path) -> None:
    world = vhlss_world.make()
    child = world.children[0]
    world.members.append({**child, "age": 16, "sex": 3 - child["sex"]})
    held = read(world, tmp_path)
    assert world.child_id(child) not in held.children["child_id"]
    finding = told(held, "SUR-06", "Muc1A")
    assert finding.measured == 2
    assert world.child_id(child) in finding.detail
    assert "two persons with one line number: 2" in rows_of(held, "Muc1A")


def test_a_person_twice_in_a_section_has_no_answers_of_it(tmp_path: Path) -> None:
    world = vhlss_world.make()
    child = next(m for m in world.children if m["attends"] == 1)
    place = world.write(tmp_path) / "VHLSS2014_Households" / "Muc2A.dta"
    rows = [{**vhlss_world.keyed(m, text=False), "matv": m["member"], "m2ac4": m["attends"]}
            for m in [*world.members, {**child, "attends": 3}]]  # fmt: skip
    vhlss_world.save(place, rows)
    held = surveys.read("vhlss", tmp_path, round=2014)
    assert math.isnan(value(held, world, child, "attending_school"))
    assert told(held, "SUR-06", "Muc2A").measured == 2


def test_a_child_without_a_household_is_set_aside_and_counted(tmp_path: Path) -> None:
    world = vhlss_world.make()
    lone = {**world.children[0], "hoso": 99}
    world.members.append(lone)
    held = read(world, tmp_path)
    assert world.child_id(lone) not in held.children["child_id"]
    assert told(held, "SUR-02", "members without").measured == 1
    assert "household not in the household file: 1" in rows_of(held, "Muc1A")


def test_answers_of_nobody_in_the_roster_are_told(tmp_path: Path) -> None:
    world = vhlss_world.make()
    place = world.write(tmp_path) / "VHLSS2014_Households"
    rows = [{**vhlss_world.keyed(m, text=False), "matv": m["member"], "m2ac4": m["attends"]}
            for m in [*world.members, {**world.members[0], "member": 77}]]  # fmt: skip
    vhlss_world.save(place / "Muc2A.dta", rows)
    held = surveys.read("vhlss", tmp_path, round=2014)
    finding = told(held, "SUR-02", "Muc2A")
    assert finding.measured == 1
    assert "-77" in finding.detail


def test_a_household_without_members_is_kept_and_told(tmp_path: Path) -> None:
    world = vhlss_world.make()
    world.homes.append({**world.homes[0], "hoso": 50})
    held = read(world, tmp_path)
    assert held.households.n_rows == len(world.homes)
    assert told(held, "SUR-02", "without members").measured == 1


def test_a_missing_key_or_age_is_set_aside_with_its_reason(tmp_path: Path) -> None:
    world = vhlss_world.make()
    first, second = world.children[:2]
    first["member"], second["age"] = None, None
    held = read(world, tmp_path)
    detail = rows_of(held, "Muc1A")
    assert "key of household or member not recorded: 1" in detail
    assert "age not recorded: 1" in detail
    assert held.children.n_rows == len(world.children) - 1


def test_a_household_there_twice_is_used_once(tmp_path: Path) -> None:
    world = vhlss_world.make()
    world.homes.append({**world.homes[0], "ethnic": 8})
    held = read(world, tmp_path)
    assert held.households.n_rows == len(world.homes) - 1
    assert "a further row of the same household: 1" in rows_of(held, "Ho1")


def test_ages_17_and_18_stand_on_either_side(tmp_path: Path) -> None:
    world = vhlss_world.make()
    first, second, third = world.children[:3]
    first["age"], second["age"], third["age"] = 17, 18, 0
    held = read(world, tmp_path)
    ids = held.children["child_id"].tolist()
    assert [world.child_id(m) in ids for m in (first, second, third)] == [True, False, True]


def test_relation_and_marital_status_are_words(tmp_path: Path) -> None:
    world = vhlss_world.make()
    some = world.children[:4]
    for child, relation, marital in zip(some, (3, 6, 7, 2), (1, 2, 4, 5), strict=True):
        child.update(relation=relation, marital=marital)
    held = read(world, tmp_path)
    relations = [value(held, world, m, "relation_to_head") for m in some]
    assert relations == ["child", "grandchild", "", ""]
    marital = [value(held, world, m, "marital_status") for m in some]
    assert marital == ["never_married", "married", "divorced", "separated"]
    assert value(held, world, some[0], "line_number") == some[0]["member"]


@pytest.mark.parametrize(
    ("text", "grade"),
    [("12", 12.0), ("lớp 5", 5.0), ("05", 5.0), ("5/12", 5.0), ("7/10", None), ("", None)],
)
def test_the_highest_grade_is_read_from_text(
    text: str, grade: float | None, tmp_path: Path
) -> None:
    world = vhlss_world.make()
    child = next(m for m in world.children if m["age"] >= 12)
    child["grade_done"] = text
    held = read(world, tmp_path)
    found = value(held, world, child, "grade_attained")
    assert math.isnan(found) if grade is None else found == grade
    not_read = [f for f in held.reading if f.code == "SUR-12" and "grade_done" in f.title]
    assert [f.measured for f in not_read] == ([1.0] if text == "7/10" else [])


@pytest.mark.parametrize(
    ("attends", "level", "grade", "expected"),
    [(1, 0, None, 0.0), (2, 2, 7, 7.0), (1, 3, 12, 12.0), (1, 9, 2, None), (3, 1, 4, None),
     (1, 1, None, None)],
)  # fmt: skip
def test_the_current_grade_is_a_grade_of_school_and_only_of_who_attends(
    attends: int, level: int, grade: int | None, expected: float | None, tmp_path: Path
) -> None:
    world = vhlss_world.make()
    child = world.children[0]
    child.update(attends=attends, level_now=level, grade_now=grade)
    held = read(world, tmp_path)
    found = value(held, world, child, "grade_current")
    assert math.isnan(found) if expected is None else found == expected


def test_a_grade_without_school_contradicts_and_is_told(tmp_path: Path) -> None:
    world = vhlss_world.make()
    world.children[0].update(attends=3, level_now=1, grade_now=4)
    assert told(read(world, tmp_path), "SUR-07", "grade").measured == 1


@pytest.mark.parametrize(
    ("general", "trade", "word"),
    [(0, None, "none"), (2, 5, "vocational"), (3, 0, "upper_secondary"), (9, 6, "higher"),
     (8, None, "higher"), (12, None, ""), (None, None, "")],
)  # fmt: skip
def test_the_heads_diploma_is_the_highest_of_school_and_trade(
    general: int | None, trade: int | None, word: str, tmp_path: Path
) -> None:
    world = vhlss_world.make()
    world.members[0].update(diploma=general, vocational=trade)
    held = read(world, tmp_path)
    ids = held.households["household_id"].tolist()
    place = ids.index(world.id_of(world.homes[0]))
    assert held.households["head_education"][place] == word


def test_round_2020_reads_the_health_section_by_its_own_key(tmp_path: Path) -> None:
    world = vhlss_world.make(2020)
    child = world.children[0]
    child["illness"] = 1
    held = read(world, tmp_path)
    ill = held.children["serious_illness"]
    assert ill.sum() == 1
    assert value(held, world, child, "serious_illness") == 1
