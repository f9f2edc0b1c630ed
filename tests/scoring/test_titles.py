"""A finding about scored records reads in the language asked for, or says that it does not."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from riskscreen import records, scoring
from riskscreen.core import Finding, Verdict
from riskscreen.scoring import titles, unlike

SOURCE = Path(scoring.__file__).parent
DAY = "2025-09-15"


def found(code: str, title: str, detail: str = "xem lại") -> Finding:
    return Finding(code, title, Verdict.FAIL, measured=3.0, unit="children", detail=detail)


def test_every_finding_of_scores_has_a_title_in_vietnamese() -> None:
    used = {
        code
        for path in SOURCE.glob("*.py")
        for code in re.findall(r'"(SCO-\d\d)"', path.read_text("utf-8"))
    }
    assert used == set(titles._OF_SCORES)


@pytest.mark.parametrize(
    ("finding", "said"),
    [
        (found("SCO-01", "age_years outside its range or codes"),
         "SCO-01 age_years nằm ngoài khoảng hoặc danh mục cho phép: 3; xem lại"),
        (found("SCO-02", "children not seen for too long"),
         "SCO-02 trẻ đã lâu không được ghi nhận: 3; xem lại"),
        (found("SCO-03", "grade_gap_years missing, which the model does not know"),
         "SCO-03 chưa ghi nhận grade_gap_years, mô hình chưa biết trường hợp này: 3; xem lại"),
        (found("SCO-03", f"{unlike.NOT_TOLD['en']} missing, which the model does not know"),
         "SCO-03 chưa ghi nhận một điều không được nêu ở đây, mô hình chưa biết trường hợp này: "
         "3; xem lại"),
        (found("SCH-10", "child without a household", "Add it"),
         "SCH-10 trẻ không có dòng của hộ: 3; (tiếng Anh) Add it"),
        (found("SCH-06", "outside its range: age_years", "Check"),
         "SCH-06 giá trị ngoài khoảng cho phép: age_years: 3; (tiếng Anh) Check"),
        (found("MAP-07", "cells that no code explains", "Check"),
         "MAP-07 (tiếng Anh) cells that no code explains: 3; Check"),
    ],
    ids=["column", "plain", "feature", "not told", "records", "records column", "unknown"],
)  # fmt: skip
def test_a_finding_is_read_in_vietnamese_or_marked(finding: Finding, said: str) -> None:
    assert scoring.in_language(finding, "vi").sentence() == said
    assert scoring.in_language(finding, "en") is finding


def test_what_scoring_finds_holds_no_english_title(
    held: records.Records, release: scoring.Release
) -> None:
    """Titles in English are what the table knows them by: one that changes is seen here."""
    day = np.datetime64(DAY)
    children = held.children
    age, seen = children["age_years"].copy(), children["observed_date"].copy()
    newest = np.flatnonzero(seen == seen.max())
    age[newest[0]] = 170
    seen[newest[1]] = day + 30
    homes = held.households
    broken = held.replace(
        children=children.with_columns(age_years=age, observed_date=seen),
        households=homes.with_columns(household_size=np.full(homes.n_rows, np.nan)),
    )
    scores = scoring.score(broken, release=release, as_of=DAY, lang="vi")
    told = [one for one in scores.findings if one.code.startswith("SCO")]
    assert {"SCO-01", "SCO-03"} <= {one.code for one in told}
    for one in told:
        title = scoring.in_language(one, "vi").title
        assert title != one.title
        assert not re.search(r"outside|missing|children|which|model", title), title
