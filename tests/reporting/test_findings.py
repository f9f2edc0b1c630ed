from typing import Any

import pytest
from tests.reporting.made import finding

from riskscreen.core import Verdict
from riskscreen.reporting import findings
from riskscreen.reporting.words import words

EN = words("en")


def contrast(group: str, measured: float | None, **changes: Any) -> dict[str, Any]:
    return {**finding("AUD-03", group, Verdict.FAIL, measured, reach=0.02), **changes}


def test_a_contrast_is_told_in_percentage_points() -> None:
    assert findings.figure(contrast("sex=male", 0.161), EN) == (
        "+16.1 percentage points [+14.1; +18.1]"
    )


def test_a_figure_that_was_not_measured_is_not_told() -> None:
    said = findings.line(contrast("sex=male", None), EN)
    assert said.endswith("Boys (failed)")


def test_failures_come_first_then_groups_then_who_is_missed() -> None:
    found = [
        {"code": "AUD-01", "group": "overall", "verdict": "fail", "measured": 2.0},
        {"code": "AUD-01", "group": "sex=male", "verdict": "insufficient evidence",
         "measured": None},
        {"code": "AUD-01", "group": "sex=male", "verdict": "fail", "measured": 1.0},
        {"code": "AUD-03", "group": "sex=male", "verdict": "fail", "measured": 0.1},
        {"code": "AUD-03", "group": "sex=female", "verdict": "fail", "measured": 0.2},
    ]  # fmt: skip
    order = findings.refusals(found)
    assert [found.index(one) for one in order] == [4, 3, 2, 0, 1]


@pytest.mark.parametrize(
    ("measured", "said"),
    [
        ([0.05, 0.2], "Girls: at risk, they are missed 20.0 percentage points more often than "
         "all other children (+18.0 to +22.0; limit +10.0)."),
        ([-0.01, 0.0], "No group at risk is missed more often than the others."),
        ([None, None], "Not known: no contrast between groups could be measured."),
    ],
    ids=["worst", "none", "unknown"],
)  # fmt: skip
def test_the_group_missed_most_is_named(measured: list[float | None], said: str) -> None:
    found = [
        contrast(group, value)
        for group, value in zip(("sex=male", "sex=female"), measured, strict=True)
    ]
    assert findings.most_missed(found, EN) == said
