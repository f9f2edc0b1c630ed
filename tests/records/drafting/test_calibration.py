"""What a confidence means, on headers whose right answers a person wrote down."""

import pytest
from tests.records.drafting.headers import Judged, judged

SURE = 0.9
HALVES = ("development", "held out")


def _share(ones: list[Judged]) -> float:
    return sum(one.is_right for one in ones) / len(ones)


@pytest.mark.parametrize("half", HALVES)
def test_of_the_proposals_at_0_9_or_more_at_least_nine_in_ten_are_right(half: str) -> None:
    sure = [one for one in judged(half) if one.confidence >= SURE]
    wrong = [one for one in sure if not one.is_right]
    assert len(sure) >= 40
    assert _share(sure) >= SURE, wrong


@pytest.mark.parametrize("half", HALVES)
def test_a_surer_proposal_is_right_more_often(half: str) -> None:
    found = judged(half)
    sure = [one for one in found if one.confidence >= SURE]
    some = [one for one in found if 0.25 <= one.confidence < SURE]
    hardly = [one for one in found if one.confidence < 0.25]
    assert _share(sure) > _share(some) > _share(hardly)


@pytest.mark.parametrize(("half", "share"), [("development", 0.8), ("held out", 0.5)])
def test_most_columns_that_the_schema_has_are_found_surely(half: str, share: float) -> None:
    found = judged(half)
    right = sum(one.is_right and one.confidence >= SURE for one in found)
    assert right >= share * sum(bool(one.truth) for one in found)
