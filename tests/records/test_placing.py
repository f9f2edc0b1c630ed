"""Several files come into a folder together, whenever the writer is killed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from riskscreen import records
from riskscreen.errors import InputError
from riskscreen.records import placing

# Writes new records over old ones, again and again, killed one step later each time: an audit
# hook sees every opening, renaming and removing that the interpreter is about to do.
KILLED_AT_EACH_STEP = """
import json, os, shutil, sys
from pathlib import Path
import pyarrow.csv, pyarrow.parquet
from riskscreen import records

base, steps = Path(sys.argv[1]), []
while not steps or steps[-1]:
    folder = base / str(len(steps))
    shutil.copytree(base / "old", folder)
    writer = os.fork()
    if not writer:
        newer = records.read_records(base / "new")
        seen = 0

        def hook(event, args):
            global seen
            if event in ("open", "os.rename", "os.remove", "os.rmdir", "os.mkdir") and str(
                folder
            ) in str(args[0]):
                seen += 1
                if seen > len(steps):
                    os._exit(9)

        sys.addaudithook(hook)
        newer.write(folder, format=sys.argv[2])
        os._exit(0)
    steps.append(os.waitstatus_to_exitcode(os.waitpid(writer, 0)[1]))
print(json.dumps(steps))
"""


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_a_kill_at_any_step_leaves_the_old_records_or_the_new(
    form: str, held: records.Records, tmp_path: Path
) -> None:
    old = held.replace(purpose="old", source="there")
    new = old.replace(children=held.children.with_columns(own=["01"] * 4), purpose="new")
    (old.write(tmp_path / "old", format="csv") / "notes.txt").write_text("mine")
    new.write(tmp_path / "new")
    done = subprocess.run(
        [sys.executable, "-c", KILLED_AT_EACH_STEP, str(tmp_path), form],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    steps = json.loads(done.stdout)
    assert steps == [9] * (len(steps) - 1) + [0]
    found = [_state(tmp_path / str(step), old, new) for step in range(len(steps))]
    assert found == sorted(found, key=["old", "new"].index)
    assert {"old", "new"} == set(found[:-1])
    for step in range(len(steps)):
        _holds_only(new.write(tmp_path / str(step), format=form), form)


def _state(folder: Path, old: records.Records, new: records.Records) -> str:
    read = records.read_records(folder)
    for name, one in (("old", old), ("new", new)):
        if (read.digest, read.purpose, read.source) == (one.digest, one.purpose, one.source):
            return name
    return "half"


def _holds_only(folder: Path, form: str) -> None:
    ours = {f"households.{form}", f"children.{form}", "records.toml", "reading.json"}
    assert {path.name for path in folder.iterdir()} == ours | {"notes.txt"}


def test_after_an_error_the_folder_is_as_before(tmp_path: Path) -> None:
    (tmp_path / "households.csv").write_text("old")

    def write() -> None:
        with placing.placed_together(tmp_path) as draft:
            (draft / "households.parquet").write_text("new")
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write()
    assert [path.name for path in tmp_path.iterdir()] == ["households.csv"]
    assert (tmp_path / "households.csv").read_text() == "old"


def test_what_is_whole_but_not_yet_moved_is_what_the_folder_holds(tmp_path: Path) -> None:
    (tmp_path / "households.csv").write_text("old")
    (tmp_path / "records.toml").write_text("old")
    whole = tmp_path / ".records-whole"
    whole.mkdir()
    (whole / "households.parquet").write_text("new")
    assert placing.tables(tmp_path, "households") == (whole / "households.parquet",)
    assert placing.current(tmp_path, "records.toml") == tmp_path / "records.toml"
    (whole / "records.toml").write_text("new")
    assert placing.current(tmp_path, "records.toml").read_text() == "new"


def test_a_table_in_two_formats_is_told_as_two(tmp_path: Path) -> None:
    for name in ("children.csv", "children.parquet"):
        (tmp_path / name).touch()
    assert len(placing.tables(tmp_path, "children")) == 2
    assert placing.tables(tmp_path, "households") == ()


def test_of_two_writers_at_once_one_is_told(tmp_path: Path) -> None:
    def one_within_the_other() -> None:
        with placing.placed_together(tmp_path) as first:
            with placing.placed_together(tmp_path) as second:
                (second / "households.csv").write_text("theirs")
            (first / "households.csv").write_text("ours")

    with pytest.raises(InputError, match="another process writes records into"):
        one_within_the_other()
    assert (tmp_path / "households.csv").read_text() == "theirs"
