"""Whole surveys on disk, written once for all tests that only read them."""

import sys
from pathlib import Path

import pytest

ROOT = str(Path(__file__).parents[2])
if ROOT not in sys.path:  # `pytest` alone, unlike `python -m pytest`, does not look here
    sys.path.insert(0, ROOT)

from tests.surveys import world  # noqa: E402 - found by the line above

KINDS = ("mics5", "mics6", "mics6_qatar", "mics6_yemen")


@pytest.fixture(scope="session", params=KINDS)
def survey(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> world.World:
    """Each kind and style; drawn again for the same parameter, it is the same."""
    kind, _, style = request.param.partition("_")
    folder = tmp_path_factory.mktemp(request.param)
    if kind == "mics5":
        return world.mics5(folder, households=1500, seed=5)
    return world.mics6(folder, households=1500, seed=6, style=style or "viet_nam")
