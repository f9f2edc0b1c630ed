import pickle
from dataclasses import replace

import numpy as np
import pytest

from riskscreen import outcomes, tables
from riskscreen.errors import InputError


@pytest.fixture(scope="module")
def table(panel_records):
    return tables.build_table(panel_records, "dropout", as_of="2023-09-15")


def test_taking_rows_takes_them_from_every_column(table):
    index = np.array([5, 2])
    for name, values in table.take(index).columns().items():
        np.testing.assert_array_equal(values, table.columns()[name][index])


def test_a_mask_of_another_length_is_refused(table):
    with pytest.raises(InputError, match="a mask of shape"):
        table.take(np.array([True]))


def test_the_digest_is_of_the_content(table):
    assert table.digest == table.take(np.arange(table.n_rows)).digest
    changed = table.label.copy()
    changed[0] = np.nan if changed[0] == changed[0] else 1.0
    assert replace(table, label=changed).digest != table.digest


def test_the_digest_holds_the_definition(table):
    other = replace(table, outcome=outcomes.get("dropout", "out_of_school"))
    assert other.digest != table.digest


@pytest.mark.parametrize("backend", ["pandas", "polars", "arrow"])
def test_a_frame_has_every_column_and_row(table, backend):
    frame = table.to_frame(backend)
    assert len(frame) == table.n_rows
    names = frame.column_names if backend == "arrow" else list(frame.columns)
    assert {"label", "group.sex", "area.commune", *table.features.names} <= set(names)


def test_a_table_travels_to_a_worker(table):
    assert pickle.loads(pickle.dumps(table)).digest == table.digest  # noqa: S301 - its own bytes


def test_before_tells_lasting_cases_from_new_ones(panel_records):
    table = tables.build_table(panel_records, "child_labour", as_of="2023-09-15")
    new = (table.label == 1) & (table.before == 0)
    lasting = (table.label == 1) & (table.before == 1)
    assert new.any()
    assert lasting.any()
