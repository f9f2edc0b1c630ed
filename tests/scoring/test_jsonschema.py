"""What is published is what is read."""

from __future__ import annotations

import json
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
