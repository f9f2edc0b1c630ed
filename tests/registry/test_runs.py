import pytest

from riskscreen import registry
from riskscreen.errors import RegistryError
from riskscreen.registry import connection


def test_a_run_is_found_by_id_by_its_beginning_and_as_the_latest(
    store: registry.Store, run: str
) -> None:
    assert store.resolve(run) == store.resolve(run[:16]) == store.resolve("latest") == run


def test_the_latest_run_is_one_that_ended_well(store: registry.Store, run: str) -> None:
    store.start("still running")
    store.finish(store.start("failed"), status="FAILED")
    assert store.resolve("latest") == run


@pytest.mark.parametrize("asked", ["nope", "0" * 32, "f" * 31])
def test_a_run_that_is_not_there_is_refused(store: registry.Store, asked: str) -> None:
    with pytest.raises(RegistryError, match=r"^0 of \d+ runs in "):
        store.resolve(asked)


def test_a_beginning_of_several_ids_is_refused(store: registry.Store, run: str) -> None:
    store.start("another")
    with pytest.raises(RegistryError, match="give more of its id"):
        store.resolve("")


def test_the_oldest_run_is_found_behind_any_number_of_pages(
    store: registry.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """MLflow gives a thousand runs and says nothing of the others."""
    made = [store.start(f"run {number}") for number in range(5)]
    monkeypatch.setattr(connection, "_PAGE", 2)
    assert [store.resolve(run[:20]) for run in made] == made
    known = [record.run_id for record in store.records()]
    assert [run for run in known if run in made] == made
