from riskscreen.reporting.layout import Cell, Column, Figure, Note, Section, Table


def test_blocks_name_their_kind() -> None:
    assert [one.kind for one in (Table, Figure, Note)] == ["table", "figure", "note"]


def test_the_notes_and_figures_that_lead_stay_with_the_heading() -> None:
    note, figure = Note("a"), Figure("<svg/>")
    table = Table("n", "c", [], [])
    kept = [
        Section("s", "h", blocks).kept
        for blocks in ((), (note, table), (note, figure, figure, table), (table, figure))
    ]
    assert kept == [0, 0, 3, 0]


def test_a_table_tells_its_size_and_not_its_content() -> None:
    table = Table("n", "c", [Column("a")], [[Cell("x")]])
    assert repr(table) == "Table(n: 1 rows of 1)"
    assert repr(Section("s", "h", (table,))) == "Section(s: 1 blocks, 0 parts)"
