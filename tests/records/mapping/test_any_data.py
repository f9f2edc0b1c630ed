"""Whatever a mapping says of whatever columns: rows are accounted for, or there is one error."""

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from riskscreen import records
from riskscreen.errors import MappingError
from riskscreen.records import Raw

N_ROWS = 3
NAMES = st.sampled_from(
    ["a", "b", "A", "l", "roster.a", "roster.b", "hh.a", "households.b", "gone"]
)
CODES = st.sampled_from([1, 2.0, 98, "1", "x", "01", True])
FORMULAS = st.sampled_from(
    [
        "a > 1", "any(a == 1, b)", "roster.a + b", 'b == "x"', "first(b, a, l)", "known(b)", "1",
        "where(a, b, missing)", "a / b", "b - b", "not l", "round(roster.b) in (1, 2)", "'x'",
        "missing",
    ]
)  # fmt: skip
WHERES = st.sampled_from(["a == 1", "roster.b", "known(a) and a > 1", "gone", "b == 'x'"])
MORE = st.fixed_dictionaries(
    {},
    optional={
        "missing": st.lists(CODES, max_size=2),
        "recode": st.dictionaries(st.sampled_from(["1", "2.0", "x", "01"]), CODES, max_size=3),
        "factor": st.floats(allow_nan=False, allow_infinity=False), "plus": st.integers(),
        "range": st.just([0, 17]), "optional": st.booleans(),
    },
)  # fmt: skip
BASE = st.one_of(
    NAMES.map(lambda name: {"from": name}),
    st.lists(NAMES, min_size=1, max_size=3).map(lambda names: {"from": names}),
    FORMULAS.map(lambda text: {"formula": text}),
    NAMES.map(lambda name: {"label": name}),
    st.lists(NAMES, min_size=1, max_size=3).map(lambda names: {"key": names}),
    st.tuples(NAMES, NAMES, st.integers(-1, 40)).map(lambda parts: {"date": list(parts)}),
    CODES.map(lambda code: {"constant": code}),
    st.tuples(NAMES, WHERES, st.sampled_from(["one", "first", "count", "sum", "max", "any"]))
    .map(lambda p: {"from": p[0], "where": p[1], "take": p[2], "by": ["l"]}),
)  # fmt: skip


def _entry(parts: tuple[dict[str, Any], dict[str, Any]]) -> dict[str, Any]:
    base, more = parts
    if "formula" in base or "constant" in base:
        more = {name: value for name, value in more.items() if name != "missing"}
    if "recode" in more and len(more) % 2:
        more = {**more, "other": ""}
    return {**more, **base}


ENTRIES = st.tuples(BASE, MORE).map(_entry)
NUMBERS = st.lists(
    st.sampled_from([0.0, 1.0, 2.0, 98.0, 1e300, np.nan]), min_size=N_ROWS, max_size=N_ROWS
)
TEXTS = st.lists(st.sampled_from(["", "1", "1.0", "01", "x", "Nguyen Van A"]), min_size=N_ROWS,
                 max_size=N_ROWS)  # fmt: skip
DAYS = st.lists(st.sampled_from(["2024-01-01", "NaT"]), min_size=N_ROWS, max_size=N_ROWS)


def _objects(values: list[Any]) -> np.ndarray[Any, Any]:
    held = np.empty(len(values), dtype=object)
    held[:] = values
    return held


COLUMNS = st.one_of(
    NUMBERS.map(np.array),
    TEXTS.map(lambda values: np.array(values, dtype="<U12")),
    DAYS.map(lambda values: np.array(values, dtype="datetime64[D]")),
    st.lists(st.sampled_from([None, 1, 1.0, True, "x", np.nan]), min_size=N_ROWS, max_size=N_ROWS)
    .map(_objects),
    st.lists(st.integers(0, 3), min_size=N_ROWS, max_size=N_ROWS).map(np.array),
)  # fmt: skip
FILES = st.fixed_dictionaries({"a": COLUMNS, "b": COLUMNS, "l": COLUMNS})


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["u", "v"]), ENTRIES, max_size=2),
    st.dictionaries(st.sampled_from(["x", "y", "household_id"]), ENTRIES, max_size=3),
    st.none() | FORMULAS, st.tuples(FILES, FILES, FILES), st.tuples(st.booleans(), st.booleans()),
)  # fmt: skip
def test_any_mapping_of_any_columns_is_applied_or_refused(
    let: dict[str, Any], columns: dict[str, Any], keep: str | None,
    held: tuple[dict[str, Any], ...], switches: tuple[bool, bool],
) -> None:  # fmt: skip
    is_text, one_row = switches
    children: dict[str, Any] = {"file": "hl.sav", "let": let, "columns": columns}
    if keep is not None:
        children["keep"] = keep
    if one_row:
        children["one_row_per"] = ["l"]
    homes = {"file": "hh", "columns": {"household_id": "a"}}
    entries = {
        "files": {"hh": "hh.sav", "roster": {"path": "roster.sav", "key": ["l", "a"]}},
        "tables": {"households": homes, "children": children},
    }
    files = {
        name: Raw(name, columns, is_text=is_text, labels={"a": {1.0: "one", "x": "ex"}})
        for name, columns in zip(("hh", "children", "roster"), held, strict=True)
    }
    try:
        mapped = records.mapping_from(entries, "office.toml")
        _, made = records.apply_mapping(mapped, files)
    except MappingError as fault:
        assert "Nguyen" not in str(fault)
        return
    lengths = {len(values) for values in made.columns.values()}
    aside = sum(
        found.measured or 0 for found in made.findings if found.code in ("MAP-01", "MAP-09")
    )
    assert lengths <= {N_ROWS - int(aside)}
    assert {values.dtype.kind for values in made.columns.values()} <= set("fUM")
    assert not any(np.isinf(v).any() for v in made.columns.values() if v.dtype.kind == "f")
