"""What a mapping needs is what it mentions: no more is read, and nothing of it is forgotten."""

import tomllib

import numpy as np
import pytest

from riskscreen import records
from riskscreen.errors import MappingError
from riskscreen.records import Raw
from riskscreen.records.mapping import needed_columns, needed_files

MAPPING = """
[files.hh]
path = "hh.sav"
key = ["HH1"]
[files.hl]
path = "hl.sav"
key = ["HH1", "HL1"]
[files.fs]
path = "fs.sav"
key = ["HH1", "LN"]
on = { LN = "HL1" }
[files.wm]
path = "wm.sav"
key = ["HH1", "LN"]
on = { LN = "mother" }
[tables.households]
file = "hh"
one_row_per = ["household_id", "HH9"]
[tables.households.columns]
household_id = "HH1"
size = { from = "hl.HL1", where = "hl.HL6 < 5 and HL4 == 1", take = "count" }
[tables.children]
file = "hl"
keep = "AGE < 18"
[tables.children.let]
AGE = { from = "AGE", missing = [98] }
mother = { from = "HL12", missing = [0] }
[tables.children.columns]
hours = { formula = "where(fs.CL1 == 2, 0, col(\\"fs.CL3\\"))" }
educ = { from = "wm.welevel", optional = true }
day = { date = ["Y", 6, "D"] }
[[waves]]
[waves.children]
known = ["W1"]
within = { W2 = [0, 1] }
[waves.children.columns]
w = "W3"
"""


def test_every_mention_is_needed_and_nothing_else() -> None:
    mapped = records.mapping_from(tomllib.loads(MAPPING), "o")
    found = {name: sorted(columns) for name, columns in needed_columns(mapped).items()}
    assert found == {
        "hh": ["HH1", "HH9"],
        "hl": ["AGE", "D", "HH1", "HL1", "HL12", "HL4", "HL6", "W1", "W2", "W3", "Y"],
        "fs": ["CL1", "CL3", "HH1", "LN"],
        "wm": ["HH1", "LN", "welevel"],
    }
    assert needed_files(mapped) == {"hh", "hl", "fs"}


def test_what_is_needed_is_enough() -> None:
    mapped = records.mapping_from(tomllib.loads(MAPPING), "o")
    files = {
        name: Raw(name, {column: np.array([1.0]) for column in columns})
        for name, columns in needed_columns(mapped).items()
    }
    households, children = records.apply_mapping(mapped, files)
    assert children.columns["w"].tolist() == [1.0]
    assert households.columns["size"].tolist() == [1.0]
    for name, columns in needed_columns(mapped, optional=False).items():
        for column in columns:
            less = {
                other: values for other, values in files[name].columns.items() if other != column
            }
            with pytest.raises(MappingError, match=column):
                records.apply_mapping(mapped, {**files, name: Raw(name, less)})
