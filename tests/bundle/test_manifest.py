from __future__ import annotations

import json

import pytest

from riskscreen import bundle
from riskscreen.bundle import manifest
from riskscreen.errors import BundleError


@pytest.fixture
def content(original):
    return (original / "manifest.json").read_bytes()


def test_every_flipped_bit_of_a_manifest_is_refused(content):
    for at in range(len(content)):
        for bit in (1, 32):
            with pytest.raises(BundleError):
                manifest.parse(content[:at] + bytes([content[at] ^ bit]) + content[at + 1 :])


@pytest.mark.parametrize("cut", [1, 2, 100])
def test_a_shortened_or_lengthened_manifest_is_refused(content, cut):
    for changed in (content[:-cut], content[cut:], content + b" " * cut):
        with pytest.raises(BundleError):
            manifest.parse(changed)


def resealed(content: bytes, **change: object) -> bytes:
    facts = json.loads(content)
    del facts["seal"]
    return manifest.seal({**facts, **change})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"format": 2}, "has format 2; this version of riskscreen reads 1"),
        ({"format": True}, "this reader knows"),
        ({"name": "../demo"}, r"manifest\.json\.name"),
        ({"counter": 0}, "counter is no whole number"),
        ({"outcomes": []}, "has 0 entries"),
        ({"outcomes": ["dropout", "dropout"]}, "an outcome twice"),
        ({"outcomes": ["../x"]}, r"outcomes\[0\]"),
        ({"outcomes": ["dropout"]}, "that is none"),
        ({"files": {}}, "lacks approvals.json, card.json, "),
        ({"signature": "signed"}, "signature"),
        ({"created": "2026-02-30T00:00:00Z"}, "created is 2026-02-30"),
        ({"expires": "soon"}, "expires"),
        ({"expires": "9999-12-31"}, "expires is .9999-12-31"),
        ({"expires": "\uff12027-03-01"}, "expires is"),
        ({"demo": 1}, "true or false"),
        ({"legal": {"legal_basis": "law", "purpose": " ", "retention_until": "x"}}, "purpose"),
        ({"legal": {"legal_basis": "law"}}, "lacks"),
        ({"training_digest": "c" * 63}, "training_digest"),
        ({"more": 1}, r"unknown \['more'\]"),
    ],
)  # fmt: skip
def test_a_sealed_manifest_outside_its_schema_is_refused(content, change, words):
    with pytest.raises(BundleError, match=words):
        manifest.parse(resealed(content, **change))


@pytest.mark.parametrize("facts", [b"[]", b"null", b"3", b'"x"'])
def test_what_is_no_object_is_refused(facts):
    with pytest.raises(BundleError):
        manifest.parse(facts)


def test_a_manifest_says_what_it_was_given(content, made):
    found = manifest.parse(content)
    assert dict(found.meta) == made.meta
    assert (found.name, found.version, found.outcomes) == ("demo", "1", ("dropout", "exclusion"))
    assert found.expires.isoformat() == "2027-03-01"
    assert resealed(content) == content


def test_the_format_that_is_written_is_the_format_that_is_read(original):
    assert json.loads((original / "manifest.json").read_bytes())["format"] == bundle.FORMAT
