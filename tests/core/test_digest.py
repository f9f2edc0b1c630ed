import numpy as np
import pytest

from riskscreen.core import canonical_json, digest_arrays, digest_json


def test_json_is_digested_whatever_the_order_of_its_keys() -> None:
    assert digest_json({"b": 1, "a": [2.5, "ă"]}) == digest_json({"a": [2.5, "ă"], "b": 1})


def test_nan_has_no_place_in_json() -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical_json({"risk": float("nan")})


def test_rows_count_columns_order_does_not() -> None:
    x, names = np.array([1.0, np.nan]), np.array(["a", "bb"])
    whole = digest_arrays({"x": x, "names": names})
    assert digest_arrays({"names": names, "x": x}) == whole
    assert digest_arrays({"x": x[::-1], "names": names}) != whole


def test_width_of_text_and_sign_of_zero_do_not_count() -> None:
    narrow = {"id": np.array(["a", "b"]), "x": np.array([0.0])}
    wide = {"id": np.array(["a", "b"], dtype="<U40"), "x": np.array([-0.0])}
    assert digest_arrays(narrow) == digest_arrays(wide)
