import pytest

from riskscreen.reporting.layout import Figure, Note
from riskscreen.reporting.rows import (
    Spec,
    crossed,
    figure_of,
    form,
    interval,
    plain,
    printed,
    table_of,
)
from riskscreen.reporting.words import words

VI = words("vi")
ROW = {
    "group": "sex=female", "n_children": 1230, "suppressed": False, "recall": 0.37,
    "recall_lo": 0.31, "recall_hi": 0.43,
}  # fmt: skip
SPEC = Spec("recall", "share", spread=True)


def test_a_figure_is_printed_with_its_interval_and_one_percent_sign() -> None:
    assert plain(ROW, SPEC, VI) == "37,0\N{NO-BREAK SPACE}% [31,0; 43,0]"


def test_nothing_of_a_suppressed_row_is_printed() -> None:
    assert printed({**ROW, "suppressed": True}, SPEC, VI).text == "không công bố"


@pytest.mark.parametrize(
    ("key", "text"), [("recall", "không xác định"), ("n_children", "không công bố")]
)
def test_none_is_undefined_and_a_missing_count_is_too_few(key: str, text: str) -> None:
    assert printed({**ROW, key: None}, Spec(key, "share"), VI).text == text


@pytest.mark.parametrize(
    ("kind", "text"),
    [("count", "0"), ("share", "25,0\N{NO-BREAK SPACE}%"), ("points", "+25,0"), ("fine", "0,250")],
)
def test_a_number_is_printed_by_its_kind(kind: str, text: str) -> None:
    assert form(kind, VI)(0.25) == text


def test_an_open_end_is_a_dash() -> None:
    assert interval((None, 0.1), VI, "points") == "[–; +10,0]"
    assert interval(None, VI, "points") == "–"


@pytest.mark.parametrize(
    ("row", "answer"),
    [({"group": "a=b & c=d"}, True), ({"group": "a=b"}, False),
     ({"group": "x", "kind": "intersection"}, True)],
)  # fmt: skip
def test_an_intersection_is_told_by_its_name_or_kind(row: dict[str, str], answer: bool) -> None:
    assert crossed(row) is answer


def test_every_column_after_the_first_is_one_click_from_its_definition() -> None:
    table = table_of([ROW], (SPEC,), words=VI, name="n", caption="c")
    assert [column.term for column in table.columns[1:]] == ["recall"]
    assert len(table.rows[0]) == len(table.columns)


def test_rows_that_do_not_judge_are_marked_to_stay_off_the_paper() -> None:
    rows = [ROW, {**ROW, "group": "age=0_5"}]
    table = table_of(rows, (SPEC,), words=VI, name="n", caption="c", judging={"sex=female"})
    assert [row[0].kind for row in table.rows] == ["", "reported"]


def test_a_figure_leaves_suppressed_rows_to_the_table() -> None:
    small = {"group": "sex=male", "suppressed": True, "recall": 0.123}
    (block,) = figure_of([ROW, small], SPEC, words=VI, name="n", title="t")
    assert isinstance(block, Figure)
    assert "Trẻ em trai" not in block.svg


def test_a_figure_of_nothing_is_a_sentence() -> None:
    (block,) = figure_of([], SPEC, words=VI, name="n", title="t")
    assert block == Note(VI["none_known"])


def test_an_interval_of_a_share_stays_among_shares() -> None:
    row = ROW | {"recall_lo": -0.3, "recall_hi": 1.05}
    assert plain(row, SPEC, VI).endswith("[0,0; 100,0]")
    assert plain(row, Spec("recall", "points", spread=True), VI).endswith("105,0]")
