"""A policy that came later says so, and so does one that came after an earlier look."""

import dataclasses
import datetime

import pytest
from tests.signers import SIGNED

from riskscreen.auditing.registering import binding, registered
from riskscreen.core import Verdict
from riskscreen.ledger.line import make
from riskscreen.policy import load, parse

START = datetime.datetime(2026, 3, 10, 9, tzinfo=datetime.UTC)
POLICY = load()
MINE = binding.binding_digest(POLICY)
OTHER = dataclasses.replace(POLICY, missed_contrast=0.3)


def days(n: float) -> datetime.datetime:
    """Return the moment so many days after the run began."""
    return START + datetime.timedelta(days=n)


def book(*entries):
    """Return a ledger: (policy, days after the run began) each."""
    lines = []
    for policy, when in entries:
        lines.append(
            make(
                binding.KIND, binding.facts_of(policy), name="", version="", time=days(when),
                after=lines[-1] if lines else None, **SIGNED,
            )
        )  # fmt: skip
    return lines


def look(when, policy=MINE, run="earlier"):
    return registered.Look(run, None if when is None else days(when), policy)


def stand(lines, *looks):
    return registered.stand(lines, policy=POLICY, started=START, looks=looks)


CASES = {
    "before": (book((POLICY, -2)), []),
    "looked": (book((POLICY, -2)), [look(-3)]),
    "later": (book((POLICY, 2)), []),
    "other": (book((OTHER, -2)), []),
    "never": ([], []),
}


@pytest.mark.parametrize("status", CASES)
def test_only_a_policy_that_came_before_every_look_passes(status) -> None:
    lines, looks = CASES[status]
    found = stand(lines, *looks)
    assert found.status == status
    wanted = Verdict.PASS if status == "before" else Verdict.FAIL
    assert found.finding("dropout").verdict is wanted


@pytest.mark.parametrize("status", CASES)
def test_it_is_reported_and_never_judges(status) -> None:
    lines, looks = CASES[status]
    found = stand(lines, *looks).finding("dropout")
    assert (found.code, found.outcome, found.judges) == ("AUD-16", "dropout", False)


@pytest.mark.parametrize("status", CASES)
def test_the_table_is_that_of_the_contract(status) -> None:
    lines, looks = CASES[status]
    table = stand(lines, *looks).to_dict()
    assert list(table) == [
        "registered", "time", "policy_digest", "before_judging", "note_en", "note_vi",
    ]  # fmt: skip
    assert table["before_judging"] is (status == "before")
    assert table["registered"] is (status not in ("other", "never"))
    assert (table["time"] is None, table["policy_digest"] is None) == (
        (not table["registered"],) * 2
    )


@pytest.mark.parametrize("status", CASES)
def test_each_standing_is_said_in_both_languages_with_nothing_left_open(status) -> None:
    lines, looks = CASES[status]
    found = stand(lines, *looks)
    for note in (found.note_en, found.note_vi):
        assert len(note) > 40
        assert not set("{}") & set(note)
    assert "2026-03-10 09:00:00 UTC" in found.note_en or status in ("looked", "other")
    assert "09:00:00 ngày" in found.note_vi


def test_days_count_from_the_registration_to_the_first_judgement() -> None:
    assert stand(book((POLICY, -2))).days == 2
    assert stand(book((POLICY, -2)), look(-3)).days == -1
    assert stand(book((POLICY, 2))).days == -2
    assert stand([]).days is None


def test_a_line_of_the_second_in_which_the_run_began_came_first() -> None:
    begun = START + datetime.timedelta(microseconds=700_000)
    made = registered.stand(book((POLICY, 0)), policy=POLICY, started=begun)
    assert (made.status, made.days) == ("before", 0)


def test_the_hour_of_another_zone_is_the_same_moment() -> None:
    hanoi = datetime.timezone(datetime.timedelta(hours=7))
    made = registered.stand(book((POLICY, 0.1)), policy=POLICY, started=START.astimezone(hanoi))
    assert made.status == "later"


def test_the_first_line_that_binds_counts_however_often_it_is_repeated() -> None:
    found = stand(book((POLICY, -2), (POLICY, 2)))
    assert found.registration.counter == 1
    assert found.status == "before"


def test_whoever_looked_under_the_very_policy_before_it_was_registered_is_said() -> None:
    found = stand(book((POLICY, -2)), look(-3, run="abc"))
    assert found.status == "looked"
    assert "judged on 2026-03-07 09:00:00 UTC by run abc" in found.note_en


def test_a_look_after_the_registration_is_counted_and_passes() -> None:
    found = stand(book((POLICY, -2)), look(-1), look(-0.5, "x"), look(-0.2, "x"), look(-0.1, "y"))
    assert found.status == "before"
    assert "judged these children: 4, of them under other policies: 3 (policies: 2)" in (
        found.note_en
    )
    assert "đã được đánh giá 4 lần, trong đó 3 lần theo 2 chính sách khác" in found.note_vi


def test_looks_under_the_same_policy_alone_are_counted_without_others() -> None:
    found = stand(book((POLICY, -2)), look(-1))
    assert found.note_en.endswith("earlier runs that judged these children: 1")
    assert found.note_vi.endswith("đã được đánh giá 1 lần")


def test_a_look_after_the_run_began_is_none_of_its_business() -> None:
    found = stand(book((POLICY, 2)), look(1))
    assert found.status == "later"
    assert "earlier runs" not in found.note_en
    assert found.days == -2


def test_a_look_at_an_unknown_time_came_before_everything() -> None:
    found = stand(book((POLICY, -2)), look(None))
    assert (found.status, found.days) == ("looked", None)
    assert "an unknown day" in found.note_en


def test_another_policy_is_told_by_the_first_entry_that_differs() -> None:
    found = stand(book((OTHER, -3)))
    assert "registration (line 1 of the ledger, 2026-03-07 09:00:00 UTC): 1; first is " in (
        found.note_en
    )
    assert "missed_contrast: 0.3 registered, 0.1 judges" in found.note_en


def test_the_newest_registration_is_the_one_that_is_compared() -> None:
    found = stand(book((dataclasses.replace(POLICY, missed_contrast=0.5), -4), (OTHER, -3)))
    assert "(line 2 of the ledger" in found.note_en
    assert "missed_contrast: 0.3 registered" in found.note_en


def test_a_policy_chosen_from_several_registered_ones_says_so() -> None:
    found = stand(book((OTHER, -3), (POLICY, -2)))
    assert found.status == "before"
    assert "bind differently from one another: 2" in found.note_en


def test_words_that_changed_since_are_said_and_pass() -> None:
    source = {**POLICY.to_dict(), "name": "renamed"}
    made = registered.stand(book((POLICY, -2)), policy=parse(source), started=START)
    assert made.status == "before"
    assert "changed since, in nothing that binds" in made.note_en


def test_lines_of_other_kinds_register_nothing() -> None:
    line = make("refusal", {}, name="n", version="", time=days(-2), after=None, **SIGNED)
    assert stand([line]).status == "never"


def test_an_audit_gets_the_finding_and_the_table_once_and_keeps_its_verdict(audited) -> None:
    first = registered.attach(audited, stand([]))
    again = registered.attach(first, stand(book((POLICY, -2))))
    found = [one for one in again.findings if one.code == "AUD-16"]
    assert [one.verdict for one in found] == [Verdict.PASS]
    assert first.verdict is again.verdict is audited.verdict
    assert again.tables["registration"]["before_judging"]
    assert set(again.tables) - set(audited.tables) <= {"registration"}
    codes = [one.code for one in again.findings]
    assert codes == sorted(codes)
