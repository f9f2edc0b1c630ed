from typing import Any

import pytest

from riskscreen.reporting import findings, page_one
from riskscreen.reporting.words import words

VI, EN = words("vi"), words("en")


def card(outcome: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return page_one.card({**outcome, **changes}, EN, expansion=True)


@pytest.fixture
def outcome(full: dict[str, Any]) -> dict[str, Any]:
    held: dict[str, Any] = full["outcomes"][1]
    return held


def test_the_card_says_how_many_are_missed_with_the_interval(outcome: dict[str, Any]) -> None:
    held = card(outcome)
    assert held["missed"] == "70,800 of 112,000 children at risk are missed"
    assert held["interval"] == "95 % interval: 68,000 to 73,400; 41,600 are found."


def test_facts_without_that_interval_take_it_from_the_share(facts: dict[str, Any]) -> None:
    assert "7,410 to 7,900" in card(facts["outcomes"][0])["interval"]


def test_the_card_says_who_is_missed_most_and_how_sure_that_is(outcome: dict[str, Any]) -> None:
    held = card(outcome)
    assert held["who"].startswith("Ethnic minorities: at risk, they are missed 20.0")
    assert held["certain"] == (
        "Of 64 checks that judge, 60 passed, 2 failed and 2 have insufficient evidence."
    )


def test_nobody_known_is_said_and_not_counted(outcome: dict[str, Any]) -> None:
    held = card(outcome, headline={"at_risk": None, "found": None, "missed": None})
    assert held["missed"] == "No child's outcome is known in the year judged."
    assert held["interval"] == ""


def test_a_survey_of_one_wave_says_that_nothing_is_foretold(outcome: dict[str, Any]) -> None:
    held = card(outcome, concurrent=True)
    assert held["concurrent"].startswith("Concurrent, not prospective")
    assert "those in this state" in held["counted"]
    assert card(outcome)["concurrent"] == ""


def test_counts_without_expansion_weights_are_per_thousand(outcome: dict[str, Any]) -> None:
    held = page_one.card(outcome, EN, expansion=False)
    assert "per 1,000 children with a known outcome" in held["counted"]


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (None, "was not looked up"),
        ({"registered": False, "before_judging": False}, "was not registered before"),
        ({"registered": True, "before_judging": False}, "was not registered before"),
        ({"registered": True, "before_judging": True, "time": "2026-10-01T08:00:00Z"},
         "on 1 October 2026, before the children judged"),
        ({"registered": True, "before_judging": False, "note_en": "registered too late"},
         "Registered too late."),
    ],
    ids=["not looked up", "never", "after", "before", "in its own words"],
)  # fmt: skip
def test_page_one_says_whether_the_policy_came_first(
    outcome: dict[str, Any], held: object, said: str
) -> None:
    assert said in card(outcome, registration=held)["registered"]


def test_a_waiver_stands_on_page_one_with_name_reason_and_expiry(full: dict[str, Any]) -> None:
    held = card(full["outcomes"][2])
    assert held["waived_count"]
    (line,) = held["waived"]
    assert "Trần Văn Minh" in line
    assert "until 30 June 2027" in line


def test_more_refusals_than_page_one_holds_are_counted(outcome: dict[str, Any]) -> None:
    many = outcome["decision"]["refusing"] * 4
    held = card(outcome, decision={**outcome["decision"], "refusing": many})
    assert len(held["refusing"]) == 4
    assert held["more"].startswith(f"and {len(many) - 4} more")
    assert len(held["every_refusal"]) == len(many)


def test_who_is_responsible_is_named(full: dict[str, Any]) -> None:
    said = dict(page_one.responsible(full, VI))
    assert said["Bản phát hành"] == "tre_em_2026, phiên bản 3"
    assert said["Hết hạn"] == "29/11/2027"
    assert "Nguyễn Thị Hoa, Phó Cục trưởng, 28/11/2026; Vàng A Páo" in said["Người ký duyệt"]
    assert said["Đầu mối liên hệ"] == "Cục Bà mẹ và Trẻ em, Bộ Y tế"


def test_a_runs_report_says_that_release_and_sign_offs_come_after_it(
    facts: dict[str, Any],
) -> None:
    said = dict(page_one.responsible(facts, EN))
    assert said["Release"].startswith("not told here: this page was made by the training")
    assert said["Signed off by"].startswith("not told here: sign-offs come after this report")
    in_vietnamese = dict(page_one.responsible(facts, VI))["Người ký duyệt"]
    assert in_vietnamese.startswith("không nêu ở đây: việc ký duyệt diễn ra sau báo cáo này")


def test_a_releases_report_says_where_nobody_signed(full: dict[str, Any]) -> None:
    unsigned = {**full, "meta": {**full["meta"], "sign_offs": []}}
    assert dict(page_one.responsible(unsigned, EN))["Signed off by"] == "nobody yet"
    assert dict(page_one.responsible(unsigned, VI))["Người ký duyệt"] == "chưa có"


@pytest.mark.parametrize(
    ("lang", "n_waived", "verdict"),
    [
        ("en", 0, "may be released"),
        ("en", 1, "may be released with 1 waiver"),
        ("en", 29, "may be released with 29 waivers"),
        ("vi", 0, "được phép phát hành"),
        ("vi", 1, "được phép phát hành với 1 miễn trừ"),
        ("vi", 29, "được phép phát hành với 29 miễn trừ"),
    ],
)
def test_a_pass_that_rests_on_waivers_says_how_many(
    full: dict[str, Any], lang: str, n_waived: int, verdict: str
) -> None:
    outcome = full["outcomes"][2]
    decision = {**outcome["decision"], "waived": outcome["decision"]["waived"] * n_waived}
    held = page_one.card({**outcome, "decision": decision}, words(lang), expansion=True)
    assert held["verdict"] == verdict
    assert (held["kind"], held["stamp"][0]) == (("waived", "⚠") if n_waived else ("pass", "✓"))


def test_a_refusal_with_waivers_is_a_refusal(full: dict[str, Any]) -> None:
    waived = full["outcomes"][2]["decision"]["waived"]
    outcome = full["outcomes"][1]
    held = card(outcome, decision={**outcome["decision"], "waived": waived})
    assert (held["verdict"], held["kind"], held["stamp"]) == ("refused", "fail", "✗")
    assert held["waived_count"] == "Waivers: 1, listed below."


def test_a_waivers_reason_that_stays_english_is_marked_in_vietnamese(full: dict[str, Any]) -> None:
    outcome = full["outcomes"][2]
    (entry,) = outcome["decision"]["waived"]
    english = {**entry, "waiver": {**entry["waiver"], "why": "the pilot is small"}}
    decision = {**outcome["decision"], "waived": [english]}
    held = page_one.card({**outcome, "decision": decision}, VI, expansion=True)
    assert "— (tiếng Anh) the pilot is small (" in held["waived"][0]


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_a_group_that_is_missed_most_by_chance_alone_is_said_to_be_unsure(
    full: dict[str, Any], lang: str
) -> None:
    one = next(row for row in full["outcomes"][0]["findings"] if row["code"] == "AUD-03")
    said = words(lang)["worst_chance"]
    near = {**one, "measured": 0.02, "interval": [-0.01, 0.05]}
    far = {**one, "measured": 0.02, "interval": [0.01, 0.03]}
    assert findings.most_missed([near], words(lang)).endswith(said)
    assert said not in findings.most_missed([far], words(lang))
