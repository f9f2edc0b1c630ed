"""Decisions are joined to the judged children by the secret alone, and only those of the list."""

import re
from pathlib import Path

import numpy as np
import pytest

import riskscreen
from riskscreen import errors, flows, scoring, signing
from riskscreen.flows import overridden
from riskscreen.scoring import overriding

DOCS = Path(riskscreen.__file__).parents[2] / "docs"
DAY = "2024-09-15"
CHILDREN = [f"c{n}" for n in range(5)]


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    signing.make_secret(tmp_path / "log.secret")
    return tmp_path / "log.secret"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return tmp_path / "overrides.jsonl"


def decide(book: Path, secret: Path, child: str, **changes: str) -> None:
    said = {
        "outcome": "dropout", "decision": "no_visit", "tier": "intervention",
        "release": "small 1", "as_of": DAY, "by": "social worker", "reason": "known to be well",
    } | changes  # fmt: skip
    flows.override(book, secret=secret, child_id=child, **said)


def joined(book: Path, secret: Path, *, months: int = 12, releases=None):
    return overridden.decided_of(
        CHILDREN, overridden.read(book, secret=secret), outcome="dropout", day=DAY,
        horizon_months=months, releases=releases,
    )  # fmt: skip


def test_a_childs_decision_is_found_by_its_keyed_hash(book: Path, secret: Path) -> None:
    decide(book, secret, "c1")
    decide(book, secret, "c3", decision="visit", tier="")
    decide(book, secret, "c4", decision="other")
    found = joined(book, secret)
    np.testing.assert_array_equal(found.away, [False, True, False, False, False])
    np.testing.assert_array_equal(found.towards, [False, False, False, True, False])
    assert (found.n_decided, found.n_unmatched, found.n_other_times) == (3, 0, 0)
    assert found.n_something_else == 1


def test_of_several_decisions_the_newest_counts(book: Path, secret: Path) -> None:
    decide(book, secret, "c1")
    decide(book, secret, "c1", decision="other")
    found = joined(book, secret)
    assert not found.away.any()
    assert (found.n_decided, found.n_something_else) == (1, 1)


def test_a_decision_about_another_outcome_is_none_about_this_list(book: Path, secret: Path) -> None:
    decide(book, secret, "c1", outcome="child_labour")
    found = joined(book, secret)
    assert (found.away.any(), found.n_decided, found.n_other_times) == (False, 0, 0)


@pytest.mark.parametrize(
    ("as_of", "counts"),
    [("2024-09-14", False), (DAY, True), ("2025-09-14", True), ("2025-09-15", False)],
    ids=["before", "the_day", "last", "after"],
)
@pytest.mark.parametrize("months", [0, 12])
def test_only_decisions_within_the_time_of_the_list_count(
    book: Path, secret: Path, as_of: str, counts: bool, months: int
) -> None:
    decide(book, secret, "c1", as_of=as_of)
    found = joined(book, secret, months=months)
    assert found.away.any() == counts
    assert found.n_other_times == (not counts)


def test_a_child_that_is_not_judged_is_counted(book: Path, secret: Path) -> None:
    decide(book, secret, "somebody else")
    assert joined(book, secret).n_unmatched == 1


def test_a_file_that_was_changed_feeds_no_audit(book: Path, secret: Path) -> None:
    decide(book, secret, "c1")
    book.write_bytes(book.read_bytes().replace(b"no_visit", b"visit"))
    with pytest.raises(errors.OverrideError, match="was changed"):
        overridden.read(book, secret=secret)
    assert repr(overridden.Overrides((), signing.read_secret(secret))) == "Overrides(0 decisions)"


def test_the_verb_and_the_light_path_are_one(book: Path, secret: Path) -> None:
    assert flows.override is scoring.override


def test_decisions_about_other_releases_are_left_out_and_counted(book: Path, secret: Path) -> None:
    decide(book, secret, "c1")
    decide(book, secret, "c2", release="someother 9")
    decide(book, secret, "c2", release="someother 9", as_of="2020-01-01")
    found = joined(book, secret, releases={"small 1", "small 2"})
    np.testing.assert_array_equal(found.away, [False, True, False, False, False])
    assert (found.n_decided, found.n_other_releases, found.n_other_times) == (1, 1, 1)
    assert found.releases == ("small 1",)


def test_where_the_release_is_not_said_those_of_the_decisions_are_named(
    book: Path, secret: Path
) -> None:
    decide(book, secret, "c1")
    decide(book, secret, "c2", release="someother 9")
    found = joined(book, secret)
    assert (found.n_decided, found.n_other_releases) == (2, 0)
    assert found.releases == ("small 1", "someother 9")


def test_a_decision_of_an_older_file_about_an_unknown_outcome_is_counted(
    book: Path, secret: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(book, secret, "c1", outcome="child_labour")
    with monkeypatch.context() as before:
        before.setattr(overriding, "_refuse_what_is_no_score", lambda *_: None)
        decide(book, secret, "c1", outcome="droput")
    assert joined(book, secret).n_other_outcomes == 1


def test_the_decision_and_the_audit_of_the_documents_meet(book: Path, secret: Path) -> None:
    """What is typed as it stands there is counted."""
    services = (DOCS / "services.md").read_text(encoding="utf-8")
    (decided,) = re.findall(r"^riskscreen override (?:.*\\\n)*.*--as-of (\S+)", services, re.M)
    for page in (services, (DOCS / "audit.md").read_text(encoding="utf-8")):
        (judged,) = re.findall(r"riskscreen audit \S+ --records .* --test-as-of (\S+) --over", page)
        decide(book, secret, "c1", as_of=decided)
        found = overridden.decided_of(
            CHILDREN, overridden.read(book, secret=secret), outcome="dropout", day=judged,
            horizon_months=12,
        )  # fmt: skip
        assert (found.n_decided, found.n_other_times) == (1, 0)


@pytest.mark.parametrize("seed", range(5))
def test_whatever_is_decided_about_a_child_is_counted_once(
    book: Path, secret: Path, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    for child in rng.choice([*CHILDREN, "x1", "x2"], size=12):
        decide(book, secret, str(child), decision=str(rng.choice(scoring.DECISIONS)))
    found = joined(book, secret)
    judged = int(found.away.sum() + found.towards.sum()) + found.n_something_else
    assert found.n_decided == found.n_unmatched + judged


@pytest.mark.parametrize("content", [b"", b'{"half": '], ids=["empty", "half_a_line"])
def test_a_file_without_a_line_is_no_record(book: Path, secret: Path, content: bytes) -> None:
    book.write_bytes(content)
    with pytest.raises(errors.OverrideFileError, match=f"overrides {book} holds no line; ") as held:
        overridden.read(book, secret=secret)
    assert isinstance(held.value, errors.InputError)


def cut(book: Path, lines: int) -> None:
    book.write_bytes(b"".join(book.read_bytes().splitlines(keepends=True)[:lines]))


def test_a_file_that_grew_goes_on_from_an_earlier_audit(book: Path, secret: Path) -> None:
    decide(book, secret, "c1")
    before = overridden.read(book, secret=secret).end()
    assert before["n_lines"] == 1
    decide(book, secret, "c2")
    for _ in range(2):
        now = overridden.read(book, secret=secret)
        overridden.require_continued(now, before, audit="the first")
        before = now.end()


@pytest.mark.parametrize(
    ("other", "count"), [(False, 2), (True, 1), (True, 3), (True, 5)],
    ids=["cut", "other_and_shorter", "other", "other_and_longer"],
)  # fmt: skip
def test_a_file_that_lacks_what_an_earlier_audit_read_is_refused(
    book: Path, secret: Path, other: bool, count: int
) -> None:
    for child in CHILDREN[:3]:
        decide(book, secret, child)
    before = overridden.read(book, secret=secret).end()
    if other:
        book.unlink()
        for _ in range(count):
            decide(book, secret, "c1")
    else:
        cut(book, count)
    with pytest.raises(errors.OverrideError) as caught:
        overridden.require_continued(
            overridden.read(book, secret=secret), before, audit="the audit of June"
        )
    assert f"(the audit of June): 3 lines then, {count} now" in str(caught.value)
    assert "take it from its last good copy" in str(caught.value)
