"""From an office's export to Records without an edit: what is mapped is what was there."""

from pathlib import Path

import numpy as np
import pytest
from tests.records.drafting import office

from riskscreen import records


@pytest.fixture(scope="module")
def panel():
    return office.panel()


@pytest.mark.parametrize("kind", office.KINDS)
def test_a_draft_of_a_clean_export_reads_into_the_same_records(
    kind: str, panel, tmp_path: Path
) -> None:
    files = [
        office.write(office.in_words(panel.households, office.HOMES), tmp_path / f"ho.{kind}"),
        office.write(office.in_words(panel.children, office.KIDS), tmp_path / f"tre.{kind}"),
    ]
    drafted = records.draft_mapping(files)
    held = _read(drafted.toml, tmp_path)
    assert not [proposal for proposal in drafted.proposals if proposal.state != "mapped"]
    assert not drafted.unmatched
    _same(held.households, panel.households, office.HOMES)
    _same(held.children, panel.children, office.KIDS)


def test_the_order_of_the_files_does_not_count(panel, tmp_path: Path) -> None:
    homes = office.write(office.in_words(panel.households, office.HOMES), tmp_path / "a.csv")
    kids = office.write(office.in_words(panel.children, office.KIDS), tmp_path / "b.csv")
    first, second = (records.draft_mapping(files) for files in ([homes, kids], [kids, homes]))
    assert first.proposals == second.proposals


def test_one_flat_file_gives_both_tables(panel, tmp_path: Path) -> None:
    at = {one: row for row, one in enumerate(panel.households["household_id"].tolist())}
    rows = [at[one] for one in panel.children["household_id"].tolist()]
    repeated = {name: values[rows] for name, values in panel.households.items()}
    headers = {n: h for n, h in office.HOMES.items() if h not in office.KIDS.values()}
    flat = {**office.in_words(panel.children, office.KIDS), **office.in_words(repeated, headers)}
    drafted = records.draft_mapping([office.write(flat, tmp_path / "so.csv")])
    assert 'one_row_per = ["household_id", "observed_date"]' in drafted.toml
    held = _read(drafted.toml, tmp_path)
    _same(held.children, panel.children, office.KIDS)
    seen = np.isin(panel.households["household_id"], panel.children["household_id"])
    by_id = np.argsort(panel.households["household_id"][seen])
    there = {name: values[seen][by_id] for name, values in panel.households.items()}
    order = np.argsort(held.households["household_id"])
    mine = {name: held.households[name][order] for name in held.households}
    _same(mine, there, {name: header for name, header in headers.items() if name != "weight"})


def test_the_day_of_a_visit_may_stand_with_the_household_alone(panel, tmp_path: Path) -> None:
    kids = {n: h for n, h in office.KIDS.items() if n not in ("observed_date", "weight")}
    files = [
        office.write(office.in_words(panel.households, office.HOMES), tmp_path / "ho.csv"),
        office.write(office.in_words(panel.children, kids), tmp_path / "tre.csv"),
    ]
    drafted = records.draft_mapping(files)
    held = _read(drafted.toml, tmp_path)
    _same(held.children, panel.children, {**kids, "observed_date": ""})
    asked = [p.target for p in drafted.proposals if p.state == "to decide"]
    assert asked == ["weight"], "a household's weight is a child's only if all children are there"


def test_words_and_codes_for_nothing_known_are_missing_when_read(tmp_path: Path) -> None:
    n = 40
    columns = {
        "Mã trẻ": np.array([f"t{i}" for i in range(n)]),
        "Mã hộ": np.array([f"h{i}" for i in range(n)]),
        "Ngày điều tra": np.full(n, "2024-09-15"), "Giới tính": np.tile(["Nam", "Nữ"], n // 2),
        "Tuổi": np.tile(["7", "9", "99", "12"], n // 4),
        "Thẻ BHYT": np.tile(["Có", "Không", "Không biết", "có"], n // 4),
    }  # fmt: skip
    drafted = records.draft_mapping([office.write(columns, tmp_path / "so.csv")])
    held = _read(drafted.toml, tmp_path).children
    assert np.array_equal(held["age_years"][:4], [7, 9, np.nan, 12], equal_nan=True)
    assert np.array_equal(held["health_insurance"][:4], [1, 0, np.nan, 1], equal_nan=True)


def test_adults_are_set_aside_by_a_line_that_says_so(tmp_path: Path) -> None:
    n = 40
    columns = {
        "Mã thành viên": np.array([f"t{i}" for i in range(n)]),
        "Mã hộ": np.array([f"h{i // 4}" for i in range(n)]),
        "Ngày điều tra": np.full(n, "2024-09-15"), "Giới tính": np.tile(["Nam", "Nữ"], n // 2),
        "Tuổi": np.tile(["41", "39", "98", "12"], n // 4),
        "Quan hệ với chủ hộ": np.tile(["Chủ hộ", "Vợ", "Mẹ", "Con"], n // 4),
    }  # fmt: skip
    drafted = records.draft_mapping([office.write(columns, tmp_path / "so.csv")])
    age = 'col(\\"Tuổi\\")'
    assert f'keep = "where({age} in (98,), missing, {age}) < 18"' in drafted.toml
    held = _read(drafted.toml, tmp_path)
    assert held.children.n_rows == n // 4
    assert set(held.children["relation_to_head"].tolist()) == {"child"}
    aside = next(finding for finding in held.reading if finding.code == "MAP-01")
    assert aside.measured == n * 3 / 4


def _read(toml: str, folder: Path) -> records.Records:
    path = folder / "office.toml"
    path.write_text(toml, encoding="utf-8")
    return records.read_records(folder, mapping=path)


def _same(held, there, names) -> None:
    for name in names:
        mine, theirs = held[name], there[name]
        same = mine == theirs
        if mine.dtype.kind == "f":
            same = np.isclose(mine, theirs, rtol=1e-12, equal_nan=True)
        assert np.all(same), name
