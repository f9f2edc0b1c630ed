"""A sign-off is a person's own signature over all that a score would follow from."""

import json
from pathlib import Path

import pytest
from tests.signers import APPROVERS, RELEASER, TRUST

from riskscreen import bundle, errors, flows, registry, signing
from riskscreen.flows import approving

from ..conftest import Trained  # noqa: TID252 - a test reads its own fixtures


def approve(place: Trained, key: signing.PrivateKey, trust: signing.Trust = TRUST, **more: str):
    return flows.approve(
        place.run.run_id, key=key, trust=trust, store=place.store, models=place.models, **more
    )


@pytest.fixture
def unsigned(trained: Trained) -> Trained:
    for path in (trained.artifacts() / "approvals").glob("*.json"):
        path.unlink()
    return trained


def test_each_holder_counts_once_and_is_named(unsigned: Trained) -> None:
    first = approve(unsigned, APPROVERS[0], note="read in Vietnamese")
    assert (first.given, first.needed, first.approval.note) == (1, 2, "read in Vietnamese")
    second = approve(unsigned, APPROVERS[1])
    assert second.lines()[-1] == "2 of 2 sign-offs"
    with pytest.raises(errors.AlreadyDoneError, match="already"):
        approve(unsigned, APPROVERS[0])


def test_two_keys_of_one_holder_are_one_sign_off(unsigned: Trained, tmp_path: Path) -> None:
    keys = []
    for name in ("one", "two"):
        public = signing.make_key(tmp_path / name)
        signing.trust_key(tmp_path / "t.toml", public, holder="the same", roles=["approve"])
        keys.append(signing.read_private(tmp_path / name))
    trust = signing.read_trust(tmp_path / "t.toml")
    for key in keys:
        made = approve(unsigned, key, trust)
    assert (made.given, made.needed) == (1, 2)


def test_a_holder_is_one_however_the_trust_file_spells_the_name(
    unsigned: Trained, tmp_path: Path
) -> None:
    spelt = ("Anna \u0110\u1ed7", "anna  \u0111o\u0302\u0303", "ANNA\u00a0\u0110\u1ed6 ")
    for at, holder in enumerate(spelt):
        public = signing.make_key(tmp_path / str(at))
        signing.trust_key(tmp_path / "t.toml", public, holder=holder, roles=["approve"])
    trust = signing.read_trust(tmp_path / "t.toml")
    made = [approve(unsigned, signing.read_private(tmp_path / str(at)), trust) for at in range(3)]
    assert [one.given for one in made] == [1, 1, 1]


def test_a_note_is_signed_whole_or_not_at_all(unsigned: Trained) -> None:
    with pytest.raises(errors.InputError, match=r"a note of 2001 characters.* at most 2000"):
        approve(unsigned, APPROVERS[0], note="x" * 2001)
    assert not list((unsigned.artifacts() / "approvals").glob("*.json"))
    assert approve(unsigned, APPROVERS[0], note="x" * 2000).approval.note == "x" * 2000


def test_a_key_that_may_only_release_approves_nothing(unsigned: Trained) -> None:
    with pytest.raises(errors.SignatureError, match="trusted to release, and not to approve"):
        approve(unsigned, RELEASER)


def test_a_run_that_was_changed_is_not_approved(unsigned: Trained) -> None:
    target = unsigned.artifacts() / "candidate" / "child_labour" / "cutoffs.json"
    target.write_bytes(target.read_bytes() + b" ")
    with pytest.raises(errors.RunChangedError, match="not what it logged"):
        approve(unsigned, APPROVERS[0])


def test_an_approval_is_about_everything_that_a_score_follows_from(trained: Trained) -> None:
    held = registry.Store(trained.store)
    record = held.record(trained.run.run_id)
    subject = approving.subject_of(held, record)
    candidate = trained.artifacts() / "candidate"
    for path, change in (
        ("child_labour/model.json", lambda facts: facts["calibrator"]["knots_logit"].reverse()),
        ("child_labour/model.json", lambda facts: facts.update(age_range=[0, 17])),
        ("child_labour/cutoffs.json", lambda facts: facts.update(more=1)),
        ("features.json", lambda facts: facts["state"].update(more=1)),
        ("features.json", lambda facts: facts["medians"].update(
            dict.fromkeys(facts["medians"], 0.5))),
        ("features.json", lambda facts: facts["code_lists"].append("from_2025")),
    ):  # fmt: skip
        whole = (candidate / path).read_bytes()
        facts = json.loads(whole)
        change(facts)
        (candidate / path).write_text(json.dumps(facts), encoding="utf-8")
        other = approving.subject_of(held, record)
        assert other.served["child_labour"] != subject.served["child_labour"], path
        (candidate / path).write_bytes(whole)
    text = candidate / "child_labour" / "model.txt"
    text.write_bytes(text.read_bytes() + b"\n")
    assert approving.subject_of(held, record).served != subject.served
    envelopes = [
        json.loads(path.read_text()) for path in (trained.artifacts() / "approvals").glob("*.json")
    ]
    with pytest.raises(errors.BundleError, match="is about something else"):
        bundle.approvals(envelopes, approving.subject_of(held, record), needed=2, trust=TRUST)


def test_an_approval_is_about_what_the_audit_found_and_of_whom_it_learned(trained: Trained) -> None:
    held = registry.Store(trained.store)
    record = held.record(trained.run.run_id)
    subject = approving.subject_of(held, record)
    audit = trained.artifacts() / "audit" / "child_labour.json"
    whole = audit.read_text("utf-8")
    plain = json.loads(whole)
    plain["findings"][0]["verdict"] = "insufficient evidence"
    audit.write_text(json.dumps(plain), encoding="utf-8")
    other = approving.subject_of(held, record)
    assert other.findings["child_labour"] != subject.findings["child_labour"]
    assert other.findings["not_vaccinated"] == subject.findings["not_vaccinated"]
    audit.write_text(whole, encoding="utf-8")
    facts = trained.artifacts() / "report" / "facts.json"
    plain = json.loads(facts.read_text("utf-8"))
    plain["meta"]["synthetic"] = False
    facts.write_text(json.dumps(plain), encoding="utf-8")
    assert (subject.synthetic, approving.subject_of(held, record).synthetic) == (True, False)
    trained.log_again(approve=False)
    record = held.record(trained.run.run_id)
    assert approving.subject_of(held, record).logged != subject.logged


def test_the_bundle_carries_the_findings_that_were_signed_off(trained: Trained) -> None:
    """What an approver signs and what the reader of a bundle counts are made by one function."""
    made = flows.release(
        trained.run.run_id, name="small", store=trained.store, models=trained.models, demo=True,
        key=RELEASER, trust=TRUST,
    )  # fmt: skip
    verdicts = json.loads((made.folder / "verdicts.json").read_bytes())
    for approval in bundle.read(made.folder, trust=TRUST).approvals:
        assert dict(approval.findings) == {
            name: bundle.findings_digest(entry["findings"]) for name, entry in verdicts.items()
        }


def test_a_stranger_s_sign_off_blocks_nobody_and_is_named(
    unsigned: Trained, tmp_path: Path
) -> None:
    public = signing.make_key(tmp_path / "theirs")
    signing.trust_key(tmp_path / "t.toml", public, holder="elsewhere", roles=["approve"])
    theirs = signing.read_trust(tmp_path / "t.toml")
    approve(unsigned, signing.read_private(tmp_path / "theirs"), theirs)
    made = [approve(unsigned, key) for key in APPROVERS]
    assert [one.given for one in made] == [1, 2]
    assert f"by keys that {TRUST.path} does not trust to approve" in made[0].remarks[-1]
    assert public.fingerprint[:12] in made[0].remarks[-1]
    released = flows.release(
        unsigned.run.run_id, name="small", store=unsigned.store, models=unsigned.models,
        key=RELEASER, trust=TRUST,
    )  # fmt: skip
    held = bundle.read(released.folder, trust=TRUST)
    assert len(held.approvals) == 2


def test_what_is_refused_stays_with_no_run(unsigned: Trained) -> None:
    """The sign-off of a trusted approver about other bytes refuses, before a second is written."""
    approve(unsigned, APPROVERS[0])
    unsigned.log_again(approve=False)
    path = next((unsigned.artifacts() / "approvals").glob("*.json"))
    envelope = json.loads(path.read_text("utf-8"))
    envelope["payload"] = envelope["payload"][:-8] + "AAAAAAA="
    path.write_text(json.dumps(envelope), encoding="utf-8")
    with pytest.raises(errors.RiskscreenError):
        approve(unsigned, APPROVERS[1])
    assert len(list((unsigned.artifacts() / "approvals").glob("*.json"))) == 1


def test_who_signs_what_the_gate_refuses_is_told(unsigned: Trained) -> None:
    for path in (unsigned.artifacts() / "audit").glob("child_labour.json"):
        audit = json.loads(path.read_text("utf-8"))
        next(one for one in audit["findings"] if one["judges"])["verdict"] = "fail"
        path.write_text(json.dumps(audit), encoding="utf-8")
    unsigned.log_again(approve=False)
    made = approve(unsigned, APPROVERS[0])
    assert made.remarks[0].startswith("child_labour: 1 finding refuses it as it stands")


def test_what_is_swapped_after_the_check_is_not_signed_off(
    unsigned: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = registry.Store(unsigned.store)
    due = approving.subject_of(held, held.record(unsigned.run.run_id))
    real = approving.refuse_incomplete

    def then_swapped(store: registry.Store, record: registry.RunRecord) -> None:
        real(store, record)
        path = unsigned.artifacts() / "candidate" / "child_labour" / "cutoffs.json"
        path.write_text(json.dumps(json.loads(path.read_bytes()) | {"more": 1}), encoding="utf-8")

    monkeypatch.setattr(approving, "refuse_incomplete", then_swapped)
    made = approve(unsigned, APPROVERS[0])
    assert dict(made.approval.served) == dict(due.served)
