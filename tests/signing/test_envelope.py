"""A signature is for its purpose and its bytes, and base64 has one way to be written."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, utils
from hypothesis import given
from hypothesis import strategies as st
from tests.signers import APPROVERS, RELEASER

from riskscreen.errors import SignatureError
from riskscreen.signing import envelope

KIND = "application/vnd.example+json"


def test_what_was_sealed_is_unsealed_by_its_key_alone() -> None:
    sealed = envelope.seal(KIND, b"content", RELEASER)
    envelope.ENVELOPE(sealed, "an envelope")
    assert sealed["signatures"][0]["keyid"] == RELEASER.public.fingerprint
    assert envelope.unseal(KIND, sealed, RELEASER.public) == b"content"
    with pytest.raises(SignatureError, match="did not sign this"):
        envelope.unseal(KIND, sealed, APPROVERS[0].public)


def test_a_kind_is_part_of_what_is_signed() -> None:
    sealed = envelope.seal(KIND, b"content", RELEASER)
    with pytest.raises(SignatureError, match="where other/kind is due"):
        envelope.unseal("other/kind", sealed, RELEASER.public)
    with pytest.raises(SignatureError, match="did not sign this"):
        envelope.unseal("other/kind", sealed | {"payloadType": "other/kind"}, RELEASER.public)


def test_lengths_keep_kind_and_content_apart() -> None:
    assert envelope.pae("a", b"b c") != envelope.pae("a b", b"c")
    assert envelope.pae("é", b"") == b"DSSEv1 2 \xc3\xa9 0 "


def test_the_same_bytes_have_the_same_signature_in_its_lower_form() -> None:
    signatures = {envelope.sign_as(KIND, b"content", RELEASER) for _ in range(3)}
    assert len(signatures) == 1
    for at in range(40):
        raw = envelope.plain_bytes(envelope.sign_as(KIND, b"%d" % at, RELEASER))
        assert RELEASER.public.lower(raw) == raw


def test_the_other_form_of_a_signature_is_none() -> None:
    """Whoever lacks the key can write it."""
    raw = envelope.plain_bytes(envelope.sign_as(KIND, b"content", RELEASER))
    r, s = utils.decode_dss_signature(raw)
    other = utils.encode_dss_signature(r, ec.SECP256R1().group_order - s)
    assert RELEASER.public.verifies(envelope.pae(KIND, b"content"), other)
    assert not envelope.signed_as(
        KIND, b"content", base64.b64encode(other).decode(), RELEASER.public
    )
    assert RELEASER.public.lower(other) == raw


@given(st.text(max_size=40))
def test_text_that_is_no_signature_is_none_and_no_error(text: str) -> None:
    assert not envelope.signed_as(KIND, b"content", text, RELEASER.public)


@given(st.binary(max_size=80))
def test_bytes_that_are_no_signature_verify_nothing(raw: bytes) -> None:
    assert not RELEASER.public.verifies(b"content", raw)


@given(st.binary(max_size=64))
def test_base64_is_read_in_the_one_form_that_is_written(raw: bytes) -> None:
    text = base64.b64encode(raw).decode()
    assert envelope.plain_bytes(text) == raw
    for other in (f"{text}\n", f" {text}", f"{text}=", f"{text}A", text[:-1]):
        if other != text:
            with pytest.raises(SignatureError):
                envelope.plain_bytes(other)
