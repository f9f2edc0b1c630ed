"""With the signature disarmed, the structural check stands alone, and it holds.

The attacker here holds every key: verdicts, sign-offs, manifest, signature and ledger are made
anew after each change, in every second attempt the golden rows too. What loads may, so long as
its numbers are risks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from tests.attacks import hostile

HARMLESS = {
    "ages beyond the numbers", "a title as long as a book", "a certain prevalence", "no regions",
    "pairs by the thousand",
}  # fmt: skip


def total(said: dict[str, Any]) -> Counter[str]:
    return sum((Counter(row) for row in said["table"].values()), Counter())


def test_three_hundred_changes_of_the_model_are_refused_or_score_soundly(
    campaign: Callable[..., Any],
) -> None:
    said = campaign("disarmed", "--count", "300", "--seed", "1", "--batch", "50")
    assert said["bad"] == []
    assert total(said).keys() == {"refused", "loaded"}
    assert total(said)["refused"] > 150


def test_odd_values_in_any_json_file_are_refused_or_score_soundly(
    campaign: Callable[..., Any],
) -> None:
    said = campaign("odd", "--count", "150", "--seed", "1", "--batch", "50")
    assert said["bad"] == []
    assert total(said)["refused"] > 50


@pytest.mark.long
def test_three_thousand_changes_of_the_model_a_fork_each(
    campaign: Callable[..., Any], show: Callable[..., None]
) -> None:
    said = campaign("disarmed", "--count", "3000", "--seed", "2")
    show("disarmed, seed 2", said)
    assert said["bad"] == []


@pytest.mark.long
def test_three_thousand_odd_values(campaign: Callable[..., Any], show: Callable[..., None]) -> None:
    said = campaign("odd", "--count", "3000", "--seed", "2", "--batch", "20")
    show("odd values, seed 2", said)
    assert said["bad"] == []


@pytest.fixture(scope="module")
def hostile_texts(campaign: Callable[..., Any]) -> dict[str, Any]:
    said: dict[str, Any] = campaign("hostile", "--batch", "25", "--few")
    return said


def test_every_hostile_model_is_refused_or_scores_soundly(hostile_texts: dict[str, Any]) -> None:
    apart = {
        name: outcome
        for name, outcome in hostile_texts["loader"].items()
        if outcome[0] != "refused" and (outcome[0] != "loaded" or name not in HARMLESS)
    }
    assert not apart
    assert len(hostile_texts["loader"]) > 80


def test_a_refusal_says_what_is_wrong(hostile_texts: dict[str, Any]) -> None:
    for name, words in hostile.WORDS.items():
        said = hostile_texts["loader"][name][1]
        assert re.search(words, said), f"{name}: {said}"
        assert said.startswith("BundleError: ")


def alone(said: dict[str, Any], outcome: str) -> set[str]:
    return {name for name, (ended, _) in said["alone"].items() if ended == outcome}


def test_lightgbm_alone_crashes_hangs_and_scores_on_the_same_texts(
    hostile_texts: dict[str, Any],
) -> None:
    """The attack that the structural check is for: peers.md, trap 6."""
    assert alone(hostile_texts, "crash") >= {"feature far outside", "tree size too small"}
    assert alone(hostile_texts, "hang") >= {"root its own child", "two splits in a circle"}
    # a child out of range, and a plausible score
    assert alone(hostile_texts, "loaded") >= {"child beyond the leaves", "leaf no number"}


@pytest.mark.long
def test_lightgbm_alone_survives_less_than_half_of_all_texts(campaign: Callable[..., Any]) -> None:
    said = campaign("hostile", "--batch", "25")
    assert len(alone(said, "crash")) >= 20, said["alone"]
    assert len(alone(said, "hang")) >= 3, said["alone"]
    assert len(alone(said, "loaded")) >= 15, said["alone"]
