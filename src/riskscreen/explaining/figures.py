"""How are importance and dependence drawn? By shap, from means; no dot is a child."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from riskscreen.core import need
from riskscreen.explaining.binning import Bin
from riskscreen.explaining.sizes import Importance

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_dependence", "draw_importance", "importance_svg", "scatter_svg"]

_WORDS = {
    "en": ("mean size of the contribution (log-odds)", "mean contribution (log-odds)",
           "not recorded"),
    "vi": ("độ lớn trung bình của đóng góp (log-odds)", "đóng góp trung bình (log-odds)",
           "chưa ghi nhận"),
}  # fmt: skip
"""Axis of the bars, axis of the dots, name of the dashed line."""

_SVG = {"svg.hashsalt": "riskscreen", "svg.fonttype": "none"}


def draw_importance(
    found: Sequence[Importance], labels: Mapping[str, str], ax: Axes, *, lang: str = "en"
) -> Axes:
    """Draw the mean size of each feature's contribution as bars and return ``ax``.

    Parameters
    ----------
    found : sequence of Importance
        The features to show, the largest first.
    labels : mapping of str to str
        Plain words for each feature's name.
    ax : matplotlib Axes
    lang : str
        ``en`` or ``vi``.
    """
    shap = _shap()
    bars = shap.Explanation(
        values=np.array([one.mean_size for one in found]),
        feature_names=[labels.get(one.feature, one.feature) for one in found],
    )
    shap.plots.bar(bars, max_display=len(found), ax=ax, show=False)
    ax.set_xlabel(_WORDS[lang][0])
    return ax


def draw_dependence(bins: Sequence[Bin], label: str, ax: Axes, *, lang: str = "en") -> Axes:
    """Draw the mean contribution over bins of one feature and return ``ax``.

    Parameters
    ----------
    bins : sequence of Bin
        Each dot is the mean of one; the not recorded become a dashed line.
    label : str
        What the feature is called.
    ax : matplotlib Axes
    lang : str
        ``en`` or ``vi``.
    """
    shap = _shap()
    dots = [one for one in bins if one.value is not None]
    points = shap.Explanation(
        values=np.array([one.contribution for one in dots]),
        data=np.array([one.value for one in dots], dtype=np.float64),
        feature_names=label,
    )
    with _fixed_chance():
        shap.plots.scatter(points, ax=ax, show=False, hist=False, dot_size=28, x_jitter=0)
    ax.set_xlabel(label)
    ax.set_ylabel(_WORDS[lang][1])
    for one in bins:
        if one.value is None:
            ax.axhline(one.contribution, linestyle="--", color="0.5", label=_WORDS[lang][2])
            ax.legend(frameon=False)
    return ax


def importance_svg(
    found: Sequence[Importance], labels: Mapping[str, str], *, lang: str = "en"
) -> bytes:
    """Return ``draw_importance`` as SVG; the same figures give the same bytes."""
    return _svg(
        lambda ax: draw_importance(found, labels, ax, lang=lang),
        width=10.0,
        height=1 + len(found) / 3,
    )


def scatter_svg(bins: Sequence[Bin], label: str, *, lang: str = "en") -> bytes:
    """Return ``draw_dependence`` as SVG; the same figures give the same bytes."""
    return _svg(lambda ax: draw_dependence(bins, label, ax, lang=lang), width=7.0, height=3.2)


@contextlib.contextmanager
def _fixed_chance() -> Iterator[None]:
    """Draw with a fixed state of numpy's global chance, by which shap orders the dots it draws."""
    state = np.random.get_state()  # noqa: NPY002 - shap's own generator
    np.random.seed(0)  # noqa: NPY002
    try:
        yield
    finally:
        np.random.set_state(state)  # noqa: NPY002


def _shap() -> Any:  # noqa: ANN401 - a module
    with warnings.catch_warnings():
        # shap 0.51 sets up its colours, on import, by a call that matplotlib 3.11 will deprecate
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        return need("shap", extra="explain")


def _svg(draw: Callable[[Axes], Axes], *, width: float, height: float) -> bytes:
    # a figure of its own canvas: no pyplot, so no display and no figure left open
    matplotlib = need("matplotlib", extra="explain")
    backend = need("matplotlib.backends.backend_svg", extra="explain")
    figures = need("matplotlib.figure", extra="explain")
    with matplotlib.rc_context(_SVG):
        figure = figures.Figure(figsize=(width, height), layout="tight")
        backend.FigureCanvasSVG(figure)
        draw(figure.add_subplot())
        page = io.BytesIO()
        figure.savefig(page, format="svg", metadata={"Date": None})
    return page.getvalue()
