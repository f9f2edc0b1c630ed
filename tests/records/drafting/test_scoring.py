"""Columns of the schema compete for a source, and sources for a column."""

import numpy as np

from riskscreen.records.drafting.profiling import Column
from riskscreen.records.drafting.scoring import Candidate, candidates

AGES = np.array([5.0, 7.0, 9.0, 11.0])


def best(*columns: Column, target: str) -> dict[str, Candidate]:
    found = candidates(columns, tables=("children",))
    return {c.column.name: c for c in found if ".".join(c.target) == target}


def test_a_word_alone_is_sure_and_two_equal_claims_are_not() -> None:
    alone = best(Column("f", "Tuổi", AGES), target="children.age_years")
    assert alone["Tuổi"].confidence > 0.9
    two = best(Column("f", "Tuổi", AGES), Column("f", "Age", AGES + 1), target="children.age_years")
    assert two["Tuổi"].confidence == two["Age"].confidence
    assert two["Tuổi"].confidence < 0.5


def test_a_copy_is_no_rival_and_is_named() -> None:
    both = best(Column("f", "Tuổi", AGES), Column("f", "Age", AGES), target="children.age_years")
    assert both["Tuổi"].confidence > 0.9
    assert "the same values as Age" in both["Tuổi"].evidence


def test_values_that_cannot_be_take_the_sureness_away() -> None:
    for values in (AGES * 1000, np.array(["đỏ", "xanh"]), np.array(["2024-09-15"], dtype="M8[D]")):
        found = best(Column("f", "Tuổi", values), target="children.age_years")
        assert found["Tuổi"].confidence < 0.1


def test_a_column_of_the_other_table_counts_for_less() -> None:
    poor = Column("f", "Hộ nghèo", np.array(["Nghèo", "Cận nghèo", "Không nghèo"]))
    (here,) = [c for c in candidates([poor], tables=("households",)) if c.confidence > 0.2]
    there = best(poor, target="households.poverty_status")["Hộ nghèo"]
    assert here.confidence > 0.9 > there.confidence


def test_the_order_of_columns_does_not_count() -> None:
    columns = [Column("f", name, AGES) for name in ("Tuổi", "Lớp", "x")]
    first, second = (candidates(some, tables=("children",)) for some in (columns, columns[::-1]))
    assert [(c.target, c.column.name, c.confidence) for c in first] == [
        (c.target, c.column.name, c.confidence) for c in second
    ]


def test_confidences_of_one_source_are_shares_of_one() -> None:
    found = candidates([Column("f", "weight", AGES)], tables=("households", "children"), alone=True)
    assert sum(c.confidence for c in found) <= 1.0
