import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.registry import serving

from riskscreen import registry
from riskscreen.errors import RegistryError
from riskscreen.registry import artifacts

CLIMBING = [
    "../secret", "/etc/passwd", "a/../../b", "a/..", "..", "%2e%2e/%2e%2e/x", "a%2fb", "a\\..\\b",
    "C:/windows", "a?b", "a#b", "a\0b", "a\nb", "", ".",
]  # fmt: skip


@pytest.mark.parametrize("path", CLIMBING)
def test_no_path_leads_out_of_a_run(store: registry.Store, run: str, path: str) -> None:
    before = store.record(run).files
    for call in (
        lambda: store.log_files(run, {"harmless.txt": "x", path: "x"}),
        lambda: store.add_file(run, path, "x"),
        lambda: store.read(run, path),
    ):
        with pytest.raises(RegistryError, match="leads out of the run"):
            call()
    assert store.record(run).files == before


@given(st.text(st.characters(codec="utf-8"), max_size=12).map(lambda name: f"any/{name}"))
@settings(max_examples=40, deadline=None)
def test_a_name_is_refused_or_comes_back_as_itself(store: registry.Store, path: str) -> None:
    run = store.start("any name")
    try:
        store.log_files(run, {path: path})
    except RegistryError as refused:
        assert "leads out of the run" in str(refused)
        return
    assert store.record(run).files == (artifacts.inside(path).as_posix(),)
    assert store.read(run, path) == path.encode()


def test_many_files_come_back_byte_by_byte(store: registry.Store) -> None:
    rng = random.Random(5)
    files = {
        f"part {number % 7}/{number % 3}/file_{number}.bin": rng.randbytes(rng.choice([0, 1, 9000]))
        for number in range(200)
    }
    run = store.start("many files")
    store.log_files(run, files)
    assert store.record(run).files == tuple(sorted(files))
    assert {path: store.read(run, path) for path in list(files)[:40]} == dict(
        list(files.items())[:40]
    )


def test_a_file_that_is_not_there_is_refused_by_name(store: registry.Store, run: str) -> None:
    for path in ("candidate/nope.json", "candidate", "nope/meta.json", "candidate/meta.json/x"):
        with pytest.raises(RegistryError, match=f"has no file {path};"):
            store.read(run, path)
        assert store.find(run, path) is None
    assert store.find(run, "candidate/meta.json") == b"{}"


def test_a_run_without_files_lists_none(store: registry.Store) -> None:
    assert store.record(store.start("empty")).files == ()


def test_a_file_is_added_once(store: registry.Store, run: str) -> None:
    """An approval is given after the training; nobody puts another in its place."""
    for _ in range(2):
        store.add_file(run, "approvals/ab.json", "{}")
    with pytest.raises(RegistryError, match="has another file at approvals"):
        store.add_file(run, "approvals/ab.json", "[]")
    assert store.read(run, "approvals/ab.json") == b"{}"
    assert store.record(run).files == ("approvals/ab.json", "candidate/meta.json")


def test_what_a_kill_left_of_an_added_file_is_not_the_runs(in_folder: registry.Store) -> None:
    run = in_folder.start("a run")
    assert in_folder.folder is not None
    left = in_folder.folder / ".adding"
    left.write_bytes(b"half of an appro")
    assert in_folder.record(run).files == ()
    in_folder.add_file(run, "approvals/ab.json", "{}")
    assert in_folder.read(run, "approvals/ab.json") == b"{}"
    assert not left.exists()


def test_a_file_that_cannot_be_written_is_told(in_folder: registry.Store) -> None:
    run = in_folder.start("a run")
    in_folder.log_files(run, {"report": "a file where a folder is wanted"})
    with pytest.raises(RegistryError, match="did not write files"):
        in_folder.log_files(run, {"report/facts.json": "{}"})


@pytest.mark.long
def test_each_store_sends_its_files_through_its_own_door(server: serving.Tracking) -> None:
    """MLflow's client remembers the place of a run's files by the run alone, password included."""
    with serving.guarded(server.address, "ann:one") as first:
        known = registry.Store(first.replace("http://", "http://ann:one@"))
        run = known.start("a run")
        known.log_files(run, {"a.txt": "a"})
    with serving.guarded(server.address, "bob:two") as second:
        other = registry.Store(second.replace("http://", "http://bob:two@"))
        other.log_files(run, {"b.txt": "b"})
        assert other.record(run).files == ("a.txt", "b.txt")
