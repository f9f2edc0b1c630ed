from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import csv
from tests.signers import SIGNED, TRUST

from riskscreen import errors, flows, scoring, signing
from riskscreen.flows import scores as module

from ..conftest import FIRST, NOW, Trained  # noqa: TID252 - a test reads its own fixtures


@pytest.fixture
def released(trained: Trained) -> Trained:
    flows.release(
        trained.run.run_id,
        name="small",
        store=trained.store,
        models=trained.models,
        demo=True,
        **SIGNED,
    )
    return trained


def scored(released: Trained, name: str) -> pa.Table:
    out = released.folder / name
    flows.score_folder(
        released.panel, release="small", as_of=NOW, out=out, models=released.models, trust=TRUST
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
        released.held, release="small", as_of=NOW, models=released.models, trust=TRUST
    )
    scored(released, "scores.parquet")
    back = flows.read_scores(
        released.folder / "scores.parquet", models=released.models, trust=TRUST
    )
    order, back_order = np.argsort(direct["child_id"]), np.argsort(back["child_id"])
    np.testing.assert_array_equal(
        direct.take(order).of("child_labour")["risk"],
        back.take(back_order).of("child_labour")["risk"],
    )
    assert back.boosters == direct.boosters


def test_what_is_no_file_of_scores_is_refused(released: Trained) -> None:
    with pytest.raises(errors.InputError, match=r"lacks .*definition"):
        flows.read_scores(released.panel / "children.parquet", models=released.models, trust=TRUST)
    with pytest.raises(errors.InputError, match="no Parquet file"):
        flows.read_scores(released.panel / "README.md", models=released.models, trust=TRUST)


def test_a_file_of_another_ending_is_refused(released: Trained) -> None:
    with pytest.raises(errors.InputError, match=r"neither .parquet nor .csv"):
        module.write_table(pa.table({"a": [1]}), released.folder / "scores.xlsx")


def test_a_folder_that_is_not_there_is_a_path_typed_wrong(released: Trained) -> None:
    folder = released.folder / "no" / "such"
    with pytest.raises(errors.InputError, match=rf"there is no folder {folder}; make it first"):
        scored(released, "no/such/scores.parquet")
    assert not folder.parent.exists()


def test_scores_of_a_release_that_is_no_longer_served_draw_no_list(released: Trained) -> None:
    scored(released, "scores.parquet")
    flows.release(
        released.run.run_id,
        name="small",
        store=released.store,
        models=released.models,
        demo=True,
        **SIGNED,
    )
    with pytest.raises(
        errors.ReleaseError, match=r"scores of small 1, served now is small 2; score again"
    ):
        flows.read_scores(released.folder / "scores.parquet", models=released.models, trust=TRUST)


def test_children_not_seen_for_long_are_told_of(released: Trained) -> None:
    def at(day: str) -> dict[str, object]:
        return flows.score_folder(
            released.panel, release="small", as_of=day, out=released.folder / "scores.csv",
            models=released.models, trust=TRUST, lang="en"
        )  # fmt: skip

    assert not [line for line in at(FIRST)["findings that fail"] if "not seen" in line]
    snapshot = released.held.as_of(NOW)
    gone = next(found.measured for found in snapshot.findings if found.code == "CUT-02")
    told = [line for line in at(NOW)["findings that fail"] if "not seen" in line]
    assert len(told) == 1
    assert f"{gone:.0f} of {snapshot.n_children + gone:.0f} children were not seen" in told[0]
    with pytest.raises(errors.InputError, match="nobody can be scored on 2027-01-01"):
        at("2027-01-01")


@pytest.mark.parametrize(
    ("words", "capacity"), [("120", 120), ("1", 1), ("0.1", 0.1), (".25", 0.25), ("1.0", 1.0)]
)
def test_a_whole_number_is_visits_and_a_fraction_a_share(words: str, capacity: float) -> None:
    read = module._capacity(words)
    assert read == capacity
    assert type(read) is type(capacity)


@pytest.mark.parametrize("words", ["0", "-1", "1.5", "0.0", "nan", "1e2", "10 %", "", "1_0"])
def test_any_other_capacity_is_refused_by_what_it_may_be(words: str) -> None:
    with pytest.raises(errors.InputError, match="neither a number of visits nor a share"):
        flows.visits_file("no file", outcome="dropout", out="o.csv", capacity=words, trust=TRUST)


def test_the_words_for_a_capacity_reach_the_list(released: Trained) -> None:
    scored(released, "scores.parquet")
    made = flows.visits_file(
        released.folder / "scores.parquet", outcome="child_labour", capacity="7",
        out=released.folder / "visits.csv", models=released.models, trust=TRUST
    )  # fmt: skip
    assert made["visits"] == 7


def test_what_the_batches_found_is_told_once_and_counted(
    released: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    (released.panel / "children.parquet").unlink()
    table = released.held.to_frames("arrow")[1]
    column = table.column_names.index("chores_hours_week")
    hours = pa.array([500.0] * table.num_rows)  # more than a week has
    pa.parquet.write_table(
        table.set_column(column, "chores_hours_week", hours), released.panel / "children.parquet"
    )
    monkeypatch.setattr(module, "_BATCH_CHILDREN", 2000)
    said = flows.score_folder(
        released.panel, release="small", as_of=NOW, out=released.folder / "s.parquet",
        models=released.models, trust=TRUST,
    )  # fmt: skip
    (line,) = [one for one in said["findings that fail"] if one.startswith("SCO-01")]
    assert line.startswith("SCO-01 chores_hours_week nằm ngoài khoảng ")
    assert line.endswith(" đợt khác)")


def _left(out: Path) -> dict[str, str]:
    table = csv.read_csv(out.with_name(f"{out.name}.not_scored.csv"))
    return dict(zip(table["child_id"].to_pylist(), table["code"].to_pylist(), strict=True))


def test_who_has_no_row_stands_beside_the_scores(released: Trained, tmp_path: Path) -> None:
    def at(day: str, name: str) -> tuple[Path, dict[str, object]]:
        out = tmp_path / name
        facts = flows.score_folder(
            released.panel, release="small", as_of=day, out=out, models=released.models,
            trust=TRUST,
        )  # fmt: skip
        return out, facts

    out, facts = at(NOW, "a.parquet")
    scored = set(pa.parquet.read_table(out)["child_id"].to_pylist())
    left = _left(out)
    assert scored | set(left) == set(released.held.children["child_id"].tolist())
    assert not scored & set(left)
    assert set(left.values()) >= {"not_seen_for_12_months"}
    assert (
        facts["not scored"] == f"{len(left)} children, each with its reason in {out}.not_scored.csv"
    )
    other, _ = at(FIRST, "a.csv")
    assert set(_left(other).values()) == {"not_known_on_day"}
    assert _left(out) == left  # of another format, another file
    with pytest.raises(errors.NobodyKnownError):
        at("2030-01-01", "a.parquet")
    assert _left(out) == left  # of the scores that are still there
    assert not list(tmp_path.glob(".*"))


def test_scores_are_never_beside_the_reasons_of_others(
    released: Trained, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "a.parquet"

    def run() -> None:
        flows.score_folder(
            released.panel, release="small", as_of=NOW, out=out, models=released.models, trust=TRUST
        )

    run()
    real = module.write_table

    def killed(table: object, path: Path) -> Path:
        if path.name.endswith(".not_scored.csv"):
            raise KeyboardInterrupt
        return real(table, path)

    monkeypatch.setattr(module, "write_table", killed)
    with pytest.raises(KeyboardInterrupt):
        run()
    assert out.exists()
    assert not out.with_name("a.parquet.not_scored.csv").exists()


def test_a_file_of_another_kind_is_refused_before_anything_is_scored(
    released: Trained, tmp_path: Path
) -> None:
    log, secret = tmp_path / "access.jsonl", signing.make_secret(tmp_path / "secret")
    with pytest.raises(errors.InputError, match=r"a\.txt ends in neither"):
        flows.score_folder(
            released.panel, release="small", as_of=NOW, out=tmp_path / "a.txt",
            models=released.models, trust=TRUST, access_log=log, secret=secret,
        )  # fmt: skip
    assert not log.exists()


def test_what_each_model_has_not_seen_is_told_of_each(released: Trained, tmp_path: Path) -> None:
    homes = released.held.households
    changed = released.held.replace(
        households=homes.with_columns(region=np.full(homes.n_rows, "mars"))
    )
    folder = changed.write(tmp_path / "mars")
    told = flows.score_folder(
        folder, release="small", as_of=NOW, out=tmp_path / "a.csv", models=released.models,
        trust=TRUST, lang="en",
    )["findings that fail"]  # fmt: skip
    outcomes = {"child_labour", "not_vaccinated"}
    assert {
        name for name in outcomes for line in told if line.startswith("SCO-08") and name in line
    } == outcomes
