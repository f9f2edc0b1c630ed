"""Files with the names, labels and codes of known surveys give a draft that reads."""

import csv
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from riskscreen import records
from riskscreen.records.drafting import Draft, Proposal

N_HOMES, N_MEMBERS = 60, 4
HEADERS = Path(__file__).parent / "headers.csv"


def codebook(file: str) -> dict[str, tuple[str, dict[float, str]]]:
    """Return label and value labels by variable, from the committed headers."""
    with HEADERS.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["file"] == file]
    return {
        row["header"]: (row["label"], {
            float(part.split("=", 1)[0]): part.split("=", 1)[1]
            for part in row["values"].split(";") if "=" in part
        })
        for row in rows
    }  # fmt: skip


def write(folder: Path, name: str, book: str, columns: dict[str, np.ndarray]) -> Path:
    rng = np.random.default_rng(5)
    n = len(next(iter(columns.values())))
    variables = codebook(book)
    frame = {
        variable: columns.get(variable, rng.choice(sorted(labels) or np.arange(1.0, 9.0), n))
        for variable, (_, labels) in variables.items()
    } | columns
    path = folder / f"{name}.sav"
    pyreadstat.write_sav(
        pd.DataFrame(frame), str(path),
        column_labels=[variables.get(variable, ("", {}))[0] for variable in frame],
        variable_value_labels={v: labels for v, (_, labels) in variables.items() if labels},
    )  # fmt: skip
    return path


@pytest.fixture
def mics(tmp_path: Path) -> list[Path]:
    """Households, members and the selected child of a small MICS6."""
    cluster = np.repeat(np.arange(1.0, N_HOMES / 10 + 1), 10)
    number = np.tile(np.arange(1.0, 11.0), N_HOMES // 10)
    home = {"HH1": cluster, "HH2": number}
    member = {name: np.repeat(values, N_MEMBERS) for name, values in home.items()}
    line = np.tile(np.arange(1.0, N_MEMBERS + 1), N_HOMES)
    age = np.where(line <= 2, 30.0 + line, 5.0 + line)

    def day(stem: str, n: int) -> dict[str, np.ndarray]:
        return {f"{stem}D": np.full(n, 5.0), f"{stem}M": np.full(n, 11.0),
                f"{stem}Y": np.full(n, 2020.0)}  # fmt: skip

    n = N_HOMES * N_MEMBERS
    return [
        write(tmp_path, "hh", "mics5_hh", {**home, **day("HH5", N_HOMES),
              "hhweight": np.linspace(0.5, 1.5, N_HOMES)}),
        write(tmp_path, "hl", "qatar_hl", {**member, **day("HH5", n), "HL1": line, "HL6": age,
              "ED2A": age, "HL3": np.where(line == 1, 1.0, np.where(line == 2, 2.0, 3.0))}),
        write(tmp_path, "fs", "yemen_fs", {**home, **day("FS7", N_HOMES),
              "LN": np.full(N_HOMES, 3.0), "CB3": np.full(N_HOMES, 8.0),
              "CL3": np.linspace(0, 40, N_HOMES)}),
    ]  # fmt: skip


def of(drafted: Draft, table: str, target: str) -> Proposal:
    return next(p for p in drafted.proposals if (p.table, p.target) == (table, target))


def test_a_mics_draft_finds_keys_days_and_the_roster(mics: list[Path]) -> None:
    drafted = records.draft_mapping(mics)
    assert of(drafted, "households", "household_id").source == "HH1 + HH2"
    assert of(drafted, "children", "child_id").source == "HH1 + HH2 + HL1"
    assert of(drafted, "children", "observed_date").source == "HH5Y + HH5M + HH5D"
    assert 'on = { "LN" = "HL1" }' in drafted.toml
    assert re.search(r'keep = "where\(HL6 in \(.*98.*\), missing, HL6\) < 18"', drafted.toml)


@pytest.mark.parametrize(
    ("table", "target", "source"),
    [("households", "urban", "HH6"), ("households", "region", "HH7"),
     ("households", "head_sex", "HHSEX"), ("households", "weight", "hhweight"),
     ("children", "age_years", "HL6"), ("children", "sex", "HL4"),
     ("children", "attending_school", "ED9"), ("children", "ever_attended", "ED4"),
     ("children", "relation_to_head", "HL3"), ("children", "economic_hours_week", "fs.CL3"),
     ("children", "health_insurance", "fs.CB11"), ("children", "disability", "fs.fsdisability")],
)  # fmt: skip
def test_a_mics_variable_goes_where_its_name_and_label_say(
    table: str, target: str, source: str, mics: list[Path]
) -> None:
    found = of(records.draft_mapping(mics), table, target)
    assert (found.source, found.state) == (source, "mapped")


def test_a_name_whose_label_says_something_else_is_not_mapped(mics: list[Path]) -> None:
    """HC11 is a computer in MICS6 and land in MICS5; HL14 is a line number, no answer."""
    mapped = {p.source for p in records.draft_mapping(mics).proposals if p.state == "mapped"}
    assert not mapped & {"HC11", "HC13", "HC15", "HL12", "HL14", "caretakerdis", "schage"}


def test_a_mics_draft_reads_as_it_is(mics: list[Path], tmp_path: Path) -> None:
    path = tmp_path / "mics.toml"
    path.write_text(records.draft_mapping(mics).toml, encoding="utf-8")
    held = records.read_records(tmp_path, mapping=path, reader_made_ids=True)
    assert held.households.n_rows == N_HOMES
    assert held.children.n_rows == N_HOMES * (N_MEMBERS - 2)
    assert np.array_equal(np.unique(held.children["age_years"]), [8.0, 9.0])
    assert str(held.children["observed_date"][0]) == "2020-11-05"
    worked = ~np.isnan(held.children["economic_hours_week"])
    assert worked.sum() == N_HOMES, "one selected child of each household"


def test_a_vhlss_draft_knows_keys_and_published_codes(tmp_path: Path) -> None:
    n = 40
    key = {"tinh": np.full(n, 1.0), "huyen": np.full(n, 2.0), "xa": np.full(n, 4.0),
           "diaban": np.repeat(np.arange(1.0, 5.0), 10), "hoso": np.arange(1.0, n + 1)}  # fmt: skip
    person = {name: np.repeat(values, 2) for name, values in key.items()}
    two = np.tile([1.0, 2.0], n)
    frame = {**person, "matv": two, "m1ac2": two,
             "m1ac5": np.tile([40.0, 9.0], n),
             "m2ac4": np.tile([1.0, 2.0, 3.0, 1.0], n // 2)}  # fmt: skip
    pyreadstat.write_dta(pd.DataFrame(key | {"ttnt": np.tile([1.0, 2.0], n // 2)}),
                         str(tmp_path / "ho1.dta"))  # fmt: skip
    pyreadstat.write_dta(pd.DataFrame(frame), str(tmp_path / "muc1a.dta"))
    drafted = records.draft_mapping([tmp_path / "ho1.dta", tmp_path / "muc1a.dta"])
    assert of(drafted, "children", "child_id").source.endswith("hoso + matv")
    assert of(drafted, "households", "psu").source == "tinh + huyen + xa + diaban"
    assert 'sex = { from = "m1ac2", recode = { "1" = "male", "2" = "female" } }' in drafted.toml
    assert 'recode = { "1" = true, "2" = true, "3" = false }' in drafted.toml
    assert of(drafted, "children", "age_years").state == "to decide", "rounds move their variables"
