"""The whole way through a real tracking server on a real PostgreSQL: train to stop."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.registry import serving
from tests.signers import APPROVERS, SIGNED, TRUST

from riskscreen import errors, flows, ledger, registry, scoring

from ..conftest import FIRST, HERE, LATER, NOW, Trained  # noqa: TID252 - a test's own fixtures

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with (
        serving.postgres() as database,
        serving.tracking(database.address, tmp_path_factory.mktemp("server")) as made,
    ):
        yield made.address


def test_a_release_through_a_server_is_the_release_through_a_folder(
    pristine: Trained, address: str, tmp_path: Path
) -> None:
    models = tmp_path / "models"
    places = {"store": address, "models": models, "trust": TRUST}
    run = flows.train(
        pristine.held, as_of=[FIRST], test_as_of=LATER, outcomes=("child_labour",),
        policy=HERE / "small.toml", seed=3, **places,
    )  # fmt: skip
    assert run.store == address
    for key in APPROVERS:
        flows.approve(run.run_id, key=key, **places)
    made = flows.release("latest", name="small", demo=True, store=address, models=models, **SIGNED)
    held = registry.Store(address)
    (line,) = ledger.read(models / scoring.LEDGER, trust=TRUST)
    assert held.released("small") == line.facts["registered_version"]
    scores = scoring.score(
        pristine.held, release="small", as_of=NOW, models=models, trust=TRUST
    ).of("child_labour")
    assert scores.n_rows > 0
    assert flows.report(run.run_id, lang="vi", store=address).startswith("<!doctype html>")
    assert flows.verify(models, store=address, trust=TRUST)["registry"] == "agrees"
    # the same booster as through a folder
    there = (pristine.artifacts() / "candidate" / "child_labour" / "model.txt").read_bytes()
    assert (made.folder / "child_labour" / "model.txt").read_bytes() == there
    flows.stop("small", why="the end of the test", store=address, models=models, **SIGNED)
    assert held.released("small") is None
    found = flows.doctor(store=address, models=models, trust=TRUST)
    assert found["release small"].endswith("registry, ledger and bundles agree")
    with pytest.raises(errors.StoppedReleaseError):
        scoring.load_release("small", models=models, trust=TRUST)
