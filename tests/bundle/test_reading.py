from __future__ import annotations

import datetime
import json
import random
import re
import subprocess
import sys

import numpy as np
import pytest
from tests import signers
from tests.signers import TRUST, TRUST_FILE

from riskscreen import bundle, model, signing
from riskscreen.bundle import manifest, reading
from riskscreen.errors import BundleError, IntegrityError, SignatureError


def test_what_was_written_is_read(made, original):
    found = bundle.read(original, trust=TRUST)
    for name in ("features", "policy", "schema", "verdicts", "card", "golden"):
        assert getattr(found, name) == getattr(made, name)
    assert dict(found.reports) == made.reports
    assert dict(found.cutoffs) == made.cutoffs
    X = np.random.default_rng(0).normal(size=(50, 3))
    for outcome, given in made.models.items():
        assert found.models[outcome].to_dict() == given.to_dict()
        np.testing.assert_array_equal(found.models[outcome].predict(X).risk, given.predict(X).risk)
    assert found.screener.outcomes == ("dropout", "exclusion")


def test_the_ledgers_digest_binds_it(original, folder, forge):
    digest = bundle.read(original, trust=TRUST).digest
    assert bundle.read(original, manifest_digest=digest, trust=TRUST).digest == digest
    with pytest.raises(BundleError, match="not the bundle that was released"):
        bundle.read(forge(population="another"), manifest_digest=digest, trust=TRUST)


@pytest.mark.parametrize("seed", range(200))
def test_random_damage_to_any_file_is_refused(folder, seed):
    rng = random.Random(seed)
    path = rng.choice(sorted(place for place in folder.rglob("*") if place.is_file()))
    content = bytearray(path.read_bytes())
    at = rng.randrange(len(content))
    kind = rng.randrange(4)
    if kind == 0:
        content[at] ^= 1 << rng.randrange(8)
    elif kind == 1:
        del content[at : at + rng.randrange(1, 30)]
    elif kind == 2:
        content[at:at] = rng.randbytes(rng.randrange(1, 30))
    else:
        content = bytearray(rng.randbytes(len(content)))
    path.write_bytes(content)
    with pytest.raises((BundleError, SignatureError)):
        bundle.read(folder, trust=TRUST)


def leaves(value, path=()):
    if isinstance(value, dict | list) and value:
        for key, entry in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(entry, (*path, key))
    else:
        yield path


ODD = [
    None,
    True,
    -1,
    0,
    10**400,
    1e308,
    -1e308,
    5e-324,
    "",
    "x",
    [],
    {},
    [[]],
    {"a": None},
    [None],
]
JSON_FILES = (
    "dropout/model.json", "features.json", "verdicts.json", "golden.json", "card.json",
    "policy.json",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(120))
def test_an_odd_value_under_true_digests_is_refused_or_read_and_never_another_error(
    folder, forge_json, seed
):
    rng = random.Random(seed)
    path = rng.choice(JSON_FILES)
    where = rng.choice(list(leaves(json.loads((folder / path).read_bytes()))))

    def change(facts):
        for step in where[:-1]:
            facts = facts[step]
        facts[where[-1]] = rng.choice(ODD)

    try:
        bundle.read(forge_json(path, change), trust=TRUST)
    except BundleError as refusal:
        assert str(refusal)


@pytest.mark.parametrize(
    ("path", "content", "words"),
    [
        ("card.json", b'{"a": NaN}', "card.json is not strict JSON"),
        ("card.json", b"[" * 5000, "nests 5000 deep"),
        ("card.json", b"[]", "card.json is list"),
        ("features.json", b"{}", r"lacks \['medians', 'names', 'state'\]"),
        ("golden.json", b"{}", "golden.json holds"),
        ("report_en.html", b"<SCRIPT>1</script>", "nothing in a bundle runs"),
        ("report_vi.html", b"<a href='JavaScript:x'>", "nothing in a bundle runs"),
        ("report_vi.html", b"\xff", "not UTF-8"),
        ("dropout/model.txt", b"\xff", "about model"),
    ],
)
def test_content_that_breaks_its_rule_is_refused_even_under_true_digests(
    forge, path, content, words
):
    with pytest.raises(BundleError, match=words):
        bundle.read(forge({path: content}), trust=TRUST)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda facts: facts.update(outcome="exclusion"), "is about 'exclusion'"),
        (lambda facts: facts.update(feature_names=["age_years"]), "1 are declared"),
        (lambda facts: facts["feature_names"].reverse(), "first difference is 0"),
        (lambda facts: facts["feature_names"].append("other"), "features.json does not name"),
        (lambda facts: facts.update(gain=[1]), "do not belong together"),
        (lambda facts: facts["calibrator"].update(knots_logit=[2, 1, 0]), "falls between"),
        (lambda facts: facts["intervals"].update(lo=[5, 6]), "cross"),
        (lambda facts: facts["calibrator"].update(knots_logit=[-1.5, -0.1, 0.81]), "golden rows"),
        (lambda facts: facts.pop("cutoffs"), "lacks"),
        (lambda facts: facts["calibrator"].update(knots_logit=[-1.5, 0, 1e7]), "outside -1e"),
        (lambda facts: facts["intervals"].update(margin=[-1e300, 1.0]), "outside -1e"),
        (lambda facts: facts["calibrator"].update(knots_margin=[-1, 0, 5e-324]), "knots 4.94066e-"),
    ],
    ids=["outcome", "fewer", "order", "more", "gain", "falling", "crossed", "golden", "cutoffs",
         "far risk", "far margin", "wall"],
)  # fmt: skip
def test_a_model_whose_parts_do_not_agree_is_refused(forge_json, change, words):
    with pytest.raises(BundleError, match=words):
        bundle.read(forge_json("dropout/model.json", change), trust=TRUST)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda facts: facts.update(code_lists=5), "code_lists is int"),
        (lambda facts: facts["state"].update(keys=[]), "state.keys is list"),
        (lambda facts: facts["state"].update(means={"poor": 3}), "means.poor is int"),
        (lambda facts: facts["state"].update(prior_children="x"), "prior_children is str"),
        (lambda facts: facts.update(state=[]), "state is list"),
    ],
    ids=["code lists", "keys", "means", "prior", "state"],
)
def test_a_fitted_state_of_another_shape_is_refused(forge_json, change, words):
    with pytest.raises(BundleError, match=words):
        bundle.read(forge_json("features.json", change), trust=TRUST)


def test_a_sign_off_of_no_day_is_refused(made):
    subject = bundle.Subject("run", "d" * 64, {}, {}, synthetic=True, logged="e" * 64)
    key = signers.APPROVERS[0]
    given = bundle.approve(
        subject, key=key, time=datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)
    )
    content = signing.envelope.plain_bytes(given["payload"]).replace(b"2026-03-01T", b"2026-13-45T")
    sealed = signing.seal(bundle.signoff.SIGNED_AS, content, key)
    with pytest.raises(SignatureError, match="the approval of first approver is of 2026-13-45T"):
        bundle.approvals([sealed], subject, needed=1, trust=TRUST)


def test_trees_are_checked_before_lightgbm_sees_them(folder, forge, monkeypatch):
    honest = (folder / "dropout/model.txt").read_bytes()
    hostile = re.sub(rb"left_child=-\d", b"left_child=00", honest)
    assert hostile != honest
    seen = []
    monkeypatch.setattr(model.Booster, "from_text", seen.append)
    facts = json.loads((folder / "verdicts.json").read_bytes())
    facts["dropout"]["model_sha256"] = reading.digest_bytes(hostile)
    with pytest.raises(BundleError, match=r"dropout/model\.txt: tree \d+ has node 0"):
        bundle.read(
            forge({"dropout/model.txt": hostile, "verdicts.json": json.dumps(facts).encode()}),
            trust=TRUST,
        )
    assert not seen


def test_nothing_is_parsed_before_its_digest_is_known(folder, monkeypatch):
    (folder / "card.json").write_bytes((folder / "card.json").read_bytes()[:-1] + b" ")
    monkeypatch.setattr(reading, "parsed", None)
    with pytest.raises(BundleError, match=r"card\.json has the digest"):
        bundle.read(folder, trust=TRUST)


def test_the_checks_stand_in_their_order(folder, forge_json):
    """All at once: each repair shows the next refusal."""
    forge_json("verdicts.json", lambda facts: facts["dropout"].update(verdict="fail"))
    signature = (folder / "model.sig").read_bytes()
    good = (folder / "manifest.json").read_bytes()
    card = (folder / "card.json").read_bytes()
    (folder / "card.json").write_bytes(card[:-1] + b" ")
    (folder / "manifest.json").write_bytes(good[:-1] + b" ")
    (folder / "model.sig").write_bytes(signature.replace(b'"hint":"', b'"hint":"0')[:-1])
    (folder / "Extra.bin").write_bytes(b"")
    for repair, words in (
        (lambda: None, "no name that a bundle holds"),
        ((folder / "Extra.bin").unlink, "the signature is not strict JSON"),
        (lambda: (folder / "model.sig").write_bytes(signature), "changed after it was signed"),
        (lambda: (folder / "manifest.json").write_bytes(good), "card.json has the digest"),
        (lambda: (folder / "card.json").write_bytes(card), "has the verdict 'fail'"),
    ):
        repair()
        with pytest.raises(IntegrityError, match=words):
            bundle.read(folder, trust=TRUST)


def test_reading_leaves_the_workshop_out(original):
    program = (
        "import sys; from riskscreen import bundle, signing\n"
        "bundle.read(sys.argv[1], trust=signing.read_trust(sys.argv[2]))\n"
        "heavy = {'lightgbm', 'pandas', 'sklearn', 'scipy', 'pyarrow', 'pickle', 'jsonschema'}\n"
        "sys.exit(' '.join(heavy & set(sys.modules) - {'pickle'}) or 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(original), str(TRUST_FILE)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_manifest_that_leaves_its_folder_is_refused(folder):
    facts = json.loads((folder / "manifest.json").read_bytes())
    del facts["seal"]
    for name in ("../card.json", "/etc/hostname", "dropout/../card.json"):
        files = {**facts["files"], name: facts["files"]["card.json"]}
        (folder / "manifest.json").write_bytes(manifest.seal({**facts, "files": files}))
        with pytest.raises(BundleError, match="that is none"):
            bundle.read(signers.resign(folder), trust=TRUST)
    assert manifest.FORMAT == 1
