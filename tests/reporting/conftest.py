"""Whole sets of facts, so that rendering is tried without training: a hostile one, a full one."""

from typing import Any

import pytest
from tests.reporting import made


@pytest.fixture
def facts() -> dict[str, Any]:
    """One outcome with the tables of version 1 alone, and group names that attack."""
    return made.plain_facts()


@pytest.fixture(scope="session")
def full() -> dict[str, Any]:
    """Three outcomes with every table, of eight peoples and six regions."""
    return made.full_facts()
