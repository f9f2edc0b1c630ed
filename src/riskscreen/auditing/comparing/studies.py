"""Whom would a list reach that a fairness algorithm had drawn, at the same capacity?

Two studies with Fairlearn under equal opportunity, learned on the training table and applied to
the judged one. They show what such a list costs; neither is released. Where one cannot be
drawn, its note says why.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from riskscreen.auditing.comparing.equal_opportunity import (
    Children,
    Learned,
    gradient_shares,
    threshold_shares,
)
from riskscreen.auditing.inputs import AuditInput, Floats
from riskscreen.policy import Policy

__all__ = ["EXPONENTIATED_GRADIENT", "THRESHOLD_OPTIMISER", "Study", "studies"]

THRESHOLD_OPTIMISER = "threshold_optimiser"
EXPONENTIATED_GRADIENT = "exponentiated_gradient"

_NO_TABLE = (
    "Not drawn: no training table apart from the children judged, so nothing to learn it from.",
    "Không lập được: không có bảng huấn luyện tách khỏi những trẻ được kiểm định để học.",
)
_NO_FEATURES = (
    "Not drawn: the inputs of the model are not at hand for both tables, or differ.",
    "Không lập được: thiếu các đầu vào của mô hình ở một trong hai bảng, hoặc chúng khác nhau.",
)
_NO_RISKS = (
    "Not drawn: no child judged has a risk, so there is nobody to put on a list.",
    "Không lập được: không trẻ nào được kiểm định có mức nguy cơ, nên không có ai để xếp.",
)
_VI = {"ethnicity": "dân tộc", "people": "dân tộc", "sex": "giới", "region": "vùng"}


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """A list that an algorithm of the field would draw.

    Parameters
    ----------
    rule : str
        Its name.
    taken : ndarray of float64, shape (n_children,), or None
        How likely each child is to be on the list, 0-1; None where it cannot be drawn.
    uses_attribute : bool
        Whether it has to know the protected attribute of every child that it ranks.
    random : bool
        Whether chance decides for some children.
    note_en, note_vi : str
        What it is, or why it cannot be drawn.
    """

    rule: str
    taken: Floats | None
    uses_attribute: bool
    random: bool
    note_en: str
    note_vi: str

    def __repr__(self) -> str:
        drawn = "not drawn" if self.taken is None else f"{self.taken.sum():.0f} children"
        return f"Study({self.rule}, {drawn})"


def studies(
    rows: AuditInput,
    earlier: AuditInput | None,
    *,
    policy: Policy,
    attribute: str,
    rng: np.random.Generator,
) -> tuple[Study, Study]:
    """Return the threshold optimiser's list and that of exponentiated gradient.

    The first has thresholds of its own in every group, mixed by chance so that on the training
    table the same share of the children at risk is found in each. The second mixes a few
    logistic regressions of the features, trained under the same demand, by chance.

    Parameters
    ----------
    rows : AuditInput
        The judged children; the weight of ``selected`` is the capacity.
    earlier : AuditInput or None
        The training table with out-of-fold risks, and with the same features for the second.
    policy : Policy
        Gives the attribute's levels, and the fewest cases that a level may be learned from.
        Children of no named level stand with the largest.
    attribute : str
        The protected attribute, e.g. ``ethnicity``.
    rng : numpy.random.Generator
        Source of chance; asked twice, whatever can be drawn.

    References
    ----------
    .. [1] Hardt, Price and Srebro (2016), Equality of opportunity in supervised learning, NeurIPS.
    .. [2] Agarwal, Beygelzimer, Dudík, Langford and Wallach (2018), A reductions approach to fair
       classification, ICML.
    """
    first, second = rng.random(2).tolist()
    why = _obstacle(rows, earlier, policy=policy, attribute=attribute)
    if earlier is None or why is not None:
        return _refused(THRESHOLD_OPTIMISER, why), _refused(EXPONENTIATED_GRADIENT, why)
    learned, children = _sides(rows, earlier, policy=policy, attribute=attribute)
    return (
        _by_thresholds(learned, children, rows, attribute=attribute, start=first),
        _by_gradient(rows, earlier, (learned, children), attribute=attribute, start=second),
    )


def _by_thresholds(
    learned: Learned, children: Children, rows: AuditInput, *, attribute: str, start: float
) -> Study:
    likely, own = threshold_shares(learned, children, capacity=_capacity(rows), start=start)
    chance = _by_chance(rows, likely)
    return Study(
        rule=THRESHOLD_OPTIMISER,
        taken=likely,
        uses_attribute=True,
        random=True,
        note_en=(
            f"Fairlearn's ThresholdOptimizer under equal opportunity by {attribute}, learned on "
            f"the training table and held to the same capacity. It needs the {attribute} of every "
            f"child that it ranks. Chance decides for {100 * chance:.1f} % of the children, so two "
            "children alike may be treated differently; the figures are averages over that "
            f"chance. Asked for accuracy alone it would select {100 * own:.1f} % of the children."
        ),
        note_vi=(
            "ThresholdOptimizer của Fairlearn với điều kiện cơ hội ngang nhau theo "
            f"{_vi(attribute)}, học từ bảng huấn luyện và giữ ở cùng năng lực thăm. Cách này phải "
            f"biết {_vi(attribute)} của từng trẻ được xếp hạng. Với {_percent(chance)} số trẻ, kết "
            "quả do ngẫu nhiên quyết định, nên hai trẻ giống nhau có thể được đối xử khác nhau; "
            "các số liệu là trung bình trên mọi khả năng ngẫu nhiên. Nếu chỉ nhắm độ chính xác "
            f"chung, cách này sẽ chọn {_percent(own)} số trẻ."
        ),
    )


def _by_gradient(
    rows: AuditInput,
    earlier: AuditInput,
    sides: tuple[Learned, Children],
    *,
    attribute: str,
    start: float,
) -> Study:
    learn, judge = earlier.features, rows.features
    if learn is None or judge is None or rows.feature_names != earlier.feature_names:
        return _refused(EXPONENTIATED_GRADIENT, _NO_FEATURES)
    likely, own = gradient_shares(
        *sides, (learn[earlier.scored], judge), capacity=_capacity(rows), start=start
    )
    chance = _by_chance(rows, likely)
    return Study(
        rule=EXPONENTIATED_GRADIENT,
        taken=likely,
        uses_attribute=False,
        random=True,
        note_en=(
            "Logistic regressions of the model's inputs, trained by Fairlearn's "
            f"ExponentiatedGradient under equal opportunity by {attribute}, one of them drawn by "
            f"chance for every child. They need the {attribute} of the children that they learn "
            f"from, not of those that they rank. Chance decides for {100 * chance:.1f} % of the "
            "children; the figures are averages over that chance. At the price of a visit that "
            f"the capacity sets they would select {100 * own:.1f} % of the children, and are "
            "shifted together to the same capacity."
        ),
        note_vi=(
            "Các mô hình hồi quy logistic trên các đầu vào của mô hình, huấn luyện bằng "
            "ExponentiatedGradient của Fairlearn với điều kiện cơ hội ngang nhau theo "
            f"{_vi(attribute)}; với mỗi trẻ, một trong số đó được chọn ngẫu nhiên. Cách này cần "
            f"biết {_vi(attribute)} của những trẻ dùng để học, không cần biết của những trẻ được "
            f"xếp hạng. Với {_percent(chance)} số trẻ, kết quả do ngẫu nhiên quyết định; các số "
            "liệu là trung bình trên mọi khả năng ngẫu nhiên. Với chi phí một lượt thăm do năng "
            f"lực thăm định ra, cách này sẽ chọn {_percent(own)} số trẻ, rồi được dịch chung về "
            "cùng năng lực thăm."
        ),
    )


def _obstacle(
    rows: AuditInput, earlier: AuditInput | None, *, policy: Policy, attribute: str
) -> tuple[str, str] | None:
    """Return why there is nothing to learn from, or None."""
    if earlier is None:
        return _NO_TABLE
    if np.isnan(rows.risk).all():
        return _NO_RISKS
    if attribute not in policy.groups or not all(
        attribute in table.groups for table in (rows, earlier)
    ):
        return (
            f"Not drawn: the policy or a table has no attribute {attribute}.",
            f"Không lập được: chính sách hoặc một bảng không có thuộc tính {_vi(attribute)}.",
        )
    return _thin(earlier, policy=policy, attribute=attribute)


def _thin(earlier: AuditInput, *, policy: Policy, attribute: str) -> tuple[str, str] | None:
    fewest = int(policy.smallest_cell[1])
    label, level_of = earlier.label[earlier.scored], earlier.groups[attribute][earlier.scored]
    few = [
        level
        for level in policy.groups[attribute].levels
        if any(np.count_nonzero((level_of == level) & (label == y)) < fewest for y in (0, 1))
    ]
    if not few:
        return None
    named = ", ".join(few)
    return (
        f"Not drawn: fewer than {fewest} training children with the outcome, or without it, in "
        f"{named}.",
        f"Không lập được: trong bảng huấn luyện, nhóm {named} có dưới {fewest} trẻ gặp nguy cơ "
        "hoặc dưới chừng ấy trẻ không gặp.",
    )


def _sides(
    rows: AuditInput, earlier: AuditInput, *, policy: Policy, attribute: str
) -> tuple[Learned, Children]:
    levels = list(policy.groups[attribute].levels)
    of = earlier.scored
    level_of = earlier.groups[attribute][of]
    # a group of whom no level names would need cases of its own to have thresholds of its own
    largest = max(levels, key=lambda level: np.count_nonzero(level_of == level))
    judged = rows.groups[attribute]
    return (
        Learned(
            label=earlier.label[of].astype(np.int64),
            risk=earlier.risk[of],
            weight=earlier.weight[of],
            group=np.where(np.isin(level_of, levels), level_of, largest),
        ),
        Children(
            risk=rows.risk,
            weight=rows.weight,
            group=np.where(np.isin(judged, levels), judged, largest),
        ),
    )


def _refused(rule: str, why: tuple[str, str] | None) -> Study:
    by_attribute = rule == THRESHOLD_OPTIMISER
    note_en, note_vi = why or _NO_TABLE
    return Study(
        rule=rule,
        taken=None,
        uses_attribute=by_attribute,
        random=True,
        note_en=note_en,
        note_vi=note_vi,
    )


def _by_chance(rows: AuditInput, likely: Floats) -> float:
    """Return the share of the children for whom chance decides."""
    return float(rows.weight @ ((likely > 0) & (likely < 1)) / rows.weight.sum())


def _capacity(rows: AuditInput) -> float:
    return float(rows.weight @ rows.selected)


def _vi(attribute: str) -> str:
    return _VI.get(attribute, attribute)


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %".replace(".", ",")
