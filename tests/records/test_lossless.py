"""A CSV that riskscreen wrote is read without a guess."""

from pathlib import Path

import numpy as np
import pytest

from riskscreen.records import Table, lossless


def written(table: Table, folder: Path) -> bytes:
    path = folder / "children.csv"
    lossless.write_csv(table, path)
    return path.read_bytes()


def test_kinds_are_noted_of_what_the_schema_does_not_type() -> None:
    table = Table(
        {
            "child_id": ["1"], "sex": ["male"], "age_years": [7.0], "has_identity_code": [1.0],
            "observed_date": np.array(["2024-09-15"], dtype="datetime64[D]"),
            "recorded_date": np.array(["2024-09-15"], dtype="datetime64[D]"),
            "own": ["x"], "n": [1.0],
        }
    )  # fmt: skip
    kinds = lossless.kinds_of(table, "children")
    assert {name: kinds[name] for name in ("child_id", "sex", "own", "n")} == {
        "child_id": "text", "sex": "text", "own": "text", "n": "number",
    }  # fmt: skip
    assert not {"age_years", "has_identity_code", "observed_date"} & set(kinds)


def test_text_is_quoted_and_missing_is_empty(tmp_path: Path) -> None:
    table = Table({"own": ["01", ""], "n": [0.1, np.nan],
                   "day": np.array(["1850-02-28", "NaT"], dtype="datetime64[D]")})  # fmt: skip
    content = written(table, tmp_path).decode()
    assert content == '"own","n","day"\n"01",0.1,"1850-02-28"\n,,\n'


@pytest.mark.parametrize("touched", [True, False], ids=["changed by hand", "as it was written"])
def test_na_is_a_text_until_somebody_has_changed_the_file(touched: bool, tmp_path: Path) -> None:
    table = Table({"own": ["NA", "x"], "line": ["01", "1"]})
    kinds = {"own": "text", "line": "text"}
    read = lossless.read_csv(written(table, tmp_path), "children", kinds, touched=touched)
    assert read.columns["own"].tolist() == ["" if touched else "NA", "x"]
    assert read.columns["line"].tolist() == ["01", "1"]


@pytest.mark.parametrize(
    ("kind", "cell"),
    [("number", "1,5"), ("number", "1e999"), ("number", "many"), ("date", "15/09/2024"),
     ("date", "2024"), ("date", "now"), ("date", "2024-02-30")],
)  # fmt: skip
def test_a_cell_of_another_kind_is_missing_and_a_finding(kind: str, cell: str) -> None:
    content = f'"child_id","own"\n"c1",\n"c2","{cell}"\n'.encode()
    read = lossless.read_csv(content, "children", {"child_id": "text", "own": kind})
    (finding,) = read.findings
    assert (finding.code, finding.verdict.value, finding.measured) == ("SCH-05", "fail", 1.0)
    assert f"in 1 of 2 children; first is child c2: {cell}" in finding.detail
    assert np.isnat(read.columns["own"][1]) if kind == "date" else np.isnan(read.columns["own"][1])


def test_columns_of_the_schema_stay_text_for_the_schema_to_type() -> None:
    read = lossless.read_csv(b'"child_id","age_years"\n"c1",7\n', "children", {"child_id": "text"})
    assert read.columns["age_years"].tolist() == ["7"]
    assert not read.is_text


def test_a_header_of_two_lines_is_one_name(tmp_path: Path) -> None:
    table = Table({'a "b",\nc': ["x"], " d ": ["y"]})
    kinds = lossless.kinds_of(table, "children")
    read = lossless.read_csv(written(table, tmp_path), "children", kinds)
    assert {name: cells.tolist() for name, cells in read.columns.items()} == {
        'a "b",\nc': ["x"], " d ": ["y"],
    }  # fmt: skip
