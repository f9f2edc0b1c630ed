"""Whole surveys on disk, written once for all tests that only read them."""

import pytest
from tests.surveys import world

KINDS = ("mics5", "mics6", "mics6_qatar", "mics6_yemen")


@pytest.fixture(scope="session", params=KINDS)
def survey(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> world.World:
    """Each kind and style; drawn again for the same parameter, it is the same."""
    kind, _, style = request.param.partition("_")
    folder = tmp_path_factory.mktemp(request.param)
    if kind == "mics5":
        return world.mics5(folder, households=1500, seed=5)
    return world.mics6(folder, households=1500, seed=6, style=style or "viet_nam")
