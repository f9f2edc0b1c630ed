"""The two worked examples of docs/mapping.md are what they say: read, and counted by hand."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from riskscreen import records
from riskscreen.errors import MappingError

DOCS = Path(__file__).parents[3] / "docs" / "mapping.md"
N_HOMES = 60


def _example(heading: str) -> str:
    section = DOCS.read_text(encoding="utf-8").split(f"## {heading}\n")[1]
    found = re.search(r"```toml\n(.*?)```", section, re.DOTALL)
    assert found
    return found[1]


def _roster(rng: np.random.Generator) -> list[dict[str, Any]]:
    """Persons by household: a head, adults, children; some ages unknown, codes for no answer."""
    people = []
    for home in range(1, N_HOMES + 1):
        for line in range(1, int(rng.integers(1, 8)) + 1):
            head = line == (2 if home % 7 == 0 else 1)
            age = int(rng.integers(20, 90)) if head else int(rng.integers(0, 75))
            people.append({
                "hhid": home, "indiv": line, "relation": 1 if head else 3,
                "sex": int(rng.integers(1, 3)),
                "age": 999 if head and home % 11 == 0 else None if line == 6 else age,
            })  # fmt: skip
    return people


def _asked(people: list[dict[str, Any]], rng: np.random.Generator) -> list[dict[str, Any]]:
    """Those from 5 years: school and work, with 9 and 999 for no answer."""
    asked = []
    for person in people:
        if person["age"] is None or person["age"] < 5:
            continue
        works = [int(rng.choice([1, 2, 2, 9])) for _ in range(2)]
        asked.append({
            **person, "school": int(rng.choice([1, 2, 9])), "farm": works[0], "wage": works[1],
            "hours": int(rng.choice([0, 4, 20, 50, 999])) if 1 in works else None,
        })  # fmt: skip
    return asked


def _write(folder: Path, name: str, columns: dict[str, list[Any]], **more: Any) -> None:
    pyreadstat.write_dta(pd.DataFrame(columns), str(folder / name), **more)


@pytest.fixture
def people() -> list[dict[str, Any]]:
    return _roster(np.random.default_rng(3))


@pytest.fixture
def asked(people: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return _asked(people, np.random.default_rng(4))


@pytest.fixture
def lsms(tmp_path: Path, people: list[dict[str, Any]], asked: list[dict[str, Any]]) -> Path:
    homes = list(range(1, N_HOMES + 1))
    _write(tmp_path, "S00_Cover.DTA", {
        "hhid": homes, "grappe": [home // 5 for home in homes],
        "milieu": [1 + home % 2 for home in homes],
        "region": [1 + home % 3 for home in homes], "hhweight": [100.0 + home for home in homes],
        "s00year": [2018] * N_HOMES, "s00month": [9] * N_HOMES,
        "s00day": [1 + home % 28 for home in homes],
    }, variable_value_labels={"region": {1: "North", 2: "Centre", 3: "Delta"}})  # fmt: skip
    _write(tmp_path, "s01_roster.dta", {
        "hhid": [p["hhid"] for p in people], "indiv": [p["indiv"] for p in people],
        "s01q01": [p["sex"] for p in people], "s01q02": [p["relation"] for p in people],
        "s01q04a": [p["age"] for p in people], "unused": ["x"] * len(people),
    })  # fmt: skip
    _write(tmp_path, "s02_education.dta", {
        "hhid": [p["hhid"] for p in asked], "indiv": [p["indiv"] for p in asked],
        "s02q03": [p["school"] for p in asked],
    })  # fmt: skip
    _write(tmp_path, "s04_labour.dta", {
        "hhid": [p["hhid"] for p in asked], "indiv": [p["indiv"] for p in asked],
        "s04q06": [p["farm"] for p in asked], "s04q07": [p["wage"] for p in asked],
        "s04q36": [p["hours"] for p in asked],
    })  # fmt: skip
    (tmp_path / "lsms.toml").write_text(_example("A survey of the LSMS kind"), encoding="utf-8")
    return tmp_path


def _hours(person: dict[str, Any]) -> float | None:
    works = (person["farm"], person["wage"])
    if 1 not in works:
        return None if 9 in works else 0.0
    return None if person["hours"] == 999 else person["hours"]


def _plain(values: np.ndarray[Any, Any]) -> list[Any]:
    return [None if value != value else value for value in values.tolist()]  # noqa: PLR0124 - NaN


def test_every_child_of_the_survey_is_there_as_a_loop_says(
    lsms: Path, people: list[dict[str, Any]], asked: list[dict[str, Any]]
) -> None:
    read = records.read_records(lsms, mapping=lsms / "lsms.toml")
    children = [p for p in people if p["age"] is not None and p["age"] < 18]
    by_line = {(p["hhid"], p["indiv"]): p for p in asked}
    answers = [by_line.get((p["hhid"], p["indiv"])) for p in children]
    made = read.children
    assert made["child_id"].tolist() == [f"{p['hhid']}-{p['indiv']}" for p in children]
    assert made["age_years"].tolist() == [p["age"] for p in children]
    assert made["sex"].tolist() == [("male", "female")[p["sex"] - 1] for p in children]
    assert made["weight"].tolist() == [100.0 + p["hhid"] for p in children]
    school = {1: 1.0, 2: 0.0, 9: None}
    assert _plain(made["attending_school"]) == [a and school[a["school"]] for a in answers]
    assert _plain(made["economic_hours_week"]) == [a and _hours(a) for a in answers]
    assert "mother_line" not in made


def test_households_gather_their_roster_as_a_loop_says(
    lsms: Path, people: list[dict[str, Any]]
) -> None:
    made = records.read_records(lsms, mapping=lsms / "lsms.toml").households
    homes = [[p for p in people if p["hhid"] == home] for home in range(1, N_HOMES + 1)]
    assert made["household_size"].tolist() == [len(home) for home in homes]
    assert made["n_elderly"].tolist() == [
        sum(p["age"] is not None and p["age"] >= 60 for p in home) for home in homes
    ]
    heads = [[p for p in home if p["relation"] == 1] for home in homes]
    assert _plain(made["head_age_years"]) == [
        head[0]["age"] if len(head) == 1 and head[0]["age"] not in (None, 999) else None
        for head in heads
    ]
    assert set(made["survey_region"]) == {"North", "Centre", "Delta"}
    assert made["observed_date"][0] == np.datetime64("2018-09-02")


def test_the_survey_accounts_for_every_row(
    lsms: Path, people: list[dict[str, Any]], asked: list[dict[str, Any]]
) -> None:
    read = records.read_records(lsms, mapping=lsms / "lsms.toml")
    told = {found.title: found for found in read.reading if found.code.startswith("MAP")}
    unknown = sum(p["age"] in (None, 999) for p in people)
    adults = sum(p["age"] not in (None, 999) and p["age"] >= 18 for p in people)
    children = len(people) - adults - unknown
    assert told["rows set aside by keep"].detail.startswith(
        f"{len(people)} rows of children in = {children} used + {adults} set aside (not: "
        f"where(s01q04a == 999, missing, s01q04a) < 18) + {unknown} set aside "
        "(unknown); first is hhid=1 indiv=1"
    )
    of_children = sum(p["age"] < 18 for p in asked)
    assert told["rows joined: education"].detail.startswith(
        f"{len(asked)} rows of education = {of_children} matched to children + "
        f"{len(asked) - of_children} matched only to rows set aside + 0 with a repeated key + 0 "
        "not matched."
    )
    codes = sum(p["school"] == 9 and p["age"] < 18 for p in asked)
    assert f"9 ({codes})" in told["missing codes: school"].detail
    assert "mother_line" in told["optional and not found: mother_line"].detail
    assert {found.verdict.value for found in told.values()} == {"pass"}


def test_a_misspelt_column_is_named_with_the_nearest_one_of_the_file(lsms: Path) -> None:
    text = (
        (lsms / "lsms.toml")
        .read_text()
        .replace('sex = { from = "s01q01"', 'sex = { from = "so1q01"')
    )
    (lsms / "lsms.toml").write_text(text)
    with pytest.raises(
        MappingError, match=r"no column so1q01 in the roster file \(did you mean s01q01\?\)"
    ):
        records.read_records(lsms, mapping=lsms / "lsms.toml")


EXPORT = {
    "Mã trẻ": ["t1", "t2", "t3"], "Mã hộ": ["h1", "h1", "h2"],
    "Diện hộ": ["Hộ nghèo", "Hộ nghèo", None], "Giới tính": ["Nam", "Nữ", "Nữ"],
    "Năm sinh": [2010, 2017, 2012], "Đang đi học": ["x", None, "x"],
    "Khoảng cách (m)": [500, 1200, None],
}  # fmt: skip


def _is_export(read: records.Records) -> None:
    assert read.households["household_id"].tolist() == ["h1", "h2"]
    assert read.households["poverty_status"].tolist() == ["poor", ""]
    assert read.children["age_years"].tolist() == [14, 7, 12]
    assert read.children["attending_school"].tolist() == [1, 0, 1]
    assert _plain(read.children["school_distance_km"]) == [0.5, 1.2, None]


def test_an_export_as_a_frame_gives_one_row_per_household(tmp_path: Path) -> None:
    (tmp_path / "office.toml").write_text(_example("An export of an office"), encoding="utf-8")
    mapped = records.read_mapping(tmp_path / "office.toml")
    _is_export(records.read_records({"export": pd.DataFrame(EXPORT)}, mapping=mapped))


def test_an_export_as_a_workbook_gives_the_same(tmp_path: Path) -> None:
    (tmp_path / "office.toml").write_text(_example("An export of an office"), encoding="utf-8")
    with pd.ExcelWriter(tmp_path / "Danh sách trẻ em.xlsx") as book:
        pd.DataFrame({"x": [1]}).to_excel(book, sheet_name="Ghi chú", index=False)
        pd.DataFrame(EXPORT).to_excel(book, sheet_name="Trẻ em", index=False, startrow=2)
        book.sheets["Trẻ em"]["A1"] = "DANH SÁCH TRẺ EM"
    _is_export(records.read_records(tmp_path, mapping=tmp_path / "office.toml"))
