"""One source to a column, one column to a source; what may not stand is asked."""

import numpy as np
import pytest

from riskscreen.records.drafting.choosing import Line, chosen
from riskscreen.records.drafting.profiling import Column
from riskscreen.records.drafting.scoring import candidates

AGES = np.array([5.0, 7.0, 9.0, 11.0] * 10)


def lines(*columns: Column) -> dict[str, Line]:
    return chosen(candidates(columns, tables=("children",)), "children", set(), set())


def test_a_source_goes_to_one_column_and_the_other_is_named() -> None:
    both = Column("f", "Tuổi", AGES, label="Lớp đang học")
    found = lines(both)
    assert list(found) == ["age_years"]
    assert found["age_years"].state == "to decide"


def test_two_equal_sources_name_each_other_and_wait() -> None:
    (line,) = lines(Column("f", "Tuổi", AGES), Column("f", "Age", AGES + 1)).values()
    other = "Tuổi" if line.sources == ("Age",) else "Age"
    assert f"as likely: the column {other}" in line.said
    assert line.state == "to decide"


def test_a_header_that_a_mapping_would_read_as_a_table_gets_no_line() -> None:
    assert not lines(Column("f", "households.x", AGES, label="Tuổi"))
    assert lines(Column("f", "other.x", AGES, label="Tuổi"))


@pytest.mark.parametrize(("n_odd", "state"), [(1, "mapped"), (4, "to decide")])
def test_a_line_stands_if_nearly_all_of_its_values_are_known(n_odd: int, state: str) -> None:
    values = np.array(["Nam", "Nữ"] * 20 + ["?"] * n_odd)
    assert lines(Column("f", "Giới tính", values))["sex"].state == state


def test_a_share_of_all_but_one_is_not_all() -> None:
    values = np.array(["Nam", "Nữ"] * 500 + ["?"])
    line = lines(Column("f", "Giới tính", values))["sex"]
    assert line.said[-1] == "99 % of 1 001 values can be this"
