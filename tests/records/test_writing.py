"""What is written reads back to the same digest, with its rights."""

from collections.abc import Callable
from pathlib import Path

import pytest

from riskscreen import records
from riskscreen.errors import InputError

Two = Callable[..., records.Records]


def test_records_read_back(held: records.Records, tmp_path: Path) -> None:
    given = held.replace(
        legal_basis="Luật Trẻ em",
        purpose='"visits"',
        retention_until="2030-12-31",
        synthetic=True,
        weights="none",
    )
    folder = given.write(tmp_path / "new" / "folder")
    read = records.read_records(folder)
    assert read.digest == given.digest
    for name in ("legal_basis", "purpose", "retention_until", "synthetic", "weights"):
        assert getattr(read, name) == getattr(given, name)


def test_writing_twice_gives_the_same_bytes(held: records.Records, tmp_path: Path) -> None:
    one, two = held.write(tmp_path / "a"), held.write(tmp_path / "b")
    for name in ("households.parquet", "children.parquet", "records.toml", "reading.json"):
        assert (one / name).read_bytes() == (two / name).read_bytes()


def test_the_truth_beside_records_is_never_read(held: records.Records, tmp_path: Path) -> None:
    held.write(tmp_path)
    (tmp_path / "truth.parquet").write_bytes(b"whatever this is")
    assert records.read_records(tmp_path).digest == held.digest


def test_the_rights_of_a_folder_may_be_edited_by_hand(
    held: records.Records, tmp_path: Path
) -> None:
    toml = held.write(tmp_path, format="csv") / "records.toml"
    text = toml.read_text(encoding="utf-8").replace('purpose = ""', 'purpose = "visits"')
    toml.write_text(text, encoding="utf-8")
    read = records.read_records(tmp_path)
    assert (read.purpose, read.digest) == ("visits", held.digest)


@pytest.mark.parametrize(("form", "other"), [("csv", "parquet"), ("parquet", "csv")])
def test_tables_that_riskscreen_wrote_are_replaced_by_the_other_format(
    form: str, other: str, tmp_path: Path, two: Two
) -> None:
    two().write(tmp_path, format=other)
    newer = two(own=["01", "2"])
    newer.write(tmp_path, format=form)
    assert records.read_records(tmp_path).digest == newer.digest
    assert not list(tmp_path.glob(f"*.{other}"))


@pytest.mark.parametrize("noted", [True, False], ids=["beside older notes", "in a bare folder"])
def test_a_table_that_somebody_else_put_there_is_not_removed(
    noted: bool, tmp_path: Path, two: Two
) -> None:
    if noted:
        two().write(tmp_path, format="parquet")
        (tmp_path / "households.parquet").unlink()
    (tmp_path / "households.csv").write_text("household_id,observed_date\nh1,2024-09-15\n")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(InputError, match=r"holds households\.csv, which riskscreen did not write"):
        two().write(tmp_path, format="parquet")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_other_files_of_the_folder_stay(tmp_path: Path, two: Two) -> None:
    (tmp_path / "deep").mkdir()
    others = ["notes.txt", "truth.parquet", "deep/office.toml"]
    for name in others:
        (tmp_path / name).write_text(name)
    for form in ("csv", "parquet", "csv"):
        two().write(tmp_path, format=form)
    assert [(tmp_path / name).read_text() for name in others] == others
    ours = {"households.csv", "children.csv", "records.toml", "reading.json"}
    assert {path.name for path in tmp_path.iterdir()} == ours | {
        "notes.txt",
        "truth.parquet",
        "deep",
    }


def test_an_unknown_format_is_refused(tmp_path: Path, two: Two) -> None:
    with pytest.raises(InputError, match="no records in 'xlsx'; write them as parquet or csv"):
        two().write(tmp_path, format="xlsx")


@pytest.mark.parametrize("name", ["households.parquet", "children.csv", "records.toml"])
def test_what_somebody_else_put_there_is_not_replaced(name: str, tmp_path: Path, two: Two) -> None:
    (tmp_path / name).write_text('purpose = "theirs"')
    for form in ("parquet", "csv"):
        with pytest.raises(InputError, match=f"holds {name}, which riskscreen did not write"):
            two().write(tmp_path, format=form)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text() == 'purpose = "theirs"'


@pytest.mark.parametrize("hollow", [True, False], ids=["a link to nothing", "a file"])
def test_a_place_that_is_no_folder_is_refused(hollow: bool, tmp_path: Path, two: Two) -> None:
    place = tmp_path / "out"
    if hollow:
        place.symlink_to(tmp_path / "nowhere")
    else:
        place.write_text("theirs")
    with pytest.raises(InputError, match="out is no folder"):
        two().write(place)
