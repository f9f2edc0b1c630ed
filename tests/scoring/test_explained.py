"""How an explanation reads, for a person and for a machine."""

from __future__ import annotations

import dataclasses
import json

import pytest

from riskscreen import scoring

SCORED = scoring.ExplainedOutcome(
    outcome="dropout", definition="attending_then_not", horizon_months=12, eligible=True, risk=0.25,
    risk_lo=0.2, risk_hi=0.31, tier="support", area_fallback=True, refused=(),
    reasons={"en": ("a", "b"), "vi": ("á", "bê")}, things=5,
    family={"en": "told", "vi": "kể"}, route={"en": "", "vi": ""},
)  # fmt: skip
REFUSED = dataclasses.replace(
    SCORED, outcome="child_labour", definition="sna_only", risk=None, risk_lo=None, risk_hi=None,
    tier="", refused=("too_little_known",), reasons={"en": (), "vi": ()},
    route={"en": "to a person", "vi": "đến một người"},
)  # fmt: skip
SCORE = scoring.ExplainedScore(
    child_id="c1", household_id="h1", release="small 1", manifest="0" * 64, as_of="2025-09-15",
    demo=False, standing="", logged=None, outcomes=(SCORED, REFUSED),
)  # fmt: skip


def test_a_person_reads_the_score_its_reasons_and_the_sentence_for_the_family() -> None:
    assert SCORE.lines("en") == [
        "child c1, release small 1, as of 2025-09-15",
        "school dropout (dropout): risk 0.2500 [0.2000, 0.3100], support, area fallback",
        "- a",
        "- b",
        "to the family: told",
        "child labour (child_labour): no score (too_little_known)",
        "to a person",
        "to the family: told",
    ]
    assert (
        SCORE.lines("vi")
        == SCORE.lines()
        == [
            "trẻ c1, bản phát hành small 1, tính đến ngày 2025-09-15",
            "bỏ học (dropout): rủi ro 0.2500 [0.2000, 0.3100], hỗ trợ, dùng số liệu của địa bàn "
            "rộng hơn",
            "- á",
            "- bê",
            "nói với gia đình: kể",
            "lao động trẻ em (child_labour): không có điểm (too_little_known)",
            "đến một người",
            "nói với gia đình: kể",
        ]
    )


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"demo": True}, "child c1, release small 1, as of 2025-09-15, DEMO: not for use"),
        ({"standing": "it was stopped"}, "scores nobody today: it was stopped"),
    ],
    ids=["demo", "stopped"],
)
def test_what_is_to_be_known_of_the_release_is_said(changes: dict[str, object], line: str) -> None:
    assert line in dataclasses.replace(SCORE, **changes).lines("en")


def test_a_machine_reads_all_of_it() -> None:
    plain = json.loads(json.dumps(SCORE.to_dict()))
    assert plain["outcomes"][0]["reasons"] == {"en": ["a", "b"], "vi": ["á", "bê"]}
    assert plain["outcomes"][1]["refused"] == ["too_little_known"]
    assert plain["logged"] is None


def test_an_outcome_is_found_by_name() -> None:
    assert SCORE.of("dropout") is SCORED
    assert repr(SCORED) == "ExplainedOutcome(dropout: 0.2500 support)"
    assert repr(REFUSED) == "ExplainedOutcome(child_labour: too_little_known)"
    with pytest.raises(KeyError, match="is none of dropout, child_labour"):
        SCORE.of("hunger")
