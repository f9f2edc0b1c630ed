"""Files of SPSS and Stata arrive with codes, labels and days, whatever wrote them and when."""

import datetime
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from riskscreen.core import Finding
from riskscreen.records.files import Raw, read_file

DAY = datetime.date(2014, 1, 2)
FRAME = pd.DataFrame({
    "HH1": [1.0, 2.0, np.nan],
    "HL6": [7.0, 98.0, 17.0],
    "HH7": ["01", "", "Hà Nội"],
    "HH5": [DAY, None, datetime.date(1950, 12, 31)],
})  # fmt: skip
LABELS = {"HL6": {98: "Không biết", 99: "Không trả lời"}, "HH7": {"01": "Ba Đình"}}
HEADERS = ["Cụm", "Tuổi", "Vùng", None]
KINDS = [".sav", ".zsav", ".dta"]


def write(path: Path, frame: pd.DataFrame = FRAME, **what: Any) -> Path:
    suffix = path.suffix.lower()
    if suffix == ".dta":
        labels = what.get("variable_value_labels", {})
        what["variable_value_labels"] = {k: v for k, v in labels.items() if k != "HH7"}
        pyreadstat.write_dta(frame, path, **what)
    elif suffix == ".por":
        pyreadstat.write_por(frame, path, **what)
    else:
        pyreadstat.write_sav(frame, path, compress=suffix == ".zsav", **what)
    return path


def codes(raw: Raw) -> dict[str, Finding]:
    return {finding.code: finding for finding in raw.findings}


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_read_with_its_labels(tmp_path: Path, kind: str) -> None:
    path = write(tmp_path / f"hl{kind}", variable_value_labels=LABELS, column_labels=HEADERS)
    raw = read_file(path, "hl")
    np.testing.assert_array_equal(raw.columns["HH1"], [1.0, 2.0, np.nan])
    np.testing.assert_array_equal(raw.columns["HL6"], [7.0, 98.0, 17.0])
    assert raw.columns["HH7"].tolist() == ["01", "", "Hà Nội"]
    assert raw.columns["HH5"].tolist() == [DAY, None, datetime.date(1950, 12, 31)]
    assert raw.labels["HL6"] == {98.0: "Không biết", 99.0: "Không trả lời"}
    assert raw.headers == {"HH1": "Cụm", "HL6": "Tuổi", "HH7": "Vùng"}
    if kind != ".dta":
        assert raw.labels["HH7"] == {"01": "Ba Đình"}
    assert (raw.findings, raw.is_text) == ((), False)


def test_a_portable_file_is_read(tmp_path: Path) -> None:
    frame = FRAME.assign(HH7=["01", "", "Ha Noi"])
    raw = read_file(write(tmp_path / "hl.por", frame), "hl", columns=["hl6", "hh7", "hh5"])
    assert list(raw.columns) == ["HL6", "HH7", "HH5"]
    assert raw.columns["HH7"].tolist() == ["01", "", "Ha Noi"]
    assert raw.columns["HH5"].tolist()[0] == DAY


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_wanted_columns_are_read(tmp_path: Path, kind: str) -> None:
    path = write(tmp_path / f"HL{kind.upper()}", variable_value_labels=LABELS)
    raw = read_file(path, "hl", columns=["hl6", "hh1", "absent"])
    assert (list(raw.columns), list(raw.labels)) == (["HH1", "HL6"], ["HL6"])
    assert read_file(path, "hl", columns=[]).columns == {}


def test_user_missing_values_of_spss_stay_numbers(tmp_path: Path) -> None:
    path = write(tmp_path / "hl.sav", missing_ranges={"HL6": [98, {"lo": 99, "hi": 999}]})
    assert read_file(path, "hl").columns["HL6"].tolist() == [7.0, 98.0, 17.0]


def test_letters_of_stata_are_missing_and_counted(tmp_path: Path) -> None:
    frame = pd.DataFrame({"x": [1, "a", "b"], "y": [1.0, 2.0, np.nan], "z": ["a", 2, 3]})
    path = write(tmp_path / "hl.dta", frame, missing_user_values={"x": ["a", "b"], "z": ["a"]})
    raw = read_file(path, "hl")
    np.testing.assert_array_equal(raw.columns["x"], [1.0, np.nan, np.nan])
    np.testing.assert_array_equal(raw.columns["y"], [1.0, 2.0, np.nan])
    told = codes(raw)["FIL-03"]
    assert (told.verdict, told.measured) == ("pass", 3.0)
    assert "3 cells in 2 columns of hl" in told.detail
    assert "first is x: .a in 1, .b in 1" in told.detail


@pytest.mark.parametrize("kind", KINDS)
def test_a_time_beside_the_day_is_dropped_loudly(tmp_path: Path, kind: str) -> None:
    frame = pd.DataFrame({"t": [pd.Timestamp("2014-01-02 03:04"), None]})
    raw = read_file(write(tmp_path / f"hl{kind}", frame), "hl")
    assert raw.columns["t"].tolist() == [DAY, None]
    assert codes(raw)["FIL-05"].measured == 1.0


@pytest.mark.parametrize("kind", KINDS)
def test_a_time_without_a_day_is_text(tmp_path: Path, kind: str) -> None:
    frame = pd.DataFrame({"t": [datetime.time(3, 4), None]})
    raw = read_file(write(tmp_path / f"hl{kind}", frame), "hl")
    assert (raw.columns["t"].tolist(), raw.findings) == (["03:04:00", ""], ())


def test_a_day_outside_every_calendar_is_missing_and_counted(tmp_path: Path) -> None:
    frame = pd.DataFrame({"d": [13608000000.0, 9e20]})
    path = write(tmp_path / "hl.sav", frame, variable_format={"d": "DATE11"})
    raw = read_file(path, "hl")
    assert raw.columns["d"].tolist() == [DAY, None]
    assert codes(raw)["FIL-06"].measured == 1.0


def test_names_that_differ_in_case_are_both_kept(tmp_path: Path) -> None:
    path = write(tmp_path / "hl.dta", pd.DataFrame({"hh1": [1.0], "HH1": [2.0]}))
    raw = read_file(path, "hl", columns=["Hh1"])
    assert (list(raw.columns), list(codes(raw))) == (["hh1", "HH1"], ["FIL-01"])


def test_a_column_that_is_there_twice_is_a_fault(tmp_path: Path) -> None:
    path = write(tmp_path / "hl.dta", pd.DataFrame({"HH1": [1.0], "HL6": [2.0]}))
    path.write_bytes(path.read_bytes().replace(b"HL6", b"HH1"))
    raw = read_file(path, "hl")
    assert (raw.columns, raw.findings[0].code, raw.findings[0].verdict) == ({}, "SCH-04", "fail")
    assert "first is HH1" in raw.findings[0].detail


@pytest.mark.parametrize("version", range(8, 16))
def test_every_version_of_stata_is_read(tmp_path: Path, version: int) -> None:
    path = write(tmp_path / "hl.dta", version=version, variable_value_labels=LABELS)
    raw = read_file(path, "hl")
    assert raw.columns["HH7"].tolist() == ["01", "", "Hà Nội"]
    assert raw.labels["HL6"][98.0] == "Không biết"
    # before version 14 the file cannot say that it is UTF-8
    assert list(codes(raw)) == (["FIL-02"] if version < 14 else [])


@pytest.mark.parametrize("release", [b"120", b"121", b"999"])
def test_a_version_that_nobody_reads_is_named(tmp_path: Path, release: bytes) -> None:
    path = write(tmp_path / "hl.dta", version=15)
    path.write_bytes(path.read_bytes().replace(b"<release>119", b"<release>" + release, 1).replace(
        b"<release>118", b"<release>" + release, 1))  # fmt: skip
    (finding,) = read_file(path, "hl").findings
    assert (finding.code, finding.verdict) == ("SCH-01", "fail")
    assert f"release {release.decode()}" in finding.detail
    assert "save it as version 12 to 15" in finding.detail


@pytest.mark.parametrize("font", ["tcvn3", "vni", "cp1258", "utf-8"])
@pytest.mark.parametrize("kind", [".dta", ".sav"])
def test_an_old_file_is_read_in_the_letters_of_its_font(
    old_file: Callable[..., Path], kind: str, font: str
) -> None:
    labels = ["Không biết", "Đang đi học", "Trường hợp khác"]
    cells = ["Thành phố Hà Nội", "Huyện Nghĩa Đàn", "Xã Phước Thuận"]
    path = old_file(kind, font, labels=labels, cells=cells, header="Tình trạng đi học")
    raw = read_file(path, "hl")
    assert list(raw.labels["code"].values()) == labels
    assert raw.columns["place"].tolist() == cells
    assert raw.headers["code"] == "Tình trạng đi học"
    assert codes(raw)["FIL-02"].measured == 7.0
    assert "3 value labels, 1 variable labels, 3 cells" in codes(raw)["FIL-02"].detail


@pytest.mark.parametrize("font", ["tcvn3", "vni"])
@pytest.mark.parametrize("version", [8, 10, 12, 13])
def test_an_old_font_is_read_in_every_old_version(
    old_file: Callable[..., Path], version: int, font: str
) -> None:
    path = old_file(".dta", font, labels=["Không biết", "Nghỉ hè rồi"], cells=["Bình Định"],
                    header="Đang đi học", version=version)  # fmt: skip
    raw = read_file(path, "hl")
    assert (raw.labels["code"][1.0], raw.columns["place"].tolist()) == ("Không biết", ["Bình Định"])


@pytest.mark.parametrize("kind", [".dta", ".sav"])
def test_another_language_in_an_old_file_is_left_alone(
    old_file: Callable[..., Path], kind: str
) -> None:
    french = ["Éducation", "Où est né l’élève ?", "Très élevé"]
    path = old_file(kind, "western", labels=french, cells=["Préfecture"], header="Niveau d’études")
    raw = read_file(path, "hl")
    assert list(raw.labels["code"].values()) == french
    assert (raw.headers["code"], raw.findings) == ("Niveau d’études", ())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["hl", "HL"])
def test_a_file_cut_short_anywhere_is_refused(tmp_path: Path, kind: str, name: str) -> None:
    frame = pd.concat([FRAME] * 40)
    content = write(tmp_path / f"{name}{kind}", frame).read_bytes()
    for cut in (*range(1, 40), *range(40, len(content), 97)):
        path = tmp_path / f"cut{kind}"
        path.write_bytes(content[:-cut])
        raw = read_file(path, "hl")
        assert (raw.columns, codes(raw).get("SCH-01") is not None) == ({}, True), cut


def test_a_portable_file_cut_short_is_refused(tmp_path: Path) -> None:
    content = write(tmp_path / "hl.por", pd.concat([FRAME.assign(HH7="x")] * 40)).read_bytes()
    whole = read_file(tmp_path / "hl.por", "hl").n_rows
    end = len(content.rstrip(b"Z\r\n"))
    for cut in range(82, end, 41):
        path = tmp_path / "cut.por"
        path.write_bytes(content[:cut])
        raw = read_file(path, "hl")
        assert not raw.columns, (cut, raw.n_rows, whole)


def test_fewer_rows_than_the_dictionary_says_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "hl.sav", pd.concat([FRAME] * 10))
    content = path.read_bytes()
    count = np.array([30], dtype="<i4").tobytes()
    place = content.index(count, 72)
    path.write_bytes(content[:place] + np.array([31], dtype="<i4").tobytes() + content[place + 4 :])
    (finding,) = read_file(path, "hl").findings
    assert (finding.code, finding.verdict) == ("SCH-01", "fail")


def test_a_file_without_rows_has_columns(tmp_path: Path) -> None:
    for kind in KINDS:
        raw = read_file(write(tmp_path / f"hl{kind}", FRAME[["HH1", "HH7"]].iloc[:0]), "hl")
        assert ({name: len(cells) for name, cells in raw.columns.items()}, raw.findings) == (
            {"HH1": 0, "HH7": 0}, (),
        )  # fmt: skip


def test_many_rows_are_read_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from riskscreen.records.files import readstat

    monkeypatch.setattr(readstat, "_CELLS_AT_ONCE", 10)
    frame = pd.DataFrame({"n": np.arange(101.0), "s": [f"t{n}" for n in range(101)]})
    for kind in KINDS:
        raw = read_file(write(tmp_path / f"hl{kind}", frame), "hl")
        assert raw.columns["n"].tolist() == list(range(101))
        assert raw.columns["s"].tolist() == frame["s"].tolist()


@pytest.mark.parametrize(("most", "kind"), [(10**9, "U"), (10, "O")])
def test_a_wide_column_of_text_is_held_as_objects(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, kind: str
) -> None:
    from riskscreen.records.files import statistical

    monkeypatch.setattr(statistical, "_FIXED_WIDTH_BYTES", most)
    cells = read_file(write(tmp_path / "hl.sav"), "hl").columns["HH7"]
    assert (cells.dtype.kind, cells.tolist()) == (kind, ["01", "", "Hà Nội"])


def test_pandas_is_left_asleep(tmp_path: Path) -> None:
    path = write(tmp_path / "hl.sav")
    program = (
        "import sys; from riskscreen.records import files; "
        f"assert files.read_file({str(path)!r}, 'hl').n_rows == 3; "
        "sys.exit('pandas' in sys.modules or 'polars' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


_NUMBERS = st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False, width=32))
_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs"]), max_size=20)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    kind=st.sampled_from(KINDS),
    rows=st.lists(st.tuples(_NUMBERS, _WORDS), min_size=1, max_size=20),
    labels=st.dictionaries(st.integers(-99, 999), _WORDS.filter(bool), max_size=5),
)
def test_what_is_written_is_read(tmp_path: Path, kind: str, rows: Any, labels: Any) -> None:
    frame = pd.DataFrame({
        "n": np.array([n for n, _ in rows], dtype=np.float64),
        "s": np.array([s for _, s in rows], dtype=object),
    })  # fmt: skip
    whole = frame["n"].dropna()
    if kind == ".dta" and labels:
        frame["c"] = np.arange(len(frame), dtype=np.int32)
    labelled = {"c" if "c" in frame else "n": labels} if labels else {}
    path = write(tmp_path / f"hl{kind}", frame, variable_value_labels=labelled)
    raw = read_file(path, "hl")
    assert "SCH-01" not in codes(raw)
    np.testing.assert_array_equal(raw.columns["n"][frame["n"].notna()], whole)
    if "FIL-02" not in codes(raw):  # random letters may spell Vietnamese
        assert raw.columns["s"].tolist() == [s for _, s in rows]
        spelt = {float(code): text for code, text in labels.items()}
        assert list(raw.labels.values()) == ([spelt] if labels else [])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data(), kind=st.sampled_from([*KINDS, ".por"]), version=st.sampled_from([8, 12, 15]))
def test_a_changed_byte_is_a_table_or_one_sentence(
    tmp_path: Path, data: Any, kind: str, version: int
) -> None:
    real = tmp_path / f"real{version}{kind}"
    if not real.exists():
        what: dict[str, Any] = {"version": version} if kind == ".dta" else {}
        if kind != ".por":
            what["variable_value_labels"] = LABELS
        write(real, FRAME.assign(HH7="x") if kind == ".por" else FRAME, **what)
    content = bytearray(real.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    broken = tmp_path / f"broken{kind}"
    broken.write_bytes(content)
    raw = read_file(broken, "hl")
    assert raw.columns or raw.findings
