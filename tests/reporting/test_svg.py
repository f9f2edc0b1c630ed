from xml.etree import ElementTree

import pytest

from riskscreen.reporting import svg


def test_a_figure_is_named_by_its_title_and_description() -> None:
    drawn = svg.opened('a"b', size=(10, 20), title="<t>", desc="d & e") + "</svg>"
    figure = ElementTree.fromstring(drawn)  # noqa: S314 - our own text
    ids = [part.get("id") for part in figure]
    assert figure.get("aria-labelledby") == " ".join(map(str, ids))
    assert [part.text for part in figure] == ["<t>", "d & e"]


@pytest.mark.parametrize("shape", svg.MARKS)
def test_every_shape_is_drawn_around_its_point(shape: str) -> None:
    figure = ElementTree.fromstring(svg.mark(shape, (50.0, 60.0), size=4.0, kind="k"))  # noqa: S314 - our own text
    if shape == "circle":
        assert (figure.get("cx"), figure.get("cy")) == ("50.0", "60.0")
    else:
        corners = [tuple(map(float, pair.split(","))) for pair in figure.get("points").split()]
        assert min(x for x, _ in corners) < 50 < max(x for x, _ in corners)
        assert min(y for _, y in corners) < 60 < max(y for _, y in corners)


def test_shapes_differ() -> None:
    assert len({svg.mark(shape, (0, 0), size=1, kind="") for shape in svg.MARKS}) == len(svg.MARKS)


@pytest.mark.parametrize(("value", "place"), [(0.0, 10.0), (0.5, 20.0), (1.0, 30.0), (9.0, 30.0)])
def test_a_scale_stays_inside_its_ends(value: float, place: float) -> None:
    assert svg.scale(0.0, 1.0, start=10.0, end=30.0)(value) == place


@pytest.mark.parametrize(
    ("low", "high", "values"),
    [
        (0.78, 1.27, [0.8, 0.9, 1.0, 1.1, 1.2]),
        (-0.17, 0.16, [-0.1, 0.0, 0.1]),
        (0.0, 1.0, [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (12.0, 47.0, [20.0, 30.0, 40.0]),
    ],
)
def test_an_axis_has_round_numbers(low: float, high: float, values: list[float]) -> None:
    assert svg.ticks(low, high) == values
