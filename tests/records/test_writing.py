"""What is written reads back to the same digest, with its rights."""

from pathlib import Path

from riskscreen import records


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
    for name in ("households.parquet", "children.parquet", "records.toml"):
        assert (one / name).read_bytes() == (two / name).read_bytes()


def test_the_truth_beside_records_is_never_read(held: records.Records, tmp_path: Path) -> None:
    held.write(tmp_path)
    (tmp_path / "truth.parquet").write_bytes(b"whatever this is")
    assert records.read_records(tmp_path).digest == held.digest
