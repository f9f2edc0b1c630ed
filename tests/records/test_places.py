"""Areas are names, one per child."""

import numpy as np
import pytest

from riskscreen import records
from riskscreen.errors import InputError


def test_areas_come_from_the_snapshot(held: records.Records) -> None:
    areas = records.areas(held.as_of("2024-09-15"))
    assert areas.region.tolist() == ["south_east"] * 3 + ["mekong_delta"]
    assert areas.commune.tolist() == [""] * 4
    assert len(areas.take(np.array([0, 3]))) == 2
    assert set(areas.columns()) == {"commune", "difficulty", "province", "region"}


def test_areas_of_different_length_are_refused() -> None:
    one, two = np.array(["a"]), np.array(["a", "b"])
    with pytest.raises(InputError, match="areas differ in length"):
        records.Areas(commune=one, difficulty=two, province=one, region=one)
