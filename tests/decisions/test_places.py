"""A place too small for a stable list of its own is pooled upwards, as design.md says."""

from __future__ import annotations

import numpy as np
import pytest

from riskscreen.decisions.places import places, pool
from riskscreen.errors import InputError

from .conftest import Town  # noqa: TID252 - tests are no package


def _areas_of(expected: list[float], paths: list[tuple[str, str, str, str]]) -> list[str]:
    parts = np.array(paths, dtype=np.str_).T
    where = places(Town(parts[3], parts[2], parts[1], parts[0]), n_children=len(paths))
    return pool(where, np.array(expected), min_expected=20).area.tolist()


def test_a_commune_with_twenty_expected_cases_keeps_a_list_of_its_own() -> None:
    assert _areas_of([20.0], [("r", "p", "I", "a")]) == ["commune:r/p/a"]


def test_the_small_communes_of_a_difficulty_class_share_one_list() -> None:
    paths = [("r", "p", "I", "a"), ("r", "p", "I", "b"), ("r", "p", "I", "big")]
    assert _areas_of([12, 8, 25], paths) == ["difficulty:r/p/I"] * 2 + ["commune:r/p/big"]


def test_small_classes_join_the_remaining_pools_of_their_province() -> None:
    paths = [("r", "p", "I", "a"), ("r", "p", "II", "b"), ("r", "p", "III", "c")]
    area = _areas_of([12, 9, 21], paths)
    assert area == ["province:r/p"] * 2 + ["commune:r/p/c"]


def test_a_province_still_below_joins_its_region_and_stays_whatever_its_size() -> None:
    paths = [("r", "p", "I", "a"), ("r", "q", "I", "b"), ("s", "t", "I", "c")]
    assert _areas_of([3, 4, 1], paths) == ["region:r", "region:r", "region:s"]


def test_children_without_a_commune_stand_on_the_list_of_their_class() -> None:
    paths = [("r", "p", "I", ""), ("r", "p", "I", "a")]
    assert _areas_of([50, 5], paths) == ["difficulty:r/p/I"] * 2


def test_children_without_a_province_stand_on_the_list_of_their_region() -> None:
    assert _areas_of([50, 5], [("r", "", "I", ""), ("r", "p", "I", "a")]) == ["region:r"] * 2


def test_two_communes_of_one_code_in_two_provinces_are_two_places() -> None:
    area = _areas_of([20, 20], [("r", "p", "I", "a"), ("r", "q", "I", "a")])
    assert area == ["commune:r/p/a", "commune:r/q/a"]


def test_areas_that_are_not_one_row_per_child_are_refused() -> None:
    one = np.array(["a"])
    with pytest.raises(InputError, match=r"areas\.commune has 1 rows for 2 children"):
        places(Town(one, one, one, one), n_children=2)
