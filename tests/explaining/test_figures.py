"""Figures are drawn by shap from means, in both languages, and are the same bytes each time."""

import re

from riskscreen.explaining import figures


def test_each_figure_is_an_svg(explanation):
    assert explanation.figures
    for content in explanation.figures.values():
        assert b"<svg" in content[:500]
        assert b"NaN" not in content


def test_the_same_bins_give_the_same_bytes(explanation):
    name, bins = next(iter(explanation.dependence.items()))
    assert figures.scatter_svg(bins, name) == figures.scatter_svg(bins, name)


def test_a_dot_is_a_bin_of_many_children(explanation):
    name, bins = next(iter(explanation.dependence.items()))
    content = explanation.figures[f"dropout_dependence_{name}_en.svg"].decode()
    dots = re.search(r'<g id="PathCollection_1">(.*?)</g>\s*</g>', content, re.DOTALL)
    assert dots is not None
    assert dots.group(1).count("<use") == sum(one.value is not None for one in bins)


def test_vietnamese_figures_speak_vietnamese(explanation):
    content = explanation.figures["dropout_importance_vi.svg"].decode()
    assert "độ lớn trung bình của đóng góp" in content
    assert explanation.labels["vi"][explanation.importance[0].feature] in content


def test_chance_outside_is_left_alone(explanation):
    import numpy as np

    np.random.seed(7)  # noqa: NPY002 - the state that shap could change
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    name, bins = next(iter(explanation.dependence.items()))
    figures.scatter_svg(bins, name)
    assert (np.random.get_state()[1] == before).all()  # noqa: NPY002
