"""A stop is heard, a rollback goes to what was audited, and both say why."""

import pytest
from tests.signers import APPROVERS, OPERATOR, RELEASER, SIGNED, STRANGER, TRUST

from riskscreen import bundle, errors, flows, ledger, registry, scoring

from ..conftest import Trained  # noqa: TID252 - a test reads its own fixtures


@pytest.fixture
def released(trained: Trained) -> Trained:
    for _ in range(2):
        flows.release(
            trained.run.run_id, name="small", store=trained.store, models=trained.models, **SIGNED
        )
    return trained


def load(place: Trained) -> scoring.Release:
    return scoring.load_release("small", models=place.models, trust=TRUST)


def test_a_stop_says_why_and_takes_the_alias_off(released: Trained) -> None:
    made = flows.stop(
        "small", why="a complaint", key=OPERATOR, trust=TRUST, models=released.models,
        store=released.store,
    )  # fmt: skip
    assert made.to_dict()["registry"] == "registry: follows the ledger, 2 entries set"
    with pytest.raises(errors.StoppedReleaseError, match="a complaint"):
        load(released)
    assert registry.Store(released.store).released("small") is None
    with pytest.raises(errors.AlreadyDoneError, match=r"was stopped on .*: a complaint; nothing"):
        flows.stop("small", why="again", key=OPERATOR, trust=TRUST, models=released.models)


def test_a_rollback_serves_the_earlier_version_again(released: Trained) -> None:
    with pytest.raises(errors.AlreadyDoneError, match="is what serves now"):
        flows.rollback("small", "2", why="x", key=RELEASER, trust=TRUST, models=released.models)
    made = flows.rollback(
        "small", "1", why="version 2 misses an area", key=RELEASER, trust=TRUST,
        models=released.models, store=released.store,
    )  # fmt: skip
    assert made.lines()[2].startswith("registry: follows the ledger")
    assert load(released).label == "small 1"
    assert registry.Store(released.store).released("small") == 1
    assert flows.verify(released.models, store=released.store, trust=TRUST)["registry"] == "agrees"
    again = flows.rollback("small", "2", why="x", key=RELEASER, trust=TRUST, models=released.models)
    assert "doctor --mend" in again.registry
    assert load(released).label == "small 2"


def test_after_a_stop_a_rollback_serves(released: Trained) -> None:
    flows.stop("small", why="x", key=RELEASER, trust=TRUST, models=released.models)
    flows.rollback("small", "2", why="y", key=RELEASER, trust=TRUST, models=released.models)
    assert load(released).label == "small 2"


def test_a_changed_bundle_is_no_way_back(released: Trained) -> None:
    report = released.models / "small" / "1" / "report_en.html"
    report.write_bytes(report.read_bytes() + b" ")
    before = (released.models / "ledger.jsonl").read_bytes()
    with pytest.raises(errors.BundleError, match=r"report_en\.html"):
        flows.rollback("small", "1", why="x", key=RELEASER, trust=TRUST, models=released.models)
    assert (released.models / "ledger.jsonl").read_bytes() == before


@pytest.mark.parametrize("why", ["", "  ", "x" * 3000], ids=["none", "blank", "endless"])
def test_without_a_reason_nothing_is_written(released: Trained, why: str) -> None:
    with pytest.raises(errors.InputError, match="a reason of"):
        flows.stop("small", why=why, key=RELEASER, trust=TRUST, models=released.models)


def test_only_a_trusted_key_may_switch(released: Trained) -> None:
    before = (released.models / "ledger.jsonl").read_bytes()
    with pytest.raises(errors.SignatureError, match="is not among"):
        flows.stop("small", why="x", key=STRANGER, trust=TRUST, models=released.models)
    for key in (OPERATOR, APPROVERS[0]):
        with pytest.raises(errors.SignatureError, match="not to release"):
            flows.rollback("small", "1", why="x", key=key, trust=TRUST, models=released.models)
    assert (released.models / "ledger.jsonl").read_bytes() == before


def test_a_version_that_was_never_released_is_refused(released: Trained) -> None:
    with pytest.raises(errors.UnknownReleaseError, match="it holds 1, 2"):
        flows.rollback("small", "7", why="x", key=RELEASER, trust=TRUST, models=released.models)
    with pytest.raises(errors.UnknownReleaseError, match=r"no release other .* it holds small"):
        flows.stop("other", why="x", key=RELEASER, trust=TRUST, models=released.models)
    assert len(ledger.read(released.models / "ledger.jsonl", trust=TRUST)) == 2


def test_a_stop_that_came_first_is_not_undone_by_a_rollback(
    released: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = bundle.read

    def slow(*given: object, **named: object) -> bundle.Bundle:
        monkeypatch.undo()
        flows.stop("small", why="harm", key=OPERATOR, trust=TRUST, models=released.models)
        return read(*given, **named)

    monkeypatch.setattr(bundle, "read", slow)
    with pytest.raises(errors.LedgerMovedError, match=r"a stop of small 2, was added .*: harm"):
        flows.rollback("small", "1", why="x", key=RELEASER, trust=TRUST, models=released.models)
    with pytest.raises(errors.StoppedReleaseError, match="harm"):
        load(released)


def test_a_stop_is_of_what_serves_when_it_is_written(
    released: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = ledger.append

    def late(*given: object, **named: object) -> ledger.Line:
        monkeypatch.undo()
        flows.rollback("small", "1", why="x", key=RELEASER, trust=TRUST, models=released.models)
        return append(*given, **named)

    monkeypatch.setattr(ledger, "append", late)
    made = flows.stop("small", why="harm", key=OPERATOR, trust=TRUST, models=released.models)
    assert made.line.version == "1"
    lines = ledger.read(released.models / "ledger.jsonl", trust=TRUST)
    assert [line.kind for line in lines[2:]] == ["rollback", "stop"]


def test_a_stop_holds_where_the_registry_cannot_be_opened(
    released: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(_: object) -> None:
        raise errors.MissingExtraError("mlflow is not installed")

    monkeypatch.setattr(registry, "Store", absent)
    made = flows.stop(
        "small", why="harm", key=OPERATOR, trust=TRUST, models=released.models,
        store=released.store,
    )  # fmt: skip
    assert "not brought after the ledger: mlflow is not installed" in made.registry
    with pytest.raises(errors.StoppedReleaseError, match="harm"):
        load(released)
