"""What only an auditor may read is told to nobody, not even by its name."""

from __future__ import annotations

import numpy as np
import pytest

from riskscreen import features, model, records, scoring
from riskscreen.core import Finding
from riskscreen.scoring.showing import Lang
from riskscreen.scoring.table import inputs_of
from riskscreen.scoring.unlike import unlike_findings

DAY = "2025-09-15"
HIDDEN = "head_is_woman"


@pytest.fixture
def dropout(release: scoring.Release) -> model.RiskModel:
    """A model that reads what only an auditor may read."""
    held = release.models["dropout"]
    assert HIDDEN in held.support.names
    found = features.find(HIDDEN)
    assert found is not None
    assert found.audience == "auditor" or found.needs_reason
    return held


def _told(
    held: model.RiskModel,
    snapshot: records.Snapshot,
    release: scoring.Release,
    cells: dict[str, float],
    *,
    code: str,
    lang: Lang,
    housed: bool = True,
) -> tuple[Finding, ...]:
    values = inputs_of(snapshot, release)["dropout"][:3].copy()
    for name, value in cells.items():
        values[:, held.feature_names.index(name)] = value
    return unlike_findings(
        held, values, [(code,)] * 3,
        ids=snapshot.ids[:3], housed=np.full(3, housed), lang=lang,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "something that may not be told here is not recorded, in 3 of 3 children"),
     ("vi", "chưa ghi nhận một điều không được nêu ở đây, ở 3 trên 3 trẻ")],
)  # fmt: skip
def test_a_gap_of_what_may_not_be_told_has_no_name(
    held: records.Records,
    release: scoring.Release,
    dropout: model.RiskModel,
    lang: Lang,
    words: str,
) -> None:
    found = _told(dropout, held.as_of(DAY), release, {HIDDEN: np.nan},
                  code="missing_never_seen", lang=lang)  # fmt: skip
    hidden = [one for one in found if one.title.startswith("something that may not be told here")]
    assert len(hidden) == 1
    assert hidden[0].detail.startswith(words)
    assert "wom" not in str([one.to_dict() for one in found])


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "most of it from something that may not be told here."),
     ("vi", "phần lớn do một điều không được nêu ở đây.")],
)  # fmt: skip
def test_nor_has_what_makes_a_child_unlike(
    held: records.Records,
    release: scoring.Release,
    dropout: model.RiskModel,
    lang: Lang,
    words: str,
) -> None:
    (found,) = _told(dropout, held.as_of(DAY), release, {HIDDEN: 1e9},
                     code="outside_support", lang=lang)  # fmt: skip
    assert words in found.detail
    assert "wom" not in str(found.to_dict())


def test_in_vietnamese_the_whole_detail_is(
    held: records.Records, release: scoring.Release, dropout: model.RiskModel
) -> None:
    snapshot = held.as_of(DAY)
    gaps = _told(dropout, snapshot, release, dict.fromkeys(dropout.feature_names, np.nan),
                 code="missing_never_seen", lang="vi")  # fmt: skip
    (novel,) = _told(dropout, snapshot, release, {HIDDEN: 1e9}, code="outside_support", lang="vi")
    assert len(gaps) > 1
    for one in (*gaps, novel):
        assert "bỏ học" in one.detail
        assert not {"children", "first", "risk", "model", "record"} & set(one.detail.split())


def test_gaps_that_follow_from_no_household_row_are_not_told(
    held: records.Records, release: scoring.Release, dropout: model.RiskModel
) -> None:
    found = _told(dropout, held.as_of(DAY), release, {HIDDEN: np.nan},
                  code="missing_never_seen", lang="en", housed=False)  # fmt: skip
    assert found == ()
