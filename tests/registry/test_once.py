"""A file is what it was when it was first asked for."""

from __future__ import annotations

from riskscreen import registry


def test_what_was_read_stays_what_it_was(store: registry.Store, run: str) -> None:
    store.log_files(run, {"any/a.txt": "first"})
    once = store.read_once()
    assert once.read(run, "any/a.txt") == b"first"
    store.log_files(run, {"any/a.txt": "second"})
    assert once.read(run, "any/a.txt") == once.find(run, "any/a.txt") == b"first"
    assert store.read(run, "any/a.txt") == b"second"
    assert store.read_once().read(run, "any/a.txt") == b"second"


def test_what_was_not_there_stays_away(store: registry.Store, run: str) -> None:
    once = store.read_once()
    assert once.find(run, "any/b.txt") is None
    once.add_file(run, "any/b.txt", "late")
    assert once.find(run, "any/b.txt") is None
    assert "any/b.txt" in once.record(run).files
    assert store.read(run, "any/b.txt") == b"late"
