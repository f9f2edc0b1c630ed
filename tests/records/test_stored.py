"""A folder says who made it, and what the first reader found comes back."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from riskscreen import records
from riskscreen.core import Finding, Verdict
from riskscreen.errors import IdentifierError, InputError, SchemaError
from riskscreen.records import stored

Two = Callable[..., records.Records]


def finding(code: str) -> Finding:
    return Finding(code, "of the reader", Verdict.PASS)


FROM_THE_READER = tuple(finding(code) for code in ("SUR-01", "MAP-02", "FIL-01", "SCH-30"))


def test_what_the_checks_give_again_is_not_carried() -> None:
    found = [finding(code) for code in ("SUR-01", "SCH-19", "MAP-02", "SCH-30", "FIL-01", "SCH-05")]
    kept = [one.code for one in stored.carried(found)]
    assert kept == ["SUR-01", "MAP-02", "SCH-30", "FIL-01"]


def test_a_finding_that_reading_gives_anew_is_there_once(
    held: records.Records, tmp_path: Path
) -> None:
    twins = held.replace(children=held.children.with_columns(own=[1.0] * 4, OWN=[2.0] * 4))
    once = records.read_records(twins.write(tmp_path / "a"))
    twice = records.read_records(once.write(tmp_path / "b"))
    assert [one.code for one in twice.reading].count("FIL-01") == 1
    assert twice.reading == once.reading


def test_the_folders_name_is_the_source_where_nobody_named_another(
    held: records.Records, tmp_path: Path
) -> None:
    bare = held.replace(source="").write(tmp_path / "visits")
    assert records.read_records(bare).source == "visits"
    named = held.replace(source="VHLSS 2014").write(tmp_path / "elsewhere")
    assert records.read_records(named).source == "VHLSS 2014"


def test_a_folder_of_a_person_has_no_findings_of_a_reader(
    held: records.Records, tmp_path: Path
) -> None:
    held.replace(reading=(finding("SUR-01"),)).write(tmp_path)
    (tmp_path / "records.toml").unlink()
    assert "SUR-01" not in {one.code for one in records.read_records(tmp_path).reading}


def test_reading_json_holds_plain_findings(held: records.Records, tmp_path: Path) -> None:
    held.replace(reading=(finding("SUR-01"),)).write(tmp_path)
    whole = json.loads((tmp_path / "reading.json").read_text(encoding="utf-8"))
    assert whole == {"findings": [finding("SUR-01").to_dict()]}


def test_a_folder_without_reading_json_is_read_without_it(
    held: records.Records, tmp_path: Path
) -> None:
    held.replace(reading=(finding("SUR-01"),)).write(tmp_path)
    (tmp_path / "reading.json").unlink()
    assert records.read_records(tmp_path).digest == held.digest


@pytest.mark.parametrize("lacking", ["households", "children"])
def test_a_table_that_is_gone_is_named(lacking: str, held: records.Records, tmp_path: Path) -> None:
    held.write(tmp_path)
    (tmp_path / f"{lacking}.parquet").unlink()
    with pytest.raises(InputError, match=f"no {lacking}.parquet or {lacking}.csv"):
        records.read_records(tmp_path)


def test_a_table_that_is_there_twice_is_refused(held: records.Records, tmp_path: Path) -> None:
    held.write(tmp_path, format="csv")
    (tmp_path / "children.parquet").write_bytes(b"")
    with pytest.raises(InputError, match="children is there twice"):
        records.read_records(tmp_path)


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_ids_that_a_reader_made_pass_again_until_somebody_changes_the_file(
    form: str, held: records.Records, tmp_path: Path
) -> None:
    made = ["84-54-16410-14-13-6", "101050015703", "1-2", "1-3"]  # look like a telephone, a card
    given = held.replace(children=held.children.with_columns(child_id=made))
    folder = given.write(tmp_path, format=form)
    assert records.read_records(folder).digest == given.digest
    other = held.replace(children=held.children.with_columns(child_id=made[::-1]))
    new = other.write(tmp_path / "b", format=form) / f"children.{form}"
    new.replace(folder / new.name)
    with pytest.raises(IdentifierError, match="child_id look like"):
        records.read_records(folder)
    assert records.read_records(folder, reader_made_ids=True).digest == other.digest


def test_a_csv_of_a_person_is_read_as_ever(tmp_path: Path, two: Two) -> None:
    two().write(tmp_path, format="csv")
    (tmp_path / "records.toml").write_text('purpose = "x"\n')
    (tmp_path / "children.csv").write_text(
        "child_id,household_id,observed_date,age_years,sex,weight,own,code,serial\n"
        "1,h1,2024-09-15,7,male,1,NA,01,9007199254740993\n"
        "2,h2,2024-09-15,9,female,1,1e5,2,1\n"
    )
    read = records.read_records(tmp_path).children
    np.testing.assert_array_equal(read["own"], [np.nan, 1e5])
    assert read["code"].tolist() == ["01", "2"]
    assert read["serial"].tolist() == ["9007199254740993", "1"]


def test_a_csv_that_a_person_has_changed_keeps_its_kinds_and_says_what_is_stale(
    tmp_path: Path,
    two: Two,
) -> None:
    whole = two(code=["01", "1"], n=[1.5, 2.5]).replace(reading=FROM_THE_READER)
    path = whole.write(tmp_path, format="csv") / "children.csv"
    text = path.read_text(encoding="utf-8").replace('"01"', "01").replace("2.5", "NA")
    path.write_text(text, encoding="utf-8")
    again = records.read_records(tmp_path)
    assert again.children["code"].tolist() == ["01", "1"]
    np.testing.assert_array_equal(again.children["n"], [1.5, np.nan])
    assert again.reading[: len(FROM_THE_READER)] == FROM_THE_READER
    stale = again.reading[len(FROM_THE_READER)]
    assert (stale.code, stale.verdict) == ("FIL-20", Verdict.INSUFFICIENT)
    assert "1 of 2 tables were changed after riskscreen wrote them; first is children.csv" in (
        stale.detail
    )


def test_a_cell_that_no_longer_is_of_its_kind_is_refused(tmp_path: Path, two: Two) -> None:
    path = two(n=[1.5, 2.5]).write(tmp_path, format="csv") / "children.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("2.5", "many"), encoding="utf-8")
    with pytest.raises(SchemaError, match=r"n holds .* not of its kind in 1 of 2 children; first "
                                          r"is child 1: many"):  # fmt: skip
        records.read_records(tmp_path)


def test_a_column_that_a_person_has_added_is_read_as_ever(tmp_path: Path, two: Two) -> None:
    path = two(code=["01", "1"]).write(tmp_path, format="csv") / "children.csv"
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    more = [f"{header},size,mark", f"{lines[0]},7,NA", f"{lines[1]},9,07"]
    path.write_text("\n".join(more) + "\n", encoding="utf-8")
    again = records.read_records(tmp_path).children
    assert again["size"].tolist() == [7.0, 9.0]
    assert again["mark"].tolist() == ["", "07"]


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe", b"child_id;age_years\n1;2\n", b"child_id,child_id\n1,2\n", b"a,b\n1\n", b""],
    ids=["not UTF-8", "semicolons", "twice", "short line", "empty"],
)
def test_a_damaged_csv_is_a_finding_as_that_of_a_person(
    content: bytes, tmp_path: Path, two: Two
) -> None:
    two().write(tmp_path, format="csv")
    (tmp_path / "children.csv").write_bytes(content)
    with pytest.raises(SchemaError):
        records.read_records(tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("reading.json", "{", "does not hold what a reader found"),
        ("reading.json", '{"findings": [{"code": "X"}]}', "restore it, or remove it"),
        ("reading.json", '{"findings": [{"code": "X-1", "title": "", "verdict": "fine"}]}', "fine"),
        ("reading.json", "[]", "does not hold"),
        ("records.toml", "written = 1", "written is no table"),
        ("records.toml", "[written]\nchildren = 1", "not as riskscreen wrote it"),
        ("records.toml", '[written.children]\nx = "blob"', "not as riskscreen wrote it"),
        ("records.toml", "[written.files]\nx = 1", "not as riskscreen wrote it"),
    ],
)  # fmt: skip
def test_damaged_notes_are_one_sentence(
    name: str, content: str, message: str, tmp_path: Path, two: Two
) -> None:
    two().write(tmp_path, format="csv")
    (tmp_path / name).write_text(content)
    with pytest.raises(InputError, match=message):
        records.read_records(tmp_path)
