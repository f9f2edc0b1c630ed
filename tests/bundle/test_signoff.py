"""The loader itself counts the sign-offs, whoever signed the bundle; throw-away keys sign DEMO."""

from __future__ import annotations

import dataclasses
import json
from types import MappingProxyType

import pytest
from tests import signers
from tests.signers import APPROVERS, RELEASER, STRANGER, TRUST

from riskscreen import bundle, policy
from riskscreen.errors import BundleError, SignatureError


@pytest.fixture
def subject(made) -> bundle.Subject:
    served = {name: entry["served_sha256"] for name, entry in made.verdicts.items()}
    return bundle.Subject("run", policy.parse(made.policy).digest, served)


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
    ],
    ids=["run", "policy", "served"],
)
def test_an_approval_of_something_else_is_refused(forge, subject, change, words) -> None:
    given = signers.approved(dataclasses.replace(subject, **change))
    with pytest.raises(BundleError, match=words):
        bundle.read(with_approvals(forge, given), trust=TRUST)


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
