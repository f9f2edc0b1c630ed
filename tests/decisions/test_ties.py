"""The order among equal risks comes from the booster and the id alone."""

from __future__ import annotations

import hashlib

import numpy as np

from riskscreen import decisions


def test_a_tie_key_is_the_head_of_sha_256() -> None:
    whole = hashlib.sha256(b"digest/c7").digest()
    expected = int.from_bytes(whole[:8], "big")
    assert decisions.tie_key("digest", np.array(["c7"])).tolist() == [expected]


def test_a_tie_key_does_not_depend_on_the_batch() -> None:
    child_id = np.array(["một", "hai", "ba"])
    whole = decisions.tie_key("digest", child_id)
    alone = [decisions.tie_key("digest", child_id[[row]])[0] for row in range(3)]
    assert whole.tolist() == alone
