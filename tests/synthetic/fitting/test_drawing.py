"""The agreement at a glance: three formats, the same bytes, every judged row."""

from dataclasses import replace

import pytest
from matplotlib.figure import Figure as Sheet

from riskscreen.errors import InputError
from riskscreen.synthetic.fitting import drawing
from riskscreen.synthetic.fitting.agreeing import AGREES, DIFFERS, Agreement, Row
from riskscreen.synthetic.fitting.crossing import Figure

NAN = float("nan")
ROWS = (
    ("children, all 0-15, count", Figure(22e6, 1e5, 21e6, 23e6, 9000), AGREES),
    ("not_in_school, male 6-10, percent", Figure(1.2, 0.1, 1.0, 1.4, 900), DIFFERS),
    ("multidimensional_child_poverty, rural, percent", Figure(26, 1, 24, 28, 900), AGREES),
    ("no_health_insurance, female 0-15, percent", Figure(7.2, 0.1, 7, 7.4, 900), "contradiction"),
    ("internet_at_home, rural, percent", Figure(30.0, 1.0, 29.0, 31.0, 900), "context"),
    ("child_labour, urban, percent", Figure(NAN, NAN, NAN, NAN, 0), "other profile"),
)


@pytest.fixture
def table(known):
    return Agreement("vhlss2014", 2023, tuple(Row(known[key], *rest) for key, *rest in ROWS))


@pytest.fixture
def ax():
    return Sheet().subplots()


def labels(ax):
    return [one.get_text() for one in ax.get_yticklabels()]


@pytest.mark.parametrize(
    ("ending", "first"), [(".svg", b"<?xml"), (".png", b"\x89PNG"), (".pdf", b"%PDF")]
)
def test_the_ending_settles_the_format(table, tmp_path, ending, first):
    path = tmp_path / f"agreement{ending}"
    assert drawing.save(table, path) == path
    assert path.read_bytes().startswith(first)


def test_the_same_agreement_gives_the_same_bytes(table, tmp_path):
    first, second = (drawing.save(table, tmp_path / f"{at}.svg") for at in (1, 2))
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("name", ["figure.gif", "figure", "figure.svgz", "figure.SVG"])
def test_another_ending_is_refused_and_nothing_is_written(table, tmp_path, name):
    with pytest.raises(InputError, match=r"no figure ends in '.*'; write \.svg, \.png or \.pdf"):
        drawing.save(table, tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_words_in_an_svg_are_words(table, tmp_path):
    text = drawing.save(table, tmp_path / "figure.svg").read_text("utf-8")
    assert "children, all 0-15: 22,476,448" in text
    assert "2 of 3 published figures agree" in text


def test_only_rows_that_the_panel_is_held_to_are_drawn(table, ax):
    assert labels(drawing.draw(ax, table)) == [
        "children, all 0-15: 22,476,448",
        "not in school, male 6-10: 0.8 %",
        "multidimensional child poverty, rural: 25 %",
    ]


def test_the_title_has_two_lines_and_says_what_the_shapes_mean(table, ax):
    first, second = drawing.draw(ax, table).get_title(loc="right").splitlines()
    assert first == "Synthetic panel, profile vhlss2014, wave of 2023:"
    assert second.startswith("2 of 3 published figures agree (round dots)")


def test_the_axis_stands_at_the_top_and_at_the_bottom(table, ax):
    tick = drawing.draw(ax, table).xaxis.get_major_ticks()[0]
    shown = (tick.tick1line, tick.tick2line, tick.label1, tick.label2)
    assert all(part.get_visible() for part in shown)
    assert ax.get_xlim() == (0.5, 2.0)


@pytest.mark.parametrize(
    ("ratio", "marker", "said"),
    [(2.01, ">", "2 "), (100.0, ">", "1e+02 "), (0.49, "<", " 0.49"), (0.0, "<", " 0")],
)
def test_what_lies_beyond_the_axis_is_an_arrow_at_its_edge_with_its_ratio(
    table, ax, ratio, marker, said
):
    value = ratio * table.rows[1].target.value
    far = replace(table.rows[1], figure=Figure(value, 0.0, value, value, 9))
    drawing.draw(ax, replace(table, rows=(far,)))
    (arrow,) = [line for line in ax.lines if line.get_marker() in (">", "<", "o", "D")]
    assert arrow.get_marker() == marker
    assert arrow.get_xdata()[0] == pytest.approx(2.0 if marker == ">" else 0.5, rel=0.03)
    assert [text.get_text() for text in ax.texts] == [said]


@pytest.mark.parametrize("ratio", [0.5, 1.0, 2.0])
def test_what_lies_on_the_axis_is_no_arrow(table, ax, ratio):
    value = ratio * table.rows[1].target.value
    near = replace(table.rows[1], figure=Figure(value, 0.0, value, value, 9))
    drawing.draw(ax, replace(table, rows=(near,)))
    assert [line.get_marker() for line in ax.lines if line.get_marker() in "<>oD"] == ["D"]
    assert not ax.texts


def test_the_axes_that_are_given_come_back(table, ax):
    assert drawing.draw(ax, table) is ax


def test_a_row_that_agrees_and_one_that_does_not_are_told_apart_by_shape(table, ax):
    dots = [line for line in drawing.draw(ax, table).lines if line.get_marker() in "oD"]
    assert [dot.get_marker() for dot in dots] == ["o", "D", "o"]


def test_a_dot_is_the_panels_figure_over_the_published_one(table, ax):
    (dot,) = [line for line in drawing.draw(ax, table).lines if line.get_marker() == "D"]
    assert dot.get_xdata() == pytest.approx([1.2 / 0.8])
    assert dot.get_ydata() == pytest.approx([1])


def test_the_first_row_of_the_files_stands_on_top(table, ax):
    bottom, top = drawing.draw(ax, table).get_ylim()
    assert bottom > top


def test_a_target_of_0_has_no_ratio_and_is_left_out(table, tmp_path):
    nothing = replace(table.rows[1].target, value=0.0)
    rows = (table.rows[0], Row(nothing, Figure(0.0, 0.0, 0.0, 0.1, 9), AGREES))
    text = drawing.save(replace(table, rows=rows), tmp_path / "figure.svg").read_text("utf-8")
    assert "not in school" not in text
    assert "children, all 0-15" in text


@pytest.mark.parametrize(
    "figure",
    [
        Figure(0.0, 0.0, 0.0, 0.4, 90),
        Figure(0.0, 0.0, NAN, NAN, 0),
        Figure(NAN, NAN, NAN, NAN, 0),
        Figure(0.1, 0.2, -0.3, 0.5, 9),
        Figure(80.0, 1.0, 78.0, 82.0, 90),
    ],
    ids=["none", "none of nobody", "unknown", "from below 0", "a hundred times"],
)
def test_no_figure_of_a_panel_breaks_the_drawing(table, tmp_path, figure):
    odd = replace(table, rows=(table.rows[0], replace(table.rows[1], figure=figure)))
    assert drawing.save(odd, tmp_path / "figure.png").stat().st_size > 0
