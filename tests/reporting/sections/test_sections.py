"""What every section has in common: it is there, and it says so where it has nothing."""

from typing import Any

import pytest

from riskscreen.reporting.layout import Figure, Note, Table
from riskscreen.reporting.sections import sections
from riskscreen.reporting.words import words

VI, EN = words("vi"), words("en")
TABLES = {
    "capacity": "capacity", "calibration": "calibration", "missingness": "missing",
    "proxy": "proxy", "label_sensitivity": "labels", "pooled": "pooled", "scored_only": "scored",
    "coverage": "coverage", "prevalence": "prevalence", "rules": "rules",
    "importance_by_group": "drivers",
}  # fmt: skip


def named(outcome: dict[str, Any], end: str) -> Any:
    return next(one for one in sections(outcome, EN) if one.name == f"dropout-{end}")


@pytest.mark.parametrize("held", [None, "absent"])
@pytest.mark.parametrize(("table", "end"), TABLES.items(), ids=TABLES)
def test_an_absent_table_is_said_not_to_have_been_computed(
    full: dict[str, Any], table: str, end: str, held: str | None
) -> None:
    outcome = {**full["outcomes"][0], table: None}
    if held == "absent":
        del outcome[table]
    assert Note(EN["not_computed"]) in list(named(outcome, end).blocks)


@pytest.mark.parametrize("end", [*TABLES.values(), "necessity", "groups", "quality"])
def test_a_whole_outcome_has_no_empty_section(full: dict[str, Any], end: str) -> None:
    blocks = named(full["outcomes"][0], end).blocks
    assert any(isinstance(one, Table) and one.rows for one in blocks)
    assert Note(EN["not_computed"]) not in list(blocks)


@pytest.mark.parametrize(
    "end", ["capacity", "calibration", "drivers", "rules", "necessity", "missing", "proxy",
            "labels", "pooled", "coverage"],
)  # fmt: skip
def test_what_is_compared_is_also_drawn(full: dict[str, Any], end: str) -> None:
    figures = [one for one in named(full["outcomes"][0], end).blocks if isinstance(one, Figure)]
    assert figures
    assert all(one.svg.startswith("<svg") for one in figures)


def test_sections_and_anchors_are_named_after_the_outcome(full: dict[str, Any]) -> None:
    held = sections(full["outcomes"][1], VI)
    assert all(one.name.startswith("child_labour-") for one in held)
