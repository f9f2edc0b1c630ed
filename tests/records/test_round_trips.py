"""Writing and reading again, through files and through frames, loses nothing."""

import datetime
import tempfile
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from riskscreen import records
from riskscreen.core import Finding, Verdict
from riskscreen.errors import IdentifierError, InputError, SchemaError
from riskscreen.records import Records, Table

Columns = dict[str, Any]
# A disk that other work keeps busy is no fault of a test.
unhurried = settings(deadline=None, max_examples=60)
AWKWARD = [
    "01", "1", "1e5", "1.0", "-0", "+7", "NA", "NaN", "nan", "null", "NULL", "None", "true", "inf",
    " leading", "trailing ", " ", "a,b", 'say "so"', '"', "'", "two\nlines", "two\r\nlines", "\r",
    "tab\there", ";", "|", "#", "2024-09-15", "2024", "now", "NaT", "\ufeffmark", "=1+1",
    unicodedata.normalize("NFC", "Thừa Thiên Huế"), unicodedata.normalize("NFD", "Thừa Thiên Huế"),
    "9007199254740993", "𝄞", "\u2028", "\xa0", "",
]  # fmt: skip
LETTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffd")
TEXTS = st.one_of(st.sampled_from(AWKWARD), st.text(LETTERS, max_size=8))
NUMBERS = st.one_of(
    st.floats(allow_infinity=False),
    st.sampled_from([0.1, 1 / 3, 1e22, 5e-324, 1.7976931348623157e308, -0.0, 2.0**53 + 2, 1.5e15]),
)
DAYS = st.one_of(st.none(), st.dates(), st.sampled_from([datetime.date(1850, 2, 28)]))
KINDS: dict[str, st.SearchStrategy[Any]] = {
    "text": TEXTS,
    "number": NUMBERS,
    "day": DAYS,
    "bool": st.sampled_from([True, False, None]),
    "nothing": st.none(),
}
# The same name in NFC and NFD is two columns; a comma, a quote and spaces are part of a name.
NAMES = [
    "own",
    " with spaces ",
    "01",
    "a,b",
    'the "best"',
    "ma\u0300u",
    "m\u00e0u",
    "synthetic_share",
    "x.y",
]


@st.composite
def worlds(draw: st.DrawFn) -> Records:
    """Records of one to four children with own columns of every kind, as a reader gives them."""
    n_rows = draw(st.integers(1, 4))
    own = {}
    for name in draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=5)):
        kind = draw(st.sampled_from(sorted(KINDS)))
        cells = draw(st.lists(KINDS[kind], min_size=n_rows, max_size=n_rows))
        own[name] = _column(kind, cells)
    households = {
        "household_id": [f"h{row}" for row in range(n_rows)],
        "observed_date": ["2024-09-15"] * n_rows,
        "urban": draw(
            st.lists(st.sampled_from([1.0, 0.0, np.nan]), min_size=n_rows, max_size=n_rows)
        ),
    }
    children = {
        "child_id": draw(st.lists(st.sampled_from(["NA", "null", "01", "1", "1e5", "007"]),
                                  min_size=n_rows, max_size=n_rows, unique=True)),
        "household_id": households["household_id"],
        "observed_date": ["2024-09-15"] * n_rows,
        "age_years": [float(row) for row in range(n_rows)],
        "sex": ["male"] * n_rows,
        "weight": [1.0 / 3] * n_rows,
    }  # fmt: skip
    try:
        return records.read_records({**households, **own}, {**children, **own})
    except IdentifierError:  # text that looks like a telephone number, and the like
        assume(False)
        raise


def _column(kind: str, cells: list[Any]) -> np.ndarray[Any, Any]:
    if kind == "day":
        return np.array(cells, dtype="datetime64[D]")
    if kind == "text":
        return np.array(cells, dtype=np.str_)
    return np.array(cells, dtype=object if kind == "nothing" else np.float64)


def held(**own: Any) -> Records:
    """Records of two children with these own columns."""
    return records.read_records(
        {"household_id": ["h1", "h2"], "observed_date": ["2024-09-15"] * 2},
        {
            "child_id": ["01", "1"], "household_id": ["h1", "h2"], "age_years": [7, 9],
            "observed_date": ["2024-09-15"] * 2, "sex": ["male", "female"], "weight": [1.0, 2.0],
            **own,
        },
    )  # fmt: skip


def same(one: Records, two: Records) -> None:
    for name in ("households", "children"):
        before, after = getattr(one, name), getattr(two, name)
        assert set(before) == set(after)
        for column in before:
            np.testing.assert_array_equal(after[column], before[column], err_msg=column)
    assert two.digest == one.digest


def same_facts(one: Records, two: Records) -> None:
    for name in ("legal_basis", "purpose", "retention_until", "synthetic", "weights", "source"):
        assert getattr(two, name) == getattr(one, name), name
    assert two.reading == one.reading


@pytest.mark.parametrize("form", ["parquet", "csv"])
@unhurried
@given(world=worlds())
def test_a_folder_gives_back_the_records_that_were_written(form: str, world: Records) -> None:
    with tempfile.TemporaryDirectory() as folder:
        again = records.read_records(world.write(folder, format=form))
        same(world, again)
        same_facts(world, again)


@pytest.mark.parametrize("backend", ["pandas", "polars", "arrow"])
@unhurried
@given(world=worlds())
def test_frames_give_back_the_records_that_they_came_from(backend: str, world: Records) -> None:
    again = records.read_records(*world.to_frames(backend))
    same(world, again)
    assert again.reading == world.reading


@pytest.mark.parametrize("form", ["parquet", "csv"])
@pytest.mark.parametrize("text", AWKWARD)
def test_a_text_that_looks_like_something_else_stays_that_text(
    text: str, form: str, tmp_path: Path
) -> None:
    whole = held(own=np.array([text, "x"]), all_of_it=np.array([text, text]))
    again = records.read_records(whole.write(tmp_path, format=form))
    assert again.children["own"].tolist() == [text, "x"]
    assert again.children["all_of_it"].tolist() == [text, text]


@pytest.mark.parametrize("form", ["parquet", "csv"])
@unhurried
@given(basis=st.text(LETTERS), source=st.text(LETTERS), synthetic=st.booleans())
@example(basis='"', source="\\", synthetic=True)
def test_rights_and_source_travel_with_the_rows(
    form: str, basis: str, source: str, synthetic: bool
) -> None:
    given_ = held().replace(
        legal_basis=basis, purpose=basis[::-1], retention_until="2030-12-31", source=source,
        synthetic=synthetic, weights="none",
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        again = records.read_records(given_.write(folder, format=form))
        same_facts(given_.replace(source=source or Path(folder).name, reading=again.reading), again)


FOUND = (
    Finding("SUR-01", "rows of hl.sav", Verdict.PASS, measured=39_380.0, unit="rows",
            detail="39 380 rows in = 13 000 used + 26 380 set aside"),
    Finding("MAP-02", "missing codes", Verdict.PASS, group="overall", measured=1 / 3,
            interval=(0.1, None), limit=(None, 0.5)),
    Finding("FIL-01", "names that differ only in case", Verdict.PASS),
    Finding("SCH-30", "empty column", Verdict.PASS, measured=1.0, detail="một cột rỗng"),
    Finding("SUR-11", "no day of interview", Verdict.INSUFFICIENT),
)  # fmt: skip


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_what_the_first_reader_found_comes_back_once_and_the_checks_run_anew(
    form: str, tmp_path: Path
) -> None:
    plain = held()
    read = plain.replace(reading=(*FOUND, *plain.reading))
    once = records.read_records(read.write(tmp_path / "a", format=form))
    twice = records.read_records(once.write(tmp_path / "b", format=form))
    assert once.reading == twice.reading == read.reading
    fewer = read.replace(children=read.children.take(np.array([0])))
    again = records.read_records(fewer.write(tmp_path / "c", format=form))
    assert again.reading[: len(FOUND)] == FOUND
    assert again.reading[len(FOUND) :] == records.check_tables(again.households, again.children)


def test_the_check_of_a_folder_tells_what_the_first_reader_found(tmp_path: Path) -> None:
    held().replace(reading=FOUND).write(tmp_path)
    assert records.check(tmp_path)[: len(FOUND)] == FOUND


BIG = [2**53 + 1, 2**63 - 1]


@pytest.mark.parametrize(
    "frame",
    [
        lambda columns: columns,
        pd.DataFrame,
        pl.DataFrame,
        pa.table,
        lambda columns: pd.DataFrame(columns).convert_dtypes(),
        lambda columns: pl.DataFrame(columns, schema_overrides={"child_id": pl.UInt64}),
    ],
    ids=["arrays", "pandas", "polars", "arrow", "pandas nullable", "unsigned"],
)
def test_no_digit_of_a_long_number_is_rounded(frame: Callable[[Columns], Any]) -> None:
    whole = held()
    children = {name: whole.children[name].tolist() for name in whole.children}
    children |= {"child_id": BIG, "serial": BIG, "observed_date": ["2024-09-15"] * 2}
    again = records.read_records(whole.to_frames("arrow")[0], frame(children))
    assert again.children["child_id"].tolist() == [str(number) for number in BIG]
    assert again.children["serial"].tolist() == [str(number) for number in BIG]


@pytest.mark.parametrize(
    "serial",
    [
        pd.array([2**53 + 1, None], dtype="Int64"), pl.Series([2**53 + 1, None]),
        pa.array([2**53 + 1, None]), np.array([2**53 + 1, None], dtype=object),
        pd.array([2**53 + 1, None], dtype="UInt64"), pl.Series([2**53 + 1, None], dtype=pl.Int128),
        pl.Series(["9007199254740993", None]).cast(pl.Decimal(20, 0)),
    ],
    ids=["Int64", "polars", "arrow", "objects", "UInt64", "Int128", "decimal"],
)  # fmt: skip
def test_a_long_number_beside_a_missing_one_keeps_its_digits(serial: Any) -> None:
    frames = {"pandas": pd.DataFrame, "polars": pl.DataFrame, "pyarrow": pa.table}
    build = frames.get(type(serial).__module__.split(".")[0])
    children = held().to_frames("arrow")[1].to_pydict() | {"serial": serial}
    whole = children if build is None else build(children)
    again = records.read_records(held().to_frames("arrow")[0], whole)
    assert again.children["serial"].tolist() == ["9007199254740993", ""]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (pd.Categorical(["01", None]), ["01", ""]),
        (pd.array(["01", None], dtype="string"), ["01", ""]),
        (pd.array(["01", None], dtype=pd.ArrowDtype(pa.large_string())), ["01", ""]),
        (pd.array([True, None], dtype="boolean"), [1.0, np.nan]),
        (pd.array([7, None], dtype="Int8"), [7.0, np.nan]),
        (pd.array([0.5, None], dtype="Float64"), [0.5, np.nan]),
        (pd.Categorical([7, None]), [7.0, np.nan]),
        (pd.to_datetime(["1850-02-28", None]), ["1850-02-28", "NaT"]),
        (pl.Series(["01", None], dtype=pl.Categorical), ["01", ""]),
        (pl.Series(["01", None], dtype=pl.Enum(["01", "02"])), ["01", ""]),
        (pl.Series([True, None]), [1.0, np.nan]),
        (pl.Series([None, None]), [np.nan, np.nan]),
        (pl.Series([datetime.date(1850, 2, 28), None]), ["1850-02-28", "NaT"]),
        (pa.array(["01", None]).dictionary_encode(), ["01", ""]),
        (pa.array(["01", None], pa.large_string()).dictionary_encode(), ["01", ""]),
        (pa.array(["01", None], pa.large_string()), ["01", ""]),
        (pa.array(["01", None], pa.string_view()), ["01", ""]),
        (pa.array([7, None]).dictionary_encode(), [7.0, np.nan]),
        (pa.chunked_array([["01"], [None]]), ["01", ""]),
        (pa.array([datetime.date(1850, 2, 28), None], pa.date64()), ["1850-02-28", "NaT"]),
        ([datetime.date(1850, 2, 28), None], ["1850-02-28", "NaT"]),
        ([True, None], [1.0, np.nan]),
    ],
    ids=[
        "category", "string", "arrow in pandas", "boolean", "Int8", "Float64", "category of ints",
        "datetime", "categorical", "enum", "polars bool", "polars null", "polars date",
        "dictionary", "dictionary of large", "large_string", "string_view", "dictionary of ints",
        "chunks", "date64", "list of days", "list of bools",
    ],
)  # fmt: skip
def test_every_dress_of_a_column_is_read_alike(values: Any, expected: list[Any]) -> None:
    frames = {"pandas": pd.DataFrame, "polars": pl.DataFrame, "pyarrow": pa.table}
    build = frames.get(type(values).__module__.split(".")[0])
    children = held().to_frames("arrow")[1].to_pydict() | {"own": values}
    again = records.read_records(
        held().to_frames("arrow")[0], children if build is None else build(children)
    )
    plain = Table({"own": np.array(expected, dtype=_dtype(expected))})["own"]
    np.testing.assert_array_equal(again.children["own"], plain)
    assert again.children["own"].dtype.kind == plain.dtype.kind


@pytest.mark.parametrize("build", [dict, pd.DataFrame])
def test_a_number_of_more_than_64_bits_is_text(build: Callable[[Columns], Any]) -> None:
    columns = held().to_frames("arrow")[1].to_pydict() | {"serial": [2**70, 1]}
    again = records.read_records(held().to_frames("arrow")[0], build(columns))
    assert again.children["serial"].tolist() == [str(2**70), "1"]


@pytest.mark.parametrize("build", [dict, pd.DataFrame, pl.DataFrame, pa.table])
def test_lists_in_a_column_are_text_and_no_traceback(build: Callable[[Columns], Any]) -> None:
    columns = held().to_frames("arrow")[1].to_pydict() | {"ages": [[1], [2, 3]]}
    again = records.read_records(held().to_frames("arrow")[0], build(columns))
    assert again.children["ages"].tolist() == ["[1]", "[2, 3]"]


def _dtype(expected: list[Any]) -> Any:
    if isinstance(expected[0], float):
        return np.float64
    return "datetime64[D]" if str(expected[0]).startswith("1850") else np.str_


@pytest.mark.parametrize("bad", [np.inf, -np.inf])
def test_an_infinity_is_refused_at_both_doors(bad: float, tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match="ratio holds an infinity in 1 of 2 children"):
        held(ratio=[1.0, bad])
    whole = held()
    broken = whole.replace(children=whole.children.with_columns(ratio=[1.0, bad]))
    with pytest.raises(InputError, match="ratio of children holds 1 infinities in 2 rows"):
        broken.write(tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_day_millions_of_years_away_is_refused_and_not_wrapped(tmp_path: Path) -> None:
    far = np.array([2**31, 0], dtype="datetime64[D]")
    with pytest.raises(InputError, match="1 of 2 days are beyond what files and frames hold"):
        held(day=far).write(tmp_path)


def test_days_before_the_year_1_and_after_9999_are_kept(tmp_path: Path) -> None:
    days = np.array(["-0044-03-15", "12024-01-01"], dtype="datetime64[D]")
    for form in ("parquet", "csv"):
        again = records.read_records(held(day=days).write(tmp_path / form, format=form))
        np.testing.assert_array_equal(again.children["day"], days)
