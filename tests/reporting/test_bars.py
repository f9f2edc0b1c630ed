from xml.etree import ElementTree

from riskscreen.reporting.bars import bars


def drawn(rows: list[tuple[str, float]]) -> str:
    return bars(rows, name="n", title="t", desc="d", number=str)


def test_a_bar_is_as_long_as_its_value() -> None:
    figure = ElementTree.fromstring(drawn([("a", 4.0), ("<b>", 1.0)]))  # noqa: S314 - our own text
    long, short = (float(one.get("width")) for one in figure if one.get("class") == "bar")
    assert long / short == 4


def test_nothing_above_zero_draws_nothing() -> None:
    assert drawn([]) == drawn([("a", 0.0)]) == ""
