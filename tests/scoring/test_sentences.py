"""What is read to a family: what may be told, how many other things, the right to a person."""

from __future__ import annotations

import numpy as np
import pytest

from riskscreen import decisions
from riskscreen.scoring import sentences

RIGHT = {
    "en": "You may ask at any time for a person to look at it again.",
    "vi": "Gia đình có quyền yêu cầu một người xem xét lại bất cứ lúc nào.",
}


@pytest.mark.parametrize("lang", sentences.LANGUAGES)
@pytest.mark.parametrize(
    ("told", "things", "refused"),
    [((), 0, ()), ((), 1, ()), ((), 5, ()), (("a", "b"), 2, ()), ((), 0, ("too_little_known",))],
    ids=["nothing", "one_hidden", "all_hidden", "all_told", "refused"],
)
def test_every_sentence_ends_with_the_right_to_a_person(
    lang: str, told: tuple[str, ...], things: int, refused: tuple[str, ...]
) -> None:
    said = sentences.family(told, things=things, refused=refused, lang=lang)
    assert said.endswith(RIGHT[lang])
    assert "{" not in said


@pytest.mark.parametrize(
    ("things", "en", "vi"),
    [
        (2, "it most: a; b. You", "nhiều nhất: a; b. Gia"),
        (3, "it most: a; b; and 1 other thing. You", "a; b; và 1 điều khác. Gia"),
        (9, "it most: a; b; and 7 other things. You", "a; b; và 7 điều khác. Gia"),
    ],
    ids=["none", "one", "many"],
)
def test_how_many_other_things_counted_is_said(things: int, en: str, vi: str) -> None:
    for lang, due in (("en", en), ("vi", vi)):
        assert due in sentences.family(("a", "b"), things=things, refused=(), lang=lang)


@pytest.mark.parametrize("lang", sentences.LANGUAGES)
def test_where_nothing_is_told_every_family_reads_one_sentence(lang: str) -> None:
    said = {sentences.family((), things=n, refused=(), lang=lang) for n in range(9)}
    assert len(said) == 1
    (one,) = said
    assert not any(character.isdigit() for character in one)
    assert not any(hint in one for hint in ("may not", "told", "không được", "report", "báo"))


REPORTS = ("reports_received", "child_is_girl", "extra_police_visits")


@pytest.mark.parametrize("lang", sentences.LANGUAGES)
@pytest.mark.parametrize("others", [0, 1, 4], ids=["nothing else", "one", "many"])
@pytest.mark.parametrize("hidden", REPORTS)
def test_a_report_changes_no_word_that_a_family_is_told(
    lang: sentences.Lang, others: int, hidden: str
) -> None:
    names = ("grade_gap_years", "poor_or_near_poor", "income_per_person", "work_hours")
    columns = [hidden, *names]
    values = np.ones((1, len(columns)))
    said = set()
    for report in (-1.0, 0.0, 1.0, 9.0):
        rest = [0.5 if at < others else -0.5 for at in range(len(names))]
        moved = np.array([[report, *rest, -2.0]])
        (told,) = decisions.reasons(moved, values, columns, lang=lang, audience="family")
        things = int(decisions.raised_by(moved, values, columns)[0])
        said.add(sentences.family(told, things=things, refused=(), lang=lang))
    assert len(said) == 1
    assert hidden not in said.pop()


@pytest.mark.parametrize("lang", sentences.LANGUAGES)
def test_every_code_of_a_refusal_has_words(lang: str) -> None:
    for code in decisions.CODES:
        assert code not in sentences.route((code,), lang=lang), code
    assert "a_new_code" in sentences.route(("a_new_code",), lang=lang)
    assert sentences.route((), lang=lang) == ""


def test_a_refused_child_goes_to_a_person_unless_the_question_does_not_concern_it() -> None:
    assert "A person decides" in sentences.route(("too_little_known",), lang="en")
    assert "No visit is due" in sentences.route(("not_eligible",), lang="en")
    assert "a person looks" in sentences.family(
        (), things=0, refused=("outside_training",), lang="en"
    )
    assert "does not concern" in sentences.family(
        (), things=0, refused=("not_eligible",), lang="en"
    )
