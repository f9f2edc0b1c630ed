"""A panel province by province is the panel as a whole."""

import json
import tomllib

import numpy as np
import pytest
from pyarrow import parquet

from riskscreen import records, synthetic
from riskscreen.errors import InputError
from riskscreen.synthetic.expecting import expected, truth_facts
from riskscreen.synthetic.sampling import Plan

KEYS = ("outcome", "day", "group", "children")
ASKED = {"households": 1500, "waves": 2, "seed": 4, "profile": "vhlss2014"}

SMALL = {"households": 360, "waves": 1, "seed": 4, "profile": "vhlss2014"}


@pytest.fixture(scope="module")
def whole():
    return synthetic.panel(**ASKED)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    return synthetic.write_partitions(tmp_path_factory.mktemp("partitions") / "new", **ASKED)


def folders(written):
    return sorted(path for path in written.folder.iterdir() if path.is_dir())


def same(left, right):
    """Whether two plain tables hold the same rows in the order of identifier and day."""
    assert set(left) == set(right)
    key = "child_id" if "child_id" in left else "household_id"
    order = [np.lexsort((one["observed_date"], one[key])) for one in (left, right)]
    return all(
        np.array_equal(
            left[name][order[0]], right[name][order[1]], equal_nan=left[name].dtype.kind == "f"
        )
        for name in left
    )


def test_every_province_of_the_panel_has_its_folder_and_nothing_else_is_left(written, whole):
    provinces = sorted(set(whole.households["province_code"].tolist()))
    assert [path.name for path in folders(written)] == [f"province_code={one}" for one in provinces]
    assert {path.name for path in written.folder.iterdir() if path.is_file()} == {
        "dials.toml", "digests.json", "records.toml", "truth.json",
    }  # fmt: skip


def test_the_rows_of_each_province_are_those_of_the_whole_panel(written, whole):
    for folder in folders(written):
        held = records.read_records(folder)
        inside = whole.households["province_code"] == folder.name.removeprefix("province_code=")
        homes = {name: values[inside] for name, values in whole.households.items()}
        owned = np.isin(whole.children["household_id"], homes["household_id"])
        kids = {name: values[owned] for name, values in whole.children.items()}
        for table, part in ((held.households, homes), (held.children, kids)):
            assert same({name: table[name] for name in table}, part), folder.name


def test_the_truth_of_all_provinces_is_that_of_the_whole_panel(written, whole):
    tables = [parquet.read_table(folder / "truth.parquet") for folder in folders(written)]
    parts = {
        name: np.concatenate([table.column(name).to_numpy() for table in tables])
        for name in tables[0].column_names
    }
    order = [np.lexsort((one["child_id"].astype(str), one["outcome"].astype(str), one["day"]))
             for one in (parts, whole.truth)]  # fmt: skip
    for name, values in whole.truth.items():
        assert np.array_equal(parts[name][order[0]].astype(values.dtype), values[order[1]]), name


def test_the_expected_prevalence_is_that_of_the_whole_panel(written, whole):
    facts = json.loads((written.folder / "truth.json").read_text("utf-8"))
    known = truth_facts(expected(whole.sheets), whole.facts)
    assert facts["dials"] == known["dials"]
    assert len(facts["expected_prevalence"]) == len(known["expected_prevalence"]) > 0
    for one, other in zip(facts["expected_prevalence"], known["expected_prevalence"], strict=True):
        assert [one[name] for name in KEYS] == [other[name] for name in KEYS]
        for name in ("weight", "expected_recorded", "expected_true"):
            assert one[name] == pytest.approx(other[name], rel=1e-6)


def test_what_was_written_is_counted_and_digested(written, whole):
    facts = synthetic.panel_facts(written.folder)
    assert written.rows == whole.rows == facts["rows"]
    assert written.files == facts["file_digests"]
    assert len(written.files) == 3 * len(folders(written))
    assert repr(written).startswith(f"Partitions({whole.rows['children']} children in")


def test_the_command_is_the_one_that_writes_partitions(written):
    assert synthetic.panel_facts(written.folder)["command"] == (
        "riskscreen synth --households 1500 --waves 2 --seed 4 --profile vhlss2014 "
        "--partition --out DIR"
    )


def test_every_province_is_marked_synthetic(written):
    for folder in folders(written):
        assert tomllib.loads((folder / "records.toml").read_text("utf-8"))["synthetic"] is True
        for path in folder.glob("*.parquet"):
            assert parquet.read_schema(path).metadata[b"riskscreen.synthetic"] == b"true"


def test_workers_change_no_byte(tmp_path):
    asked = ASKED | {"households": 360, "waves": 1}
    one, two = (
        synthetic.write_partitions(tmp_path / str(workers), **asked, workers=workers)
        for workers in (1, 2)
    )
    assert one.files == two.files
    assert one.rows == two.rows


def test_one_line_is_said_for_every_province(tmp_path):
    lines: list[str] = []
    asked = {"households": 60, "seed": 4, "profile": "province2025"}
    made = synthetic.write_partitions(tmp_path / "new", **asked, say=lines.append)
    assert lines == [f"1 of 1 provinces: 11, {made.rows['children']} children"]


@pytest.mark.parametrize(
    "left",
    [
        pytest.param("notes.txt", id="a file"),
        pytest.param("province_code=01", id="a province"),
        pytest.param(".province_code=01.partial", id="what a kill left"),
    ],
)
def test_a_folder_that_is_not_empty_is_refused_and_left_as_it_is(tmp_path, left):
    (tmp_path / left).mkdir()
    with pytest.raises(InputError, match="files of others; first is"):
        synthetic.write_partitions(tmp_path, **ASKED)
    assert [path.name for path in tmp_path.iterdir()] == [left]


@pytest.mark.parametrize("content", ["", "notes"], ids=["an empty file", "a file"])
def test_a_target_that_is_a_file_is_refused_and_left_as_it_is(tmp_path, content):
    target = tmp_path / "country"
    target.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match="files of others; first is country"):
        synthetic.write_partitions(target, **ASKED)
    assert target.read_text("utf-8") == content


@pytest.fixture
def stopped(tmp_path):
    """What a run leaves that is killed in its second province."""

    class Killed(Exception):  # noqa: N818 - no error, an end
        pass

    def stop(_):
        raise Killed

    with pytest.raises(Killed):
        synthetic.write_partitions(tmp_path, **SMALL, say=stop)
    (tmp_path / ".province_code=96.partial").mkdir()
    (tmp_path / ".province_code=96.partial" / "children.parquet").write_bytes(b"half")
    return tmp_path


def test_a_run_that_was_stopped_says_that_it_is_unfinished(stopped):
    assert "a rerun begins anew" in (stopped / "UNFINISHED").read_text("utf-8")
    assert not (stopped / "digests.json").exists()


def test_a_rerun_sweeps_what_a_stopped_run_left_and_begins_anew(stopped, tmp_path_factory):
    (stopped / "province_code=99").mkdir()
    again = synthetic.write_partitions(stopped, **SMALL)
    whole = synthetic.write_partitions(tmp_path_factory.mktemp("whole"), **SMALL)
    assert again.files == whole.files
    names = [{path.name for path in one.folder.iterdir()} for one in (again, whole)]
    assert names[0] == names[1]
    assert "UNFINISHED" not in names[0]


@pytest.mark.parametrize("place", [".", "province_code=11"])
def test_a_rerun_sweeps_no_file_that_no_run_has_left(stopped, place):
    (stopped / place).mkdir(exist_ok=True)
    before = sorted(stopped.rglob("*"))
    (stopped / place / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="files of others; first is"):
        synthetic.write_partitions(stopped, **SMALL)
    assert (stopped / place / "notes.txt").read_text() == "mine"
    assert set(before) < set(stopped.rglob("*"))


def test_a_folder_that_is_finished_is_refused(written):
    before = synthetic.panel_facts(written.folder)
    with pytest.raises(InputError, match="files of others; first is"):
        synthetic.write_partitions(written.folder, **ASKED)
    assert synthetic.panel_facts(written.folder) == before


def test_provinces_are_planned_before_a_household_is_made(tmp_path, monkeypatch):
    """The plan of the whole country stays small; a block is made when its province is written."""
    made, at_first = [], []
    block = Plan.block
    monkeypatch.setattr(
        Plan, "block", lambda plan, span, *, seed: made.append(1) or block(plan, span, seed=seed)
    )
    synthetic.write_partitions(tmp_path, **SMALL, say=lambda _: at_first.append(len(made)))
    assert len(at_first) > 5
    assert at_first == sorted(set(at_first))
    assert at_first[0] < at_first[-1] / 5


def test_an_empty_folder_is_taken(tmp_path):
    made = synthetic.write_partitions(tmp_path, households=60, seed=4, profile="province2025")
    assert made.folder == tmp_path


def test_a_small_group_is_refused_for_it_needs_the_whole_panel(tmp_path):
    dials = synthetic.Dials(small_group=(synthetic.SmallGroup("Si La", 20),))
    with pytest.raises(InputError, match="1 small groups in a partitioned panel; first is Si La"):
        synthetic.write_partitions(tmp_path / "new", **ASKED, dials=dials)
    assert not (tmp_path / "new").exists()


def test_what_a_panel_refuses_is_refused_and_no_folder_made(tmp_path):
    with pytest.raises(InputError, match="households outside 360-"):
        synthetic.write_partitions(tmp_path / "new", households=10, seed=4)
    assert not (tmp_path / "new").exists()
