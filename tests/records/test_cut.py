"""A column is the child's or its household's, and never a guess."""

import numpy as np
import pytest

from riskscreen import records
from riskscreen.errors import FeatureError
from riskscreen.records.cut import group_codes


def test_a_household_column_is_spread_to_its_children(held: records.Records) -> None:
    snapshot = held.as_of("2024-09-15")
    assert snapshot.column("region").tolist() == ["south_east"] * 3 + ["mekong_delta"]
    assert snapshot.household.size.tolist() == [2, 2, 1, 1]


def test_a_weight_is_the_child_s_unless_the_household_s_is_named(held: records.Records) -> None:
    both = held.replace(households=held.households.with_columns(weight=[10.0, 20.0, 30.0]))
    snapshot = both.as_of("2024-09-15")
    assert snapshot.column("weight").tolist() == [1.5, 1.5, 2.0, 1.0]
    assert snapshot.column("household_weight").tolist() == [10, 10, 20, 30]


def test_a_household_s_weight_never_stands_for_a_child_s(held: records.Records) -> None:
    plain = {n: v for n, v in held.children.columns.items() if n != "weight"}
    only = records.Records(
        held.households.with_columns(weight=[10.0, 20.0, 30.0]), records.Table(plain)
    )
    assert np.isnan(only.as_of("2024-09-15").column("weight")).all()


def test_a_column_of_the_schema_that_is_absent_is_missing(held: records.Records) -> None:
    snapshot = held.as_of("2024-09-15")
    assert np.isnan(snapshot.column("household_size")).all()
    assert snapshot.column("difficult_area").tolist() == [""] * 4
    assert np.isnan(snapshot.column("household_weight")).all()


def test_a_name_that_nobody_knows_is_refused(held: records.Records) -> None:
    with pytest.raises(FeatureError, match="no column shoe_size"):
        held.as_of("2024-09-15").column("shoe_size")


def test_names_are_those_of_the_data(held: records.Records) -> None:
    names = held.as_of("2024-09-15").names()
    assert "region" in names
    assert "household_size" not in names
    assert len(names) == len(set(names))


def test_children_without_a_household_stand_alone() -> None:
    codes = group_codes(np.array(["h", "", "h", ""]))
    assert codes[0] == codes[2]
    assert len(set(codes)) == 3
    assert codes.max() == 2


def test_some_children_of_a_snapshot_keep_their_columns(held: records.Records) -> None:
    some = held.as_of("2024-09-15").take(np.array([False, False, True, True]))
    assert some.column("region").tolist() == ["south_east", "mekong_delta"]
    assert some.household_group.tolist() == [0, 1]
