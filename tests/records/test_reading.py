"""What goes in comes out, and what may not go in is refused with all its faults."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from riskscreen import records
from riskscreen.core import Finding, Verdict
from riskscreen.errors import IdentifierError, InputError, SchemaError

Columns = dict[str, Any]


def test_all_faults_come_at_once(households: Columns, children: Columns) -> None:
    children |= {"age_years": [170, 9, "x", 3], "sex": ["maale", "female", "female", "male"]}
    with pytest.raises(SchemaError) as refused:
        records.read_records(households, children)
    codes = {f.code for f in refused.value.findings if f.verdict == "fail"}
    assert codes == {"SCH-05", "SCH-06", "SCH-07"}
    assert "3 of" in str(refused.value)


def test_the_message_has_three_parts(households: Columns, children: Columns) -> None:
    children["age_years"] = [7, 170, 12, 3]
    with pytest.raises(SchemaError) as refused:
        records.read_records(households, children)
    assert (
        "age_years outside 0-17 in 1 of 4 children; first is child c2: 170. A value above 100 is "
        "often months; convert before reading." in str(refused.value)
    )


def test_checking_never_raises_for_a_fault_of_the_data(children: Columns) -> None:
    findings = records.check({}, children | {"email": ["a@b.vn"] * 4, "age_years": ["?"] * 4})
    assert {"SCH-02", "SCH-03", "SCH-05", "SCH-28"} <= {f.code for f in findings}


@pytest.mark.parametrize("backend", ["pandas", "polars", "arrow"])
def test_frames_of_any_library_give_the_same_records(held: records.Records, backend: str) -> None:
    assert records.read_records(*held.to_frames(backend)).digest == held.digest


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_files_give_the_same_records(held: records.Records, tmp_path: Path, suffix: str) -> None:
    for name, frame in zip(("households", "children"), held.to_frames("pandas"), strict=True):
        write = {"csv": frame.to_csv, "parquet": frame.to_parquet}[suffix]
        write(tmp_path / f"{name}.{suffix}", index=False)
    assert records.read_records(tmp_path).digest == held.digest


def test_an_own_column_is_kept_with_its_zeros(held: records.Records, tmp_path: Path) -> None:
    own = held.replace(
        children=held.children.with_columns(
            school_code=["007", "008", "", "010"], score=[1.5, np.nan, 2.0, -1.0]
        )
    )
    for name, frame in zip(("households", "children"), own.to_frames("pandas"), strict=True):
        frame.to_csv(tmp_path / f"{name}.csv", index=False)
    assert records.read_records(tmp_path).digest == own.digest


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no households\.parquet or households\.csv"):
        records.read_records(tmp_path)


def test_a_table_that_is_there_twice_is_refused(held: records.Records, tmp_path: Path) -> None:
    held.write(tmp_path)
    (tmp_path / "children.csv").write_text("child_id\n")
    with pytest.raises(InputError, match="children is there twice"):
        records.read_records(tmp_path)


def test_half_a_pair_of_frames_is_refused(households: Columns) -> None:
    with pytest.raises(InputError, match="children are missing"):
        records.read_records(households)


def test_ids_are_hashed_alike_in_both_tables(households: Columns, children: Columns) -> None:
    plain = records.read_records(households, children)
    keyed = records.read_records(households, children, hash_key="a secret of an office")
    assert not set(plain.children["child_id"]) & set(keyed.children["child_id"])
    assert set(keyed.children["household_id"]) == set(keyed.households["household_id"])
    assert len(set(keyed.children["child_id"])) == 4


def test_identity_numbers_as_ids_need_a_key_or_a_reader(
    households: Columns, children: Columns
) -> None:
    children["child_id"] = ["001090123456", "001090123457", "001090123458", "001090123459"]
    with pytest.raises(IdentifierError, match="give hash_key") as refused:
        records.read_records(households, children)
    assert "001090" not in str(refused.value)
    assert records.read_records(households, children, hash_key=b"k" * 16)
    assert records.read_records(households, children, reader_made_ids=True)


def test_an_argument_overrides_the_folder(held: records.Records, tmp_path: Path) -> None:
    held.replace(legal_basis="Law on Children", purpose="visits").write(tmp_path)
    read = records.read_records(tmp_path, purpose="a test")
    assert (read.legal_basis, read.purpose) == ("Law on Children", "a test")


def test_weights_are_declared_absent_or_said_to_be(households: Columns, children: Columns) -> None:
    del children["weight"]
    unsaid = records.read_records(households, children)
    said = records.read_records(households, children, weights="none")
    assert "SCH-17" in {f.code for f in unsaid.reading}
    assert "SCH-17" not in {f.code for f in said.reading}
    with pytest.raises(InputError, match='declare "none"'):
        records.read_records(households, children, weights="1")


def test_rows_marked_synthetic_make_synthetic_records(
    households: Columns, children: Columns
) -> None:
    households["synthetic"], children["synthetic"] = [True] * 3, [True] * 4
    assert records.read_records(households, children).synthetic


def test_reading_parquet_leaves_pandas_alone(held: records.Records, tmp_path: Path) -> None:
    held.write(tmp_path)
    code = (
        "import sys; from riskscreen import records;"
        f"records.read_records({str(tmp_path)!r}).as_of('2024-09-15');"
        "sys.exit('pandas' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_shuffled_rows_give_the_same_snapshot(held: records.Records) -> None:
    order = np.array([2, 0, 3, 1])
    shuffled = held.replace(children=held.children.take(order))
    assert shuffled.as_of("2024-09-15").children.digest == held.as_of("2024-09-15").children.digest


def _raws(households: Columns, children: Columns) -> tuple[records.Raw, records.Raw]:
    return tuple(  # type: ignore[return-value]
        records.Raw(name, {column: np.array(values) for column, values in columns.items()})
        for name, columns in (("hh", households), ("hl", children))
    )


def test_a_reader_assembles_what_it_made(households: Columns, children: Columns) -> None:
    own = Finding("SUR-01", "rows", Verdict.PASS, measured=4.0)
    facts = records.Metadata(purpose="a test", weights="none")
    held = records.assemble(
        *_raws(households, children), metadata=facts, source="mics6", findings=[own]
    )
    assert held.children.digest == records.read_records(households, children).children.digest
    assert (held.source, held.purpose, held.weights) == ("mics6", "a test", "none")
    assert held.reading[0] == own


def test_a_reader_s_failing_finding_refuses(households: Columns, children: Columns) -> None:
    own = Finding("SUR-01", "no file hl", Verdict.FAIL, detail="no file hl")
    with pytest.raises(SchemaError, match="SUR-01 no file hl") as refused:
        records.assemble(*_raws(households, children), metadata=records.Metadata(), source="mics6",
                         findings=[own])  # fmt: skip
    assert refused.value.findings[0] == own


def test_a_reader_says_that_it_made_the_ids(households: Columns, children: Columns) -> None:
    children["child_id"] = ["001090123456", "001090123457", "001090123458", "001090123459"]
    raws = _raws(households, children)
    with pytest.raises(IdentifierError):
        records.assemble(*raws, metadata=records.Metadata(), source="x")
    assert records.assemble(*raws, metadata=records.Metadata(), source="x", reader_made_ids=True)


def test_cells_of_the_wrong_kind_refuse_even_unchecked(
    households: Columns, children: Columns
) -> None:
    children["age_years"] = [170, 9, 12, 3]
    facts = records.Metadata()
    held = records.assemble(*_raws(households, children), metadata=facts, source="x", check=False)
    assert held.children["age_years"].max() == 170
    children["age_years"] = ["x", "9", "12", "3"]
    with pytest.raises(SchemaError, match="SCH-05"):
        records.assemble(*_raws(households, children), metadata=facts, source="x", check=False)
