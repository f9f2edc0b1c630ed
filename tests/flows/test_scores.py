import numpy as np
import pyarrow as pa
import pytest

from riskscreen import errors, flows, scoring
from riskscreen.flows import scores as module

from ..conftest import NOW, Trained  # noqa: TID252 - a test reads its own fixtures


@pytest.fixture
def released(trained: Trained) -> Trained:
    flows.release(
        trained.run.run_id, name="small", store=trained.store, models=trained.models, demo=True
    )
    return trained


def scored(released: Trained, name: str) -> pa.Table:
    out = released.folder / name
    flows.score_folder(
        released.panel, release="small", as_of=NOW, out=out, models=released.models,
        allow_unsigned=True,
    )  # fmt: skip
    return pa.parquet.read_table(out)


def test_the_file_is_the_same_however_it_is_cut(
    released: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = scored(released, "whole.parquet").sort_by([("child_id", "ascending")])
    monkeypatch.setattr(module, "_BATCH_CHILDREN", 97)
    cut = scored(released, "cut.parquet").sort_by([("child_id", "ascending")])
    assert whole.num_rows == cut.num_rows
    for name in ("child_id", "outcome", "risk", "tier", "reasons", "refused"):
        assert whole[name].to_pylist() == cut[name].to_pylist() or name == "risk"
    np.testing.assert_array_equal(whole["risk"].to_numpy(), cut["risk"].to_numpy())


def test_scores_come_back_from_their_file_as_they_were(released: Trained) -> None:
    direct = scoring.score(
        released.held, release="small", as_of=NOW, models=released.models, allow_unsigned=True
    )
    scored(released, "scores.parquet")
    back = flows.read_scores(
        released.folder / "scores.parquet", models=released.models, allow_unsigned=True
    )
    order, back_order = np.argsort(direct["child_id"]), np.argsort(back["child_id"])
    np.testing.assert_array_equal(
        direct.take(order).of("child_labour")["risk"],
        back.take(back_order).of("child_labour")["risk"],
    )
    assert back.boosters == direct.boosters


def test_what_is_no_file_of_scores_is_refused(released: Trained) -> None:
    with pytest.raises(errors.InputError, match=r"lacks .*definition"):
        flows.read_scores(released.panel / "children.parquet", models=released.models)
    with pytest.raises(errors.InputError, match="no Parquet file"):
        flows.read_scores(released.panel / "README.md", models=released.models)


def test_a_file_of_another_ending_is_refused(released: Trained) -> None:
    with pytest.raises(errors.InputError, match=r"neither .parquet nor .csv"):
        module.write_table(pa.table({"a": [1]}), released.folder / "scores.xlsx")
