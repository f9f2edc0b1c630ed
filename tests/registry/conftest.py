"""Every rule of the store holds for a folder, and for a server on PostgreSQL."""

import os
from collections.abc import Iterator

import pytest
from tests.registry import serving

from riskscreen import registry


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[serving.Tracking]:
    with (
        serving.postgres() as database,
        serving.tracking(database.address, tmp_path_factory.mktemp("server")) as made,
    ):
        yield made


@pytest.fixture(scope="session")
def in_folder(tmp_path_factory: pytest.TempPathFactory) -> registry.Store:
    """A new database takes MLflow seconds, so that tests share one."""
    return registry.Store(tmp_path_factory.mktemp("mlruns"))


@pytest.fixture(scope="session", params=["folder", pytest.param("server", marks=pytest.mark.long)])
def store(request: pytest.FixtureRequest) -> registry.Store:
    if request.param == "folder":
        found: registry.Store = request.getfixturevalue("in_folder")
        return found
    made: serving.Tracking = request.getfixturevalue("server")
    return registry.Store(made.address)


@pytest.fixture
def run(store: registry.Store) -> str:
    """A finished run with one file that a release would rest on."""
    made = store.start("a run")
    store.log_files(made, {"candidate/meta.json": "{}"})
    store.finish(made)
    return made


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """One second for an answer, and one try more: a test does not wait as long as a release."""
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_TIMEOUT", "1")
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1")
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", "1")


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    """A name that no other test registers; stores are shared."""
    return f"n{abs(hash((request.node.nodeid, os.getpid()))) % 10**12}"
