"""Every round of VHLSS from files on a disk to records, against counts made by hand."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.surveys import vhlss_world
from tests.surveys.vhlss_world import World

from riskscreen import surveys
from riskscreen.core import Finding, Verdict
from riskscreen.errors import InputError
from riskscreen.records import Records

MONTH_DAYS = 365.25 / 12


def read(world: World, folder: Path, **how: Any) -> Records:
    return surveys.read("vhlss", world.write(folder, **how), round=world.year)


def told(held: Records, code: str, about: str = "") -> list[Finding]:
    return [f for f in held.reading if f.code == code and about in f.title]


def by_child(held: Records, column: str) -> dict[str, Any]:
    return dict(
        zip(held.children["child_id"].tolist(), held.children[column].tolist(), strict=True)
    )


def by_home(held: Records, column: str) -> dict[str, Any]:
    table = held.households
    return dict(zip(table["household_id"].tolist(), table[column].tolist(), strict=True))


def agree(found: dict[str, Any], expected: dict[str, Any]) -> None:
    assert found.keys() == expected.keys()
    for key, value in expected.items():
        if value is None:
            assert math.isnan(found[key]), key
        else:
            assert found[key] == pytest.approx(value), key


@pytest.fixture(scope="module")
def world() -> World:
    return vhlss_world.make()


@pytest.fixture(scope="module")
def held(world: World, tmp_path_factory: pytest.TempPathFactory) -> Records:
    return read(world, tmp_path_factory.mktemp("vhlss"))


@pytest.mark.parametrize("suffix", [".dta", ".sav", ".csv"])
@pytest.mark.parametrize("year", vhlss_world.ROUNDS)
def test_every_round_is_read_from_its_own_files(year: int, suffix: str, tmp_path: Path) -> None:
    world = vhlss_world.make(year)
    held = read(world, tmp_path, suffix=suffix)
    assert held.households.n_rows == len(world.homes)
    assert set(held.children["child_id"]) == {world.child_id(m) for m in world.children}
    assert set(held.households["survey_round"]) == {year}
    assert set(held.households["survey"]) == {"vhlss"}
    assert set(held.households["code_list_year"]) == {year}
    assert set(held.households["observed_date"].astype(str)) == {f"{year}-07-01"}
    assert by_home(held, "income_kvnd_month") == {world.id_of(h): h["income"] for h in world.homes}
    agree(by_child(held, "attending_school"), expected_attendance(world))
    agree(by_child(held, "worked_12_months"), expected_work(world))
    agree(by_child(held, "economic_hours_week"), expected_hours(world))


def expected_attendance(world: World) -> dict[str, float | None]:
    return {world.child_id(m): {1: 1.0, 2: 1.0, 3: 0.0}[m["attends"]] for m in world.children}


def expected_work(world: World) -> dict[str, float | None]:
    kinds = ("wage", "farm", "business")
    return {
        world.child_id(m): None if m["age"] < 6 else float(any(m[kind] == 1 for kind in kinds))
        for m in world.children
    }


def expected_hours(world: World) -> dict[str, float | None]:
    works = expected_work(world)
    return {
        world.child_id(m): None if works[world.child_id(m)] is None
        else 0.0 if not works[world.child_id(m)]
        else m["days"] * m["hours"] * 7 / MONTH_DAYS
        for m in world.children
    }  # fmt: skip


def test_a_child_works_eight_hours_on_fifteen_days_a_month_is_27_6_hours_a_week(
    tmp_path: Path,
) -> None:
    world = vhlss_world.make()
    child = next(m for m in world.children if m["age"] >= 12)
    child.update(wage=1, days=15, hours=8, any_work=1)
    hours = by_child(read(world, tmp_path), "economic_hours_week")
    assert hours[world.child_id(child)] == pytest.approx(15 * 8 * 7 / 30.4375)
    assert hours[world.child_id(child)] == pytest.approx(27.6, abs=0.01)


def test_on_holiday_counts_as_attending_and_is_counted(world: World, held: Records) -> None:
    away = [m for m in world.children if m["attends"] == 2]
    assert away
    (finding,) = told(held, "SUR-10", "on holiday")
    assert finding.measured == len(away)
    assert sum(by_child(held, "on_holiday")[world.child_id(m)] == 1 for m in away) == len(away)
    assert all(by_child(held, "attending_school")[world.child_id(m)] == 1 for m in away)


def test_economic_activity_is_labelled_as_no_child_labour(world: World, held: Records) -> None:
    (finding,) = told(held, "SUR-10", "economically active")
    assert finding.measured == sum(1 for v in expected_work(world).values() if v)
    assert finding.verdict is Verdict.INSUFFICIENT
    assert "NOT child labour" in finding.detail
    assert "not last week" in finding.detail
    assert "chores_hours_week" not in held.children
    assert "hazardous_work" not in held.children


def test_unanswered_work_is_unknown_unless_one_kind_says_yes(tmp_path: Path) -> None:
    world = vhlss_world.make()
    old = [m for m in world.children if m["age"] >= 9]
    old[0].update(wage=None, farm=2, business=2, any_work=None)
    old[1].update(wage=None, farm=1, business=2, any_work=None)
    old[2].update(wage=None, farm=None, business=None, any_work=2)
    works = by_child(read(world, tmp_path), "worked_12_months")
    assert math.isnan(works[world.child_id(old[0])])
    assert works[world.child_id(old[1])] == 1
    assert works[world.child_id(old[2])] == 0


def test_work_of_a_child_under_six_is_no_answer_and_is_told(tmp_path: Path) -> None:
    world = vhlss_world.make()
    small = next(m for m in world.children if m["age"] == 5)
    small["age"] = 6  # as the file of section 4 has it
    folder = world.write(tmp_path)
    small["age"] = 5
    place = folder / "VHLSS2014_Households"
    rows = [{**vhlss_world.keyed(m, text=False), "matv": m["member"], "m1ac2": m["sex"],
             "m1ac3": m["relation"], "m1ac5": m["age"]} for m in world.members]  # fmt: skip
    vhlss_world.save(place / "Muc1A.dta", rows)
    held = surveys.read("vhlss", folder, round=2014)
    assert math.isnan(by_child(held, "worked_12_months")[world.child_id(small)])
    assert told(held, "SUR-07", "too young")[0].measured == 1


def test_keys_are_one_spelling_whether_numbers_or_text(tmp_path: Path) -> None:
    world = vhlss_world.make()
    numbers = read(world, tmp_path / "numbers")
    text = read(world, tmp_path / "text", text_keys=True)
    assert numbers.digest == text.digest


def test_a_text_key_in_one_file_joins_a_number_in_another(tmp_path: Path) -> None:
    world = vhlss_world.make()
    world.write(tmp_path, text_keys=True)
    world.write(tmp_path / "numbers")
    name = "VHLSS2014_Households/Muc2A.dta"
    (tmp_path / "numbers" / name).replace(tmp_path / name)
    for path in (tmp_path / "numbers").rglob("*.dta"):
        path.unlink()
    held = surveys.read("vhlss", tmp_path, round=2014)
    agree(by_child(held, "attending_school"), expected_attendance(world))


def test_ids_psu_province_and_region_come_from_the_keys(world: World, held: Records) -> None:
    assert set(held.households["household_id"]) == {world.id_of(h) for h in world.homes}
    psu = by_home(held, "psu")
    province, region = by_home(held, "province_code"), by_home(held, "region")
    expected = {1: "red_river_delta", 2: "northern_mountains", 15: "northern_mountains",
                38: "central_coast", 64: "central_highlands", 79: "south_east",
                91: "mekong_delta", 4: "northern_mountains"}  # fmt: skip
    for home in world.homes:
        key = world.id_of(home)
        assert psu[key] == "-".join(str(home[k]) for k in vhlss_world.AREA)
        assert province[key] == f"{home['tinh']:02d}"
        assert by_home(held, "commune_code")[key] == f"{home['xa']:05d}"
        assert region[key] == expected[home["tinh"]]


def test_ethnic_number_is_of_the_list_of_54_and_of_the_head(world: World, held: Records) -> None:
    names = {1: "Kinh", 4: "Hoa", 8: "Mông", 3: "Thái", 10: "Gia Rai", 5: "Khmer"}
    heads = by_home(held, "head_ethnicity")
    assert heads == {world.id_of(h): names[h["ethnic"]] for h in world.homes}
    children = by_child(held, "ethnicity")
    assert children == {world.child_id(m): heads[world.id_of(m)] for m in world.children}


def test_head_size_elderly_and_income_of_each_household(world: World, held: Records) -> None:
    for home in world.homes:
        key = world.id_of(home)
        people = [m for m in world.members if world.id_of(m) == key]
        head = next(m for m in people if m["relation"] == 1)
        assert by_home(held, "head_age_years")[key] == head["age"]
        assert by_home(held, "head_sex")[key] == {1: "male", 2: "female"}[head["sex"]]
        words = {0: "none", 1: "primary", 2: "lower_secondary", 3: "upper_secondary", 9: "higher"}
        assert by_home(held, "head_education")[key] == words[head["diploma"]]
        assert by_home(held, "household_size")[key] == len(people)
        assert by_home(held, "n_elderly")[key] == sum(m["age"] >= 60 for m in people)
        assert by_home(held, "income_kvnd_month")[key] == home["income"]
        assert by_home(held, "expenditure_kvnd_month")[key] == home["spending"]
        assert by_home(held, "urban")[key] == {1: 1.0, 2: 0.0}[home["urban"]]


def test_water_and_dwelling_of_each_household(world: World, held: Records) -> None:
    for home in world.homes:
        key = world.id_of(home)
        assert by_home(held, "safe_water")[key] == float(home["water"] not in (5, 7, 10))
        assert by_home(held, "permanent_dwelling")[key] == float(home["house"] <= 3)


def test_yearly_income_stands_in_per_person_and_month(world: World, tmp_path: Path) -> None:
    held = read(world, tmp_path, without=("thubq",))
    agree(by_home(held, "income_kvnd_month"), {world.id_of(h): h["income"] for h in world.homes})


def test_household_size_is_counted_where_it_is_not_told(world: World, tmp_path: Path) -> None:
    held = read(world, tmp_path, without=("tsnguoi",))
    agree(by_home(held, "household_size"), {world.id_of(h): h["size"] for h in world.homes})
    assert told(held, "SUR-04", "household size")[0].measured == len(world.homes)


def test_households_without_children_are_kept(world: World, held: Records) -> None:
    childless = {world.id_of(h) for h in world.homes} - {world.id_of(m) for m in world.children}
    assert childless
    assert childless <= set(held.households["household_id"])


def test_rows_in_are_rows_used_and_rows_set_aside(world: World, held: Records) -> None:
    rows = {f.title.split(": ")[1]: f for f in told(held, "SUR-01")}
    adults = len(world.members) - len(world.children)
    assert rows["Muc1A.dta"].verdict is Verdict.PASS
    assert f"{len(world.members)} rows in = {len(world.children)} used" in rows["Muc1A.dta"].detail
    assert f"aged 18 and over: {adults}" in rows["Muc1A.dta"].detail
    assert {"Ho1.dta", "Muc2A.dta", "Muc4a.dta"} <= rows.keys()
    assert not [f for f in held.reading if f.verdict is Verdict.FAIL]


def test_no_day_of_interview_is_said_unless_it_is_given(world: World, tmp_path: Path) -> None:
    folder = world.write(tmp_path)
    (finding,) = told(surveys.read("vhlss", folder, round=2014), "SUR-11")
    assert finding.verdict is Verdict.INSUFFICIENT
    assert "four quarters" in finding.detail
    given = surveys.read("vhlss", folder, round=2014, observed_date="2014-09-15")
    assert not told(given, "SUR-11")
    assert set(given.children["observed_date"].astype(str)) == {"2014-09-15"}


@pytest.mark.parametrize(
    ("day", "words"),
    [("15/09/2014", "is not a day"), ("2012-09-15", "not in VHLSS 2014"), ("NaT", "not")],
)
def test_a_day_that_is_none_or_of_another_round_refuses(
    world: World, tmp_path: Path, day: str, words: str
) -> None:
    folder = world.write(tmp_path)
    with pytest.raises(InputError, match=words):
        surveys.read("vhlss", folder, round=2014, observed_date=day)


def test_legal_basis_goes_with_the_records(world: World, tmp_path: Path) -> None:
    held = surveys.read(
        "vhlss", world.write(tmp_path), round=2014, legal_basis="letter 12", purpose="research",
        retention_until="2035-12-31",
    )  # fmt: skip
    held.require_legal()
    assert held.source.startswith("vhlss 2014")


def test_progress_is_said(world: World, tmp_path: Path) -> None:
    lines: list[str] = []
    surveys.read("vhlss", world.write(tmp_path), round=2014, say=lines.append)
    assert any("reading" in line for line in lines)


def test_writing_and_reading_again_gives_the_same_records(held: Records, tmp_path: Path) -> None:
    from riskscreen import records

    assert records.read_records(held.write(tmp_path / "out"), reader_made_ids=True).digest == (
        held.digest
    )


def test_shuffled_rows_give_the_same_children(tmp_path: Path) -> None:
    world = vhlss_world.make()
    straight = read(world, tmp_path / "a")
    world.members.reverse()
    world.homes.reverse()
    shuffled = read(world, tmp_path / "b")
    for column in ("attending_school", "economic_hours_week", "age_years", "weight"):
        np.testing.assert_equal(by_child(shuffled, column), by_child(straight, column))


def test_what_nobody_verified_is_named(held: Records) -> None:
    (finding,) = told(held, "SUR-10", "unverified")
    assert "days a month or days a year" in finding.detail


Change = Callable[[World], None]


def _no_head(world: World) -> None:
    world.members[0]["relation"] = 2


def _two_heads(world: World) -> None:
    home = world.homes[4]
    people = [m for m in world.members if world.id_of(m) == world.id_of(home)]
    people[1]["relation"] = 1


@pytest.mark.parametrize(
    ("change", "words"), [(_no_head, "no head"), (_two_heads, "several heads")]
)
def test_a_head_who_is_missing_or_double_is_told_and_not_chosen(
    change: Change, words: str, tmp_path: Path
) -> None:
    world = vhlss_world.make()
    change(world)
    held = read(world, tmp_path)
    (finding,) = told(held, "SUR-05", words)
    assert finding.measured == 1
    which = world.id_of(world.homes[0] if words == "no head" else world.homes[4])
    assert which in finding.detail
    assert math.isnan(by_home(held, "head_age_years")[which])
    assert by_home(held, "head_sex")[which] == ""


# What the file holds in place of each ASCII stand-in of the same length: TCVN3 (ABC) letters.
TCVN3 = {
    b"H@ N@i": b"H\xb5 N\xe9i", b"H@ Giang": b"H\xb5 Giang", b"Y@n B@i": b"Y\xaan B\xb8i",
    b"Thanh H@a": b"Thanh H\xe3a", b"Cao B@ng": b"Cao B\xbbng", b"Th@i": b"Th\xb8i",
    b"M@ng": b"M\xabng", b"l@p 5": b"l\xedp 5",
}  # fmt: skip


def test_labels_and_strings_of_an_old_stata_file_in_tcvn3_are_read(tmp_path: Path) -> None:
    world = vhlss_world.make()
    child = next(m for m in world.children if m["age"] >= 12)
    child["grade_done"] = "l@p 5"
    world.labels = {
        "tinh": {1: "H@ N@i", 2: "H@ Giang", 15: "Y@n B@i", 38: "Thanh H@a", 4: "Cao B@ng"},
        "dantoc": {1: "Kinh", 3: "Th@i", 4: "Hoa", 5: "Khmer", 8: "M@ng", 10: "Gia Rai"},
    }
    world.write(tmp_path, version=10)
    for path in tmp_path.rglob("*.dta"):
        content = path.read_bytes()
        for stand_in, letters in TCVN3.items():
            content = content.replace(stand_in, letters)
        path.write_bytes(content)
    held = surveys.read("vhlss", tmp_path, round=2014)
    published = {"Kinh", "Thái", "Hoa", "Khmer", "Mông", "Gia Rai"}
    assert set(held.households["ethnicity_published"]) == published
    assert set(held.households["head_ethnicity"]) == published
    assert by_child(held, "grade_attained")[world.child_id(child)] == 5
    assert not told(held, "SUR-12", "grade_done")
    decoded = " ".join(f.title + f.detail for f in held.reading if "TCVN3" in f.detail)
    assert "Ho1.dta" in decoded
    assert "Muc2A.dta" in decoded
