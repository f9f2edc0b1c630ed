"""The folder: marked, readable, and made again by its own line."""

import json
import tomllib
from pathlib import Path

import pytest
from pyarrow import parquet

from riskscreen import records, synthetic

SHIPPED = Path(__file__).parents[2] / "data" / "synthetic"


@pytest.fixture(scope="module")
def folder(small, tmp_path_factory):
    return small.write(tmp_path_factory.mktemp("panel"))


def test_the_first_line_says_synthetic_and_the_rates(folder):
    first = (folder / "README.md").read_text("utf-8").splitlines()[0]
    assert "Synthetic" in first
    assert "10-15 %" in first


def test_every_parquet_file_is_marked_synthetic(folder):
    for path in folder.glob("*.parquet"):
        assert parquet.read_schema(path).metadata[b"riskscreen.synthetic"] == b"true"


def test_records_toml_says_that_there_is_no_legal_basis(folder):
    facts = tomllib.loads((folder / "records.toml").read_text("utf-8"))
    assert facts["legal_basis"] == "none: synthetic data"
    assert facts["synthetic"] is True


def test_reading_the_folder_gives_the_panel_without_its_truth(folder, small):
    held = records.read_records(folder)
    assert held.digest == small.records().digest
    assert held.synthetic
    assert "risk_full" not in held.children


def test_no_finding_refuses_the_folder(folder):
    assert not [one for one in records.check(folder) if one.verdict == "fail"]


def test_bools_are_bools_and_dates_are_dates(folder):
    kinds = {
        field.name: str(field.type) for field in parquet.read_schema(folder / "children.parquet")
    }
    assert kinds["attending_school"] == "bool"
    assert kinds["observed_date"] == "date32[day]"
    assert kinds["age_years"] == "double"


def test_two_writings_give_the_same_bytes(folder, small, tmp_path):
    again = small.write(tmp_path / "again")
    for path in sorted(folder.iterdir()):
        assert path.read_bytes() == (again / path.name).read_bytes(), path.name


def test_the_shipped_panel_is_what_its_own_command_makes():
    facts = json.loads((SHIPPED / "digests.json").read_text("utf-8"))
    made = synthetic.panel(
        households=facts["households"],
        waves=facts["waves"],
        seed=facts["seed"],
        profile=facts["profile"],
    )
    assert made.digests == facts["content_digests"]
    assert made.records().digest == records.read_records(SHIPPED).digest


def test_the_shipped_panel_stays_below_4_megabytes():
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) < 4_000_000
