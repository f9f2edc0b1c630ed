"""The loader itself counts the sign-offs, whoever signed the bundle; throw-away keys sign DEMO."""

from __future__ import annotations

import dataclasses
import datetime
import json
import unicodedata
from types import MappingProxyType

import pytest
from tests import signers
from tests.signers import APPROVERS, RELEASER, STRANGER, TRUST

from riskscreen import bundle, signing
from riskscreen.errors import BundleError, SignatureError

NOW = datetime.datetime(2026, 3, 1, 8, tzinfo=datetime.UTC)


@pytest.fixture
def subject(made) -> bundle.Subject:
    served = {name: entry["served_sha256"] for name, entry in made.verdicts.items()}
    content = {"manifest": made.meta, "policy": made.policy, "verdicts": made.verdicts}
    return signers.subject_of(content, served)


def with_approvals(forge, given) -> object:
    return forge({"approvals.json": json.dumps(given).encode()})


def test_as_many_holders_as_the_policy_asks_for_are_read(forge, subject) -> None:
    read = bundle.read(with_approvals(forge, signers.approved(subject)), trust=TRUST)
    assert [one.key.holder for one in read.approvals] == ["first approver", "second approver"]


@pytest.mark.parametrize("keys", [(), APPROVERS[:1], APPROVERS[:1] * 2], ids=["none", "1", "twice"])
def test_too_few_holders_are_refused_whoever_signed_the_bundle(forge, subject, keys) -> None:
    folder = with_approvals(forge, signers.approved(subject, keys))
    with pytest.raises(BundleError, match=r"[01] sign-offs by distinct holders .* asks for 2"):
        bundle.read(folder, trust=TRUST)


@pytest.mark.parametrize(
    ("key", "words"),
    [(STRANGER, "is not among"), (RELEASER, "not to approve")],
    ids=["stranger", "releaser"],
)
def test_a_key_that_may_not_approve_counts_for_nothing(forge, subject, key, words) -> None:
    given = signers.approved(subject, (*APPROVERS, key))
    with pytest.raises(SignatureError, match=words):
        bundle.read(with_approvals(forge, given), trust=TRUST)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"run_id": "another"}, "first in run_id"),
        ({"policy_digest": "0" * 64}, "first in policy_digest"),
        ({"served": {"dropout": "0" * 64}}, "first in served dropout"),
        ({"findings": {"dropout": "0" * 64}}, "first in findings dropout"),
        ({"synthetic": False}, "first in synthetic"),
    ],
    ids=["run", "policy", "served", "findings", "synthetic"],
)
def test_an_approval_of_something_else_is_refused(forge, subject, change, words) -> None:
    given = signers.approved(dataclasses.replace(subject, **change))
    with pytest.raises(BundleError, match=words):
        bundle.read(with_approvals(forge, given), trust=TRUST)


def test_a_finding_that_was_rewritten_after_the_sign_offs_is_refused(forge, forge_json) -> None:
    """By the releaser, whose key makes every digest and the signature anew."""

    def change(facts) -> None:
        facts["dropout"]["findings"][0] |= {"measured": 0.99}

    given = (forge() / "approvals.json").read_bytes()
    folder = forge_json("verdicts.json", change)
    assert bundle.read(folder, trust=TRUST)  # as the approvers signed it anew
    with pytest.raises(BundleError, match="about something else, first in findings dropout"):
        bundle.read(forge({"approvals.json": given}), trust=TRUST)


def test_lists_of_place_codes_are_signed_off(forge, forge_json) -> None:
    given = (forge() / "approvals.json").read_bytes()
    forge_json("features.json", lambda facts: facts.update(code_lists=["from_2025"]))
    with pytest.raises(BundleError, match="about something else, first in served dropout"):
        bundle.read(forge({"approvals.json": given}), trust=TRUST)


def test_an_approval_says_what_the_run_logged(subject) -> None:
    with pytest.raises(BundleError, match="without what it logged"):
        bundle.approve(subject, key=APPROVERS[0], time=NOW)
    (given,) = signers.approved(subject, APPROVERS[:1])
    (read,) = bundle.approvals([given], subject, needed=1, trust=TRUST)
    assert read.logged == "0" * 64
    whole = dataclasses.replace(subject, logged="1" * 64)
    with pytest.raises(BundleError, match="first in logged"):
        bundle.approvals([given], whole, needed=1, trust=TRUST)


def held_by(*holders: str) -> signing.Trust:
    """Return the tests' trust with the approvers' names spelt anew."""
    spelt = dict(zip((key.public.fingerprint for key in APPROVERS), holders, strict=True))
    keys = {
        name: dataclasses.replace(key, holder=spelt.get(name, key.holder))
        for name, key in TRUST.keys.items()
    }
    return dataclasses.replace(TRUST, keys=MappingProxyType(keys))


@pytest.mark.parametrize(
    "other", ["FIRST  Approver", " first\u00a0approver\n", "Fir\u017ft approver"],
    ids=["case", "blanks", "folded"],
)  # fmt: skip
def test_one_person_is_no_two_sign_offs_in_another_spelling(forge, other) -> None:
    trust = held_by("first approver", other)
    with pytest.raises(BundleError, match="1 sign-offs by distinct holders"):
        bundle.read(forge(), trust=trust)


def test_letters_composed_or_not_are_one_person(forge) -> None:
    spelt = ("Đỗ Thị Hà", unicodedata.normalize("NFD", "Đỗ Thị Hà"))
    assert len(set(spelt)) == 2
    trust = held_by(*spelt)
    with pytest.raises(BundleError, match="1 sign-offs by distinct holders"):
        bundle.read(forge(), trust=trust)


@pytest.mark.parametrize("holder", [RELEASER, APPROVERS[0]], ids=["releaser", "approver"])
def test_what_a_throw_away_key_signed_is_refused_unless_it_is_marked_demo(forge, holder) -> None:
    print_of = holder.public.fingerprint
    keys = {
        name: dataclasses.replace(key, demo=name == print_of) for name, key in TRUST.keys.items()
    }
    trust = dataclasses.replace(TRUST, keys=MappingProxyType(keys))
    assert bundle.read(forge(demo=True), trust=trust).meta["demo"]
    with pytest.raises(BundleError, match="throw-away keys, first by that of"):
        bundle.read(forge(demo=False), trust=trust)
