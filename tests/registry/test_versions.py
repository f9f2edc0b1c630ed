import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from riskscreen import registry
from riskscreen.errors import RegistryError
from riskscreen.registry import connection, versions


def test_versions_are_numbered_and_keep_their_run_and_tags(
    store: registry.Store, run: str, name: str
) -> None:
    assert store.versions(name) == ()
    assert store.register(name, run, tags={"counter": "1"}) == 1
    assert store.register(name, run, tags={}) == 2
    first, second = store.versions(name)
    assert first == registry.VersionRecord(1, run, {"counter": "1"})
    assert repr(second) == f"VersionRecord(2, {run}, 0 tags)"


def test_every_page_of_versions_and_names_is_read(
    store: registry.Store, run: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = [f"{name}-{number}" for number in range(3)]
    for each in mine:
        store.register(each, run, tags={})
    for _ in range(4):
        store.register(mine[0], run, tags={})
    monkeypatch.setattr(connection, "_PAGE", 2)
    assert [one.version for one in store.versions(mine[0])] == [1, 2, 3, 4, 5]
    assert [each for each in store.names() if each in mine] == mine


def test_a_version_needs_its_run(store: registry.Store, name: str) -> None:
    with pytest.raises(RegistryError, match="no run nope"):
        store.register(name, "nope", tags={})
    assert name not in store.names()


def test_the_alias_is_set_and_taken_by_calls_of_their_own(
    store: registry.Store, run: str, name: str
) -> None:
    store.register(name, run, tags={})
    assert store.released(name) is None
    store.mark_released(name, 1)
    store.register(name, run, tags={})
    assert store.released(name) == 1
    store.mark_released(name, 2)
    assert store.released(name) == 2
    for _ in range(2):
        store.clear_released(name)
        assert store.released(name) is None


def test_a_name_that_nobody_registered_has_no_alias(store: registry.Store) -> None:
    assert store.released("nobodys") is None
    store.clear_released("nobodys")
    store.remove_version("nobodys", 1)


def test_only_a_missing_alias_reads_as_none(store: registry.Store) -> None:
    with pytest.raises(RegistryError, match="did not read the alias"):
        store.released("no/name")


def test_a_version_that_is_not_there_is_not_released(
    store: registry.Store, run: str, name: str
) -> None:
    store.register(name, run, tags={})
    for call in (lambda: store.mark_released(name, 7), lambda: store.note(name, 7, {"a": "b"})):
        with pytest.raises(RegistryError, match="version=7"):
            call()
    assert store.released(name) is None


def test_a_removed_version_is_gone_and_its_number_is_not_given_again(
    store: registry.Store, run: str, name: str
) -> None:
    """A ledger line may speak of a number only as long as it means one thing."""
    store.register(name, run, tags={})
    store.register(name, run, tags={})
    for _ in range(2):
        store.remove_version(name, 2)
    assert [one.version for one in store.versions(name)] == [1]
    assert store.register(name, run, tags={}) == 3


def test_a_released_version_is_not_removed(store: registry.Store, run: str, name: str) -> None:
    store.register(name, run, tags={})
    store.mark_released(name, 1)
    with pytest.raises(RegistryError, match="is released and stays"):
        store.remove_version(name, 1)
    assert [one.version for one in store.versions(name)] == [1]


def test_what_the_ledger_says_is_noted_and_noted_again(
    store: registry.Store, run: str, name: str
) -> None:
    store.register(name, run, tags={"counter": "1"})
    for line in ("3", "4"):
        store.note(name, 1, {"ledger.line": line, "ledger.sha256": "ab" * 32})
    assert store.versions(name)[0].tags == {
        "counter": "1", "ledger.line": "4", "ledger.sha256": "ab" * 32,
    }  # fmt: skip


@pytest.mark.parametrize("quoted", ["it's", 'say "x"', "a`b"])
def test_a_name_that_could_not_be_asked_for_is_not_registered(
    store: registry.Store, run: str, quoted: str
) -> None:
    with pytest.raises(RegistryError, match="leave the quotes out"):
        store.register(quoted, run, tags={})
    assert store.versions(quoted) == ()


def test_an_unmarked_name_is_ours_in_a_folder_and_somebody_elses_on_a_server(
    store: registry.Store, run: str, name: str
) -> None:
    store._to.client.create_registered_model(name)
    assert name not in store.names()
    if store.folder is not None:
        assert store.register(name, run, tags={}) == 1
        assert name in store.names()
        return
    store._to.client.create_model_version(name, store._files.source(run), run_id=run)
    for call in (
        lambda: store.register(name, run, tags={}),
        lambda: store.remove_version(name, 1),
    ):
        with pytest.raises(RegistryError, match="somebody else's"):
            call()
    assert [one.version for one in store.versions(name)] == [1]


def test_a_name_that_another_makes_in_between_is_taken_as_it_is(
    store: registry.Store, run: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other comes after we have looked and before we make it."""
    look = versions._model

    def late(to: connection.Connection, asked: str) -> object:
        found = look(to, asked)
        if found is None:
            to.client.create_registered_model(asked, tags={"riskscreen": "release"})
        return found

    monkeypatch.setattr(versions, "_model", late)
    assert store.register(name, run, tags={}) == 1


def test_clients_that_mend_one_name_at_once_leave_it_mended(
    store: registry.Store, run: str, name: str
) -> None:
    """Of two that first write one tag or alias at once, PostgreSQL refuses one."""
    for _ in range(6):
        store.register(name, run, tags={})
    barrier = threading.Barrier(6)

    def mend(_: int) -> None:
        for version in range(1, 7):
            barrier.wait(60)
            store.note(name, version, {"ledger.line": str(version)})
            barrier.wait(60)
            store.mark_released(name, version)
            barrier.wait(60)
            store.clear_released(name)
        store.mark_released(name, 6)
        barrier.wait(60)
        store.remove_version(name, 1)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(mend, range(6)))
    assert store.released(name) == 6
    assert [one.tags["ledger.line"] for one in store.versions(name)] == list("23456")
