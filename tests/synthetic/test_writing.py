"""The folder: marked, readable, and made again by its own line."""

import json
import tomllib
from pathlib import Path

import numpy as np
import pytest
from pyarrow import parquet

from riskscreen import records, synthetic
from riskscreen.errors import InputError
from riskscreen.synthetic.writing import LEGAL_BASIS, command

SHIPPED = Path(__file__).parents[2] / "data" / "synthetic"


@pytest.fixture(scope="module", params=["small", "viet_nam"])
def panel(request):
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def folder(panel, tmp_path_factory):
    return panel.write(tmp_path_factory.mktemp("panel"))


def test_a_panel_is_eight_files(folder):
    assert sorted(path.name for path in folder.iterdir()) == [
        "README.md", "children.parquet", "dials.toml", "digests.json", "households.parquet",
        "records.toml", "truth.json", "truth.parquet",
    ]  # fmt: skip


def test_the_first_line_is_the_profile_s_and_says_synthetic(folder, panel):
    first = (folder / "README.md").read_text("utf-8").splitlines()[0]
    assert first == panel.facts["first_line"]
    assert first.startswith("Synthetic panel")


def test_the_first_line_of_the_demo_says_its_rates(small, tmp_path):
    first = (small.write(tmp_path) / "README.md").read_text("utf-8").splitlines()[0]
    assert "10-15 %" in first


def test_every_parquet_file_is_marked_synthetic(folder):
    files = list(folder.glob("*.parquet"))
    assert len(files) == 3
    for path in files:
        metadata = parquet.read_schema(path).metadata
        assert metadata[b"riskscreen.synthetic"] == b"true"
        assert metadata[b"riskscreen.legal_basis"] == LEGAL_BASIS.encode()


@pytest.mark.parametrize("table", ["households", "children"])
def test_every_row_is_marked_synthetic(folder, table):
    marks = parquet.read_table(folder / f"{table}.parquet").column("synthetic")
    assert str(marks.type) == "bool"
    assert set(marks.to_pylist()) == {True}


def test_records_toml_says_that_there_is_no_legal_basis(folder):
    facts = tomllib.loads((folder / "records.toml").read_text("utf-8"))
    assert facts["legal_basis"] == "none: synthetic data"
    assert facts["synthetic"] is True


@pytest.mark.parametrize("file", ["truth.json", "digests.json"])
def test_the_facts_say_synthetic_and_how_the_panel_was_asked_for(folder, panel, file):
    facts = json.loads((folder / file).read_text("utf-8"))
    assert facts["synthetic"] is True
    for name in ("profile", "households", "waves", "seed"):
        assert facts[name] == panel.facts[name]


def test_reading_the_folder_gives_the_panel_without_its_truth(folder, panel):
    held = records.read_records(folder)
    assert held.digest == panel.records().digest
    assert held.synthetic
    assert "risk_full" not in held.children


def test_no_finding_refuses_the_folder(folder):
    assert not [one for one in records.check(folder) if one.verdict == "fail"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("attending_school", "bool"), ("observed_date", "date32[day]"), ("age_years", "double"),
        ("child_id", "string"), ("ethnicity", "string"),
    ],
)  # fmt: skip
def test_columns_are_of_the_schema_s_type(folder, name, kind):
    assert str(parquet.read_schema(folder / "children.parquet").field(name).type) == kind


def test_the_truth_lies_there_row_by_row(folder, panel):
    table = parquet.read_table(folder / "truth.parquet")
    assert table.column_names == list(panel.truth)
    for name in ("risk_full", "risk_observable", "told", "kept"):
        assert np.array_equal(table.column(name).to_numpy(), panel.truth[name])
    for name in ("label", "followed"):
        assert str(table.schema.field(name).type) == "bool"


def test_two_writings_give_the_same_bytes(folder, panel, tmp_path):
    again = panel.write(tmp_path / "again")
    for path in sorted(folder.iterdir()):
        assert path.read_bytes() == (again / path.name).read_bytes(), path.name


def test_the_facts_name_the_rows_and_digests_of_the_panel(folder, panel):
    facts = synthetic.panel_facts(folder)
    assert facts["rows"] == panel.rows
    assert facts["content_digests"] == panel.digests


def test_the_command_says_how_the_panel_was_asked_for(small):
    line = command(small.facts)
    assert line == (
        "riskscreen synth --households 1500 --waves 3 --seed 11 --profile demo --out DIR"
    )


def test_a_command_of_a_panel_with_dials_names_their_file(small):
    dials = synthetic.Dials(drift=(synthetic.Drift("dropout", "all", "all", 2, 0.5),))
    assert "--dials dials.toml" in command(small.facts | {"dials": dials})


def test_the_folder_of_a_panel_holds_the_dials_that_were_turned(folder, panel, tmp_path):
    assert synthetic.read_dials(folder / "dials.toml") == panel.facts["dials"] == synthetic.Dials()
    dials = synthetic.Dials(drift=(synthetic.Drift("dropout", "ethnicity", "Mông", 2, 0.5),))
    made = synthetic.panel(households=360, waves=2, seed=1, dials=dials).write(tmp_path / "new")
    assert synthetic.read_dials(made / "dials.toml") == dials


def test_a_folder_that_holds_files_and_no_panel_is_refused_and_left_as_it_is(small, tmp_path):
    (tmp_path / "children.parquet").write_bytes(b"the only copy")
    with pytest.raises(InputError, match=r"holds children.parquet and is no whole panel \(1 files"):
        small.write(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["children.parquet"]
    assert (tmp_path / "children.parquet").read_bytes() == b"the only copy"


def test_a_file_is_no_folder_for_a_panel(small, tmp_path):
    (tmp_path / "panel").write_text("notes")
    with pytest.raises(InputError, match="panel is no folder; name a folder, or one to be made"):
        small.write(tmp_path / "panel")
    assert (tmp_path / "panel").read_text() == "notes"


def test_a_panel_takes_the_place_of_another(small, viet_nam, tmp_path):
    small.write(tmp_path)
    viet_nam.write(tmp_path)
    assert synthetic.panel_facts(tmp_path)["content_digests"] == viet_nam.digests
    assert records.read_records(tmp_path).digest == viet_nam.records().digest


def test_a_writing_that_fails_leaves_the_panel_that_was_there(small, viet_nam, tmp_path):
    small.write(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(TypeError):
        viet_nam.write(tmp_path, known={"oracle": object()})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_further_truth_stands_beside_what_the_panel_knows(small, tmp_path):
    folder = small.write(tmp_path, known={"oracle": [1, 2]})
    facts = json.loads((folder / "truth.json").read_text("utf-8"))
    assert facts["oracle"] == [1, 2]
    assert facts["synthetic"] is True


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        pytest.param(None, "holds no synthetic panel", id="no file"),
        pytest.param("{", "holds no synthetic panel", id="no JSON"),
        pytest.param("[]", "names no profile", id="no object"),
        pytest.param("{}", "names no profile", id="no profile"),
    ],
)
def test_a_folder_that_holds_no_panel_is_refused(tmp_path, text, wording):
    if text is not None:
        (tmp_path / "digests.json").write_text(text)
    with pytest.raises(InputError, match=wording):
        synthetic.panel_facts(tmp_path)


def test_the_shipped_panel_is_what_its_own_command_makes():
    facts = json.loads((SHIPPED / "digests.json").read_text("utf-8"))
    made = synthetic.panel(
        households=facts["households"],
        waves=facts["waves"],
        seed=facts["seed"],
        profile=facts["profile"],
    )
    assert made.digests == facts["content_digests"]
    assert made.records().digest == records.read_records(SHIPPED).digest


def test_the_shipped_panel_stays_below_4_megabytes():
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) < 4_000_000
