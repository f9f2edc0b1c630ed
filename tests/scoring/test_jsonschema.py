"""What is published is what is read."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from riskscreen import schema, scoring


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_every_column_of_the_schema_is_described(lang: str) -> None:
    described = scoring.household_schema(lang)["properties"]
    household = described["household"]["properties"]
    child = described["children"]["items"]["properties"]
    assert set(household) == set(schema.HOUSEHOLDS)
    assert set(child) == set(schema.CHILDREN)
    assert all(entry["description"] for entry in (household | child).values())


def test_the_schema_is_json() -> None:
    text = json.dumps(scoring.household_schema(), allow_nan=False)
    assert "Infinity" not in text


def test_limits_and_codes_are_those_of_the_columns() -> None:
    described = scoring.household_schema()["properties"]
    age = described["children"]["items"]["properties"]["age_years"]
    assert (age["minimum"], age["maximum"], age["type"]) == (0, 17, ["number"])
    weight = described["household"]["properties"]["weight"]
    assert weight["exclusiveMinimum"] == 0
    poverty = described["household"]["properties"]["poverty_status"]
    assert poverty["enum"] == ["poor", "near_poor", "not_poor", None]


def test_a_household_that_is_scored_fits_the_published_schema(
    some_household: dict[str, Any],
) -> None:
    published = scoring.household_schema()
    assert set(some_household) <= set(published["properties"])
    for child in some_household["children"]:
        described = published["properties"]["children"]["items"]
        assert set(child) <= set(described["properties"])
        assert set(described["required"]) <= set(child)


def test_the_limits_of_the_reader_are_published() -> None:
    described = scoring.household_schema()
    assert "4000000 bytes" in described["$comment"]
    assert described["properties"]["children"]["maxItems"] == 200
    home = described["properties"]["household"]["properties"]
    assert home["psu"]["maxLength"] == home["household_id"]["maxLength"] == 200
    assert "maxLength" not in home["poverty_status"]


@pytest.mark.parametrize(
    ("column", "text", "fits"),
    [("household_id", "h 1", True), ("household_id", "h", True), ("household_id", "h ", False),
     ("household_id", "h\0", False), ("household_id", " ", False),
     ("observed_date", "1900-01-01", True), ("observed_date", "2200-12-31", True),
     ("observed_date", "1899-12-31", False), ("observed_date", "2201-01-01", False)],
)  # fmt: skip
def test_its_patterns_are_those_of_the_reader(column: str, text: str, fits: bool) -> None:
    home = scoring.household_schema()["properties"]["household"]["properties"]
    assert bool(re.search(home[column]["pattern"], text)) == fits
