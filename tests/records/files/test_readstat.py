"""The library's answer is all of the file, or an error."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from riskscreen.records.files import readstat
from riskscreen.records.files.faults import UnreadableError
from riskscreen.records.files.readstat import Statistics

FRAME = pd.DataFrame({"n": np.arange(50.0), "s": [f"t{place}" for place in range(50)]})


@pytest.fixture(params=[".sav", ".zsav", ".dta"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / f"x{request.param}"
    if request.param == ".dta":
        pyreadstat.write_dta(FRAME, path)
    else:
        pyreadstat.write_sav(FRAME, path, compress=request.param == ".zsav")
    return path


def test_columns_are_read_in_the_order_that_is_asked(path: Path) -> None:
    columns, extended = Statistics(path).read(["s", "n"])
    assert (list(columns), extended) == (["s", "n"], {})
    assert columns["s"] == FRAME["s"].tolist()
    np.testing.assert_array_equal(columns["n"], FRAME["n"])


def test_the_dictionary_is_known_before_the_rows(path: Path) -> None:
    file = Statistics(path)
    assert (list(file.names), file.is_stata) == (["n", "s"], path.suffix == ".dta")
    assert file.declared == "UTF-8"


def test_parts_that_end_early_are_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readstat, "_CELLS_AT_ONCE", 20)
    file = Statistics(path)
    file._n_rows = 53
    with pytest.raises(UnreadableError):
        file.read(["n", "s"])


def test_more_rows_than_bytes_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.dta"
    pyreadstat.write_dta(FRAME, path, version=8)
    content = bytearray(path.read_bytes())
    assert content[6:10] == (50).to_bytes(4, "little")
    content[9] = 0x7F
    path.write_bytes(content)
    with pytest.raises(UnreadableError, match="too short for them"):
        Statistics(path)


def test_nothing_asked_is_nothing(path: Path) -> None:
    assert Statistics(path).read([]) == ({}, {})
