"""What disagrees with the ledger is named; what has no line is swept, what a line asks is done."""

from pathlib import Path

import pytest
from tests.signers import SIGNED, TRUST

from riskscreen import errors, flows, ledger, registry
from riskscreen.core import alone
from riskscreen.flows import reconciling

from ..conftest import Trained  # noqa: TID252 - a test reads its own fixtures


@pytest.fixture
def released(trained: Trained) -> Trained:
    flows.release(
        trained.run.run_id, name="small", store=trained.store, models=trained.models, **SIGNED
    )
    return trained


def lines_of(place: Trained) -> tuple[ledger.Line, ...]:
    return ledger.read(place.models / "ledger.jsonl", trust=TRUST)


def kinds(place: Trained) -> list[str]:
    found = reconciling.disagreements(
        "small", models=place.models, lines=lines_of(place), held=registry.Store(place.store)
    )
    return [one.kind for one in found]


def mended(place: Trained) -> list[str]:
    found = reconciling.mend(
        "small", models=place.models, lines=lines_of(place), held=registry.Store(place.store)
    )
    assert kinds(place) == []
    return [one.kind for one in found]


def test_a_whole_release_leaves_nothing_to_mend(released: Trained) -> None:
    assert kinds(released) == []
    assert mended(released) == []


def test_what_came_before_a_line_is_swept(released: Trained) -> None:
    held = registry.Store(released.store)
    (released.models / "small" / ".staging-00" / "2").mkdir(parents=True)
    (released.models / "small" / "2").mkdir()
    held.register("small", released.run.run_id, tags={"manifest_sha256": "0" * 64})
    assert mended(released) == ["staging", "bundle", "version"]
    (kept,) = (released.models / "small").glob(".unreleased-2-*")
    assert kept.is_dir()
    assert [version.version for version in held.versions("small")] == [1]


def test_what_follows_from_a_line_is_done_again(released: Trained) -> None:
    held = registry.Store(released.store)
    held.note("small", 1, {"ledger.sha256": ""})
    held.clear_released("small")
    assert mended(released) == ["tags", "alias"]
    assert held.released("small") == 1


def test_an_alias_that_somebody_moved_is_put_back(released: Trained) -> None:
    held = registry.Store(released.store)
    other = held.register("small", released.run.run_id, tags={"manifest_sha256": "0" * 64})
    held.mark_released("small", other)
    assert kinds(released) == ["version", "alias"]
    found = flows.doctor(store=released.store, models=released.models, trust=TRUST)
    assert "THEY DISAGREE" in found["release small"]
    found = flows.doctor(store=released.store, models=released.models, trust=TRUST, repair=True)
    assert "mended" in found["release small"]
    assert kinds(released) == []
    assert held.released("small") == 1


def test_a_ledger_that_was_cut_is_seen_and_nothing_is_swept_or_released(
    released: Trained, tmp_path: Path
) -> None:
    path = released.models / "ledger.jsonl"
    first = path.read_bytes()
    flows.release(
        released.run.run_id, name="small", store=released.store, models=released.models, **SIGNED
    )
    path.write_bytes(first)
    assert kinds(released)[0] == "lost"
    for act in (
        lambda: flows.release(
            released.run.run_id, name="small", store=released.store, models=released.models,
            **SIGNED,
        ),
        lambda: flows.verify(released.models, store=released.store, trust=TRUST),
        lambda: flows.doctor(
            store=released.store, models=released.models, trust=TRUST, repair=True
        ),
    ):  # fmt: skip
        with pytest.raises(errors.LedgerError, match="mirrors line 2"):
            act()
    assert (released.models / "small" / "2").is_dir()


def test_a_stop_that_was_cut_off_the_ledger_is_seen_in_the_registry(released: Trained) -> None:
    path = released.models / "ledger.jsonl"
    before = path.read_bytes()
    flows.stop("small", why="harm", models=released.models, store=released.store, **SIGNED)
    assert kinds(released) == []
    path.write_bytes(before)
    with pytest.raises(errors.LedgerError, match="mirrors line 2"):
        flows.verify(released.models, store=released.store, trust=TRUST)


def test_a_bundle_that_is_gone_is_told_and_not_mended(released: Trained) -> None:
    (released.models / "small" / "1").rename(released.models / "small-1")
    assert kinds(released) == ["gone"]


def test_what_is_being_released_is_nobody_s_leftover(released: Trained) -> None:
    (released.models / "small" / "2").mkdir()
    with (
        alone(released.models / "small", wait=False),
        pytest.raises(errors.RegistryError, match="is being released by another process"),
    ):
        mended(released)
    with alone(released.models / "small", wait=False):
        found = flows.doctor(store=released.store, models=released.models, trust=TRUST, repair=True)
        assert "is being released by another process" in found["release small"]
        made = flows.stop("small", why="x", models=released.models, store=released.store, **SIGNED)
        assert "is being released by another process" in made.registry
    assert (released.models / "small" / "2").is_dir()


def test_a_released_bundle_that_was_swept_comes_back(released: Trained) -> None:
    place = released.models / "small"
    (place / "1").rename(place / ".unreleased-1-0a0a0a0a")
    (place / ".unreleased-1-00000000").mkdir()  # another of this number, never released
    assert mended(released) == ["swept"]
    assert flows.verify(released.models, trust=TRUST)["small 1"].startswith("holds")
    assert (place / ".unreleased-1-00000000").is_dir()
