"""A draft is a mapping whatever the files hold, and says of every column what became of it."""

import csv
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from riskscreen import records
from riskscreen.errors import InputError
from riskscreen.records.drafting import Draft, draft

NASTY = st.one_of(
    st.text(max_size=12),
    st.text(alphabet='"\\\'#=[]{}.,\n\r\t \u2028\x00\x7fệ', max_size=8),
    st.sampled_from([
        "Tuổi", "Giới tính", "Mã hộ", "Mã trẻ", "HL6", "hl4", "Họ và tên", "a.b", "file.Tuổi",
        "households.x", "", " ", "sex", "age_years", "Tuổi (tháng)", "weight", 'Lớp "A"',
        "Ngày sinh", "Ngày điều tra", "0912345678", "observed_date", "household_id", "child_id",
        "Dân tộc",
    ]),
)  # fmt: skip
CELL = st.one_of(
    st.text(max_size=6),
    st.sampled_from(["", "1", "2", "98", "Nam", "Nữ", "Có", "Không", "2024-09-15", "Kinh", "1,5",
                     "0912345678", "1e5", "15/09/2024", "nan", '"', "x\ny"]),
    st.integers(-5, 200).map(str),
)  # fmt: skip
TABLES = st.lists(NASTY, min_size=1, max_size=6).flatmap(
    lambda headers: st.tuples(
        st.just(headers), st.lists(st.lists(CELL, min_size=len(headers), max_size=len(headers)),
                                   max_size=8),
    )
)  # fmt: skip


def write(path: Path, headers: list[str], rows: list[list[str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([headers, *rows])
    return path


def drafted(folder: Path, columns: dict[str, list[str]], name: str = "so.csv") -> Draft:
    rows = [list(row) for row in zip(*columns.values(), strict=True)]
    return draft([write(folder / name, list(columns), rows)])


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(tables=st.lists(TABLES, min_size=1, max_size=3))
@example(tables=[(['a"b\\', "Tuổi\nnăm", "[x]", ""], [["1", "2", "3", "4"]])])
def test_a_draft_of_any_file_is_a_mapping(
    tables: list[tuple[list[str], list[list[str]]]], tmp_path: Path
) -> None:
    files = [
        write(tmp_path / f"f{place}.csv", headers, rows)
        for place, (headers, rows) in enumerate(tables)
    ]
    made = draft(files)
    held = tomllib.loads(made.toml)
    mapped = records.mapping_from(held, "draft.toml")
    assert set(mapped.tables) == {"households", "children"}
    lines = [p for p in made.proposals if p.state == "mapped"]
    written = sum(len(held["tables"][table]["columns"]) for table in mapped.tables)
    assert len(lines) == written
    assert all(0.0 <= p.confidence <= 1.0 for p in made.proposals)
    assert repr(made).count("\n") == 0


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(headers=st.lists(NASTY.filter(str.strip), min_size=1, max_size=6, unique=True))
@example(headers=["\r0\n0", "TUOI"])
def test_what_a_line_names_is_the_header_letter_by_letter(
    headers: list[str], tmp_path: Path
) -> None:
    path = write(tmp_path / "f.csv", headers, [["1"] * len(headers), ["2"] * len(headers)])
    made = draft([path])
    # A header that breaks its line may be found a row further down, and the draft says so.
    (said,) = tomllib.loads(made.toml)["files"].values()
    row = said.get("header_row", 1)
    known = set(records.read_file(path, "f", header_row=row).columns)
    named = {source for p in made.proposals for source in p.source.split(" + ")}
    assert named <= known
    assert {column for _, column in made.unmatched} <= known


def test_uncommenting_a_line_leaves_a_mapping(tmp_path: Path) -> None:
    made = drafted(tmp_path, {
        "Mã hộ": ["a", "a", "b"], "Giới tính": ["1", "2", "1"], "Tuổi": ["4", "5", "6"],
        "Thu nhập": ["1000000", "2000000", "1500000"], "Thẻ BHYT": ["1", "2", "2"],
    })  # fmt: skip
    asked = [p.target for p in made.proposals if p.state == "to decide"]
    assert {"sex", "health_insurance", "income_kvnd_month"} <= set(asked)
    open_lines = "\n".join(
        line.removeprefix("# ") if line.startswith(tuple(f"# {t} =" for t in asked)) else line
        for line in made.toml.splitlines()
    )
    mapped = records.mapping_from(tomllib.loads(open_lines), "edited.toml")
    assert sum(len(table.columns) for table in mapped.tables.values()) == len(made.proposals)


def test_every_column_is_mapped_asked_refused_or_listed(tmp_path: Path) -> None:
    made = drafted(tmp_path, {
        "Mã trẻ": ["t1", "t2"], "Họ và tên": ["An", "Bình"], "Giới tính": ["Nam", "Nữ"],
        "Điểm toán": ["7", "8"], "Ngày sinh": ["01/02/2015", "03/04/2016"],
    })  # fmt: skip
    states = {p.source: p.state for p in made.proposals}
    assert states == {"Mã trẻ": "mapped", "Giới tính": "mapped", "Họ và tên": "refused",
                      "Ngày sinh": "refused"}  # fmt: skip
    assert made.unmatched == (("so", "Điểm toán"),)
    assert repr(made) == "Draft(2 mapped, 0 to decide, 2 refused, 1 unmatched)"


def test_what_is_compulsory_and_not_there_is_a_todo(tmp_path: Path) -> None:
    text = drafted(tmp_path, {"Giới tính": ["Nam", "Nữ"]}).toml
    for name in ("child_id", "household_id", "observed_date", "age_years"):
        assert f"# TODO {name} (compulsory)" in text


def test_a_code_list_is_asked_for_beside_a_code(tmp_path: Path) -> None:
    text = drafted(
        tmp_path, {"Mã tỉnh": ["02", "06", "15"], "Giới tính": ["Nam", "Nữ", "Nam"]}
    ).toml
    assert "# TODO code_list_year (needed with province_code)" in text
    assert "02, 06, 15" not in text.split("exist only in the list before July 2025")[0]
    assert "# 02, 06 exist only in the list before July 2025" in text


def test_a_draft_without_files_is_refused() -> None:
    with pytest.raises(InputError, match=r"no file to draft a mapping for \(0 given\)"):
        draft([])


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    files = [write(folder / "so.csv", ["a"], []) for folder in (tmp_path, tmp_path / "x")]
    with pytest.raises(
        InputError, match=r"1 of 2 files have the name of another; first is so\.csv"
    ):
        draft(files)


def test_a_file_that_cannot_be_read_is_named_and_the_draft_still_parses(tmp_path: Path) -> None:
    broken = tmp_path / "ho.parquet"
    broken.write_bytes(b"PAR1 and no more")
    whole = write(tmp_path / "tre.csv", ["Mã trẻ", "Tuổi"], [["t1", "5"], ["t2", "6"]])
    made = draft([broken, whole])
    assert '"ho.parquet" could not be read' in made.toml
    records.mapping_from(tomllib.loads(made.toml), "draft.toml")


def test_a_file_whose_key_comes_back_is_not_joined(tmp_path: Path) -> None:
    kids = write(tmp_path / "tre.csv", ["Mã trẻ", "Mã hộ", "Tuổi"],
                 [["1", "a", "5"], ["2", "a", "6"], ["3", "b", "7"]])  # fmt: skip
    for rows, joined in (
        ([["1", "Có"], ["2", "Không"]], True),
        ([["1", "Có"], ["1", "Không"]], False),
    ):
        made = draft([kids, write(tmp_path / "the.csv", ["Mã trẻ", "Thẻ BHYT"], rows)])
        assert ('health_insurance = "the.Thẻ BHYT"' in made.toml) is joined
        assert ("# no line reads it" in made.toml) is not joined


def test_a_fault_of_a_file_is_written_into_the_draft(tmp_path: Path) -> None:
    path = write(tmp_path / "so.csv", ["Tuổi", "Tuổi", "Mã trẻ"], [["5", "6", "t1"]])
    assert "columns of so are there more than once; first is Tuổi" in draft([path]).toml
