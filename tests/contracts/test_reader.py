"""Can somebody who reads page one alone answer the five questions of an oversight body?

Who is missed, how many, is it certain, what was decided, who is responsible. The answers are
taken from the JSON twin here and looked for in the text of page one, whatever its sentences are;
docs/page_one.md puts the same five questions to a published model card.
"""

import copy
import re
from pathlib import Path

import pytest
from tests.reporting import made

from riskscreen import reporting

HOUSE = Path(__file__).parents[2]
LANGUAGES = ("en", "vi")
OUTCOMES = ("dropout", "child_labour", "exclusion")
PRINTED = 0.015  # three significant figures are printed

# What a reader has to find, in the words of the two languages.
DECIDED = {
    "en": {"pass": "may be released", "fail": "refused", "insufficient evidence": "insufficient"},
    "vi": {
        "pass": "được phép phát hành",
        "fail": "từ chối",
        "insufficient evidence": "chưa đủ bằng chứng",
    },
}
GROUPS = {
    "en": {
        "ethnicity=minority": "Ethnic minorities",
        "region=central_coast": "Central coast",
        "region=central_highlands": "Central Highlands",
    },
    "vi": {
        "ethnicity=minority": "Dân tộc thiểu số",
        "region=central_coast": "Duyên hải miền Trung",
        "region=central_highlands": "Tây Nguyên",
    },
}
LATER = {"en": "sign-offs come after this report", "vi": "diễn ra sau báo cáo này"}


@pytest.fixture(scope="module")
def facts():
    return made.full_facts()


@pytest.fixture(scope="module")
def pages(facts):
    """Return page one by language: the Markdown up to the second section."""
    return {lang: page_one(facts, lang) for lang in LANGUAGES}


def page_one(facts, lang):
    page = reporting.render(facts, lang=lang, format="md")
    assert page.count("\n## ") >= 2
    first, *_ = re.split(r"\n## ", page, maxsplit=2)[1:]
    return first


def part(page, facts, name, lang):
    """Return what page one says of one outcome: from its heading to the next."""
    (outcome,) = [one for one in facts["outcomes"] if one["name"] == name]
    title = outcome[f"title_{lang}"].casefold()
    (own,) = [one for one in page.split("\n### ") if one.casefold().startswith(title)]
    return outcome, own


def numbers(text, lang):
    """Return every number in a text as the language prints it: 1,204.5 or 1.204,5."""
    thousands, point = (",", ".") if lang == "en" else (".", ",")
    found = re.findall(rf"\d[\d{re.escape(thousands)}]*(?:{re.escape(point)}\d+)?", text)
    plain = [one.strip(thousands).replace(thousands, "").replace(point, ".") for one in found]
    return [float(one) for one in plain]


def holds(text, lang, value):
    return any(abs(one - value) <= PRINTED * abs(value) for one in numbers(text, lang))


def missed_most(outcome):
    known = [
        one
        for one in outcome["findings"]
        if one["code"] == "AUD-03" and one["judges"] and one["measured"] is not None
    ]
    return max(known, key=lambda one: one["measured"])


EVERY = [(name, lang) for name in OUTCOMES for lang in LANGUAGES]


@pytest.mark.parametrize(("name", "lang"), EVERY)
def test_who_is_missed_is_on_page_one(pages, facts, name, lang):
    outcome, own = part(pages[lang], facts, name, lang)
    worst = missed_most(outcome)
    assert GROUPS[lang][worst["group"]].casefold() in own.casefold()
    assert f"{100 * worst['measured']:.1f}" in own.replace(",", ".")


@pytest.mark.parametrize(("name", "lang"), EVERY)
def test_how_many_are_missed_is_on_page_one(pages, facts, name, lang):
    outcome, own = part(pages[lang], facts, name, lang)
    assert holds(own, lang, outcome["headline"]["missed"])
    assert holds(own, lang, outcome["headline"]["at_risk"])


@pytest.mark.parametrize(("name", "lang"), EVERY)
def test_how_certain_it_is_is_on_page_one(pages, facts, name, lang):
    outcome, own = part(pages[lang], facts, name, lang)
    assert holds(own, lang, outcome["headline"]["missed_lo"])
    assert holds(own, lang, outcome["headline"]["missed_hi"])
    assert 95.0 in numbers(own, lang)


@pytest.mark.parametrize(("name", "lang"), EVERY)
def test_what_was_decided_is_on_page_one(pages, facts, name, lang):
    outcome, own = part(pages[lang], facts, name, lang)
    heading = own.splitlines()[0]
    assert DECIDED[lang][outcome["decision"]["verdict"]] in heading


@pytest.mark.parametrize(("name", "lang"), EVERY)
def test_why_it_was_refused_is_on_page_one(pages, facts, name, lang):
    outcome, own = part(pages[lang], facts, name, lang)
    for finding in outcome["decision"]["refusing"]:
        assert finding["code"] in own
        assert GROUPS[lang][finding["group"]].casefold() in own.casefold()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_who_is_responsible_is_on_page_one(pages, facts, lang):
    meta = facts["meta"]
    people = [one["name"] for one in meta["sign_offs"]] + meta["release"]["contacts"]
    for name in (*people, meta["release"]["name"], facts["policy"]["name"]):
        assert name in pages[lang]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_waiver_its_reason_and_its_end_are_on_page_one(pages, facts, lang):
    (outcome,) = [one for one in facts["outcomes"] if one["decision"]["waived"]]
    (entry,) = outcome["decision"]["waived"]
    _, own = part(pages[lang], facts, outcome["name"], lang)
    assert entry["waiver"]["code"] in own
    assert entry["waiver"]["why"] in own
    assert entry["waiver"]["until"][:4] in own


@pytest.mark.parametrize("lang", LANGUAGES)
def test_that_sign_offs_come_after_a_runs_report_is_said_on_page_one(lang):
    assert LATER[lang] in page_one(made.plain_facts(), lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_page_one_says_more_where_more_is_missed(facts, lang):
    worse = copy.deepcopy(facts)
    worse["outcomes"][0]["headline"]["missed"] = 98_765.0
    page = page_one(worse, lang)
    assert holds(part(page, worse, "dropout", lang)[1], lang, 98_765.0)


@pytest.mark.parametrize("name", OUTCOMES)
def test_the_json_twin_holds_the_five_answers(facts, name):
    (outcome,) = [one for one in facts["outcomes"] if one["name"] == name]
    assert missed_most(outcome)["group"]
    assert {"at_risk", "found", "missed", "missed_lo", "missed_hi"} <= set(outcome["headline"])
    assert all("interval" in one for one in outcome["findings"])
    assert outcome["decision"]["verdict"] in DECIDED["en"]
    assert facts["meta"]["sign_offs"]


QUESTIONS = ("Who is missed", "How many", "Is it certain", "What was decided", "Who is responsible")


def rows_of_the_comparison():
    text = (HOUSE / "docs" / "page_one.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return {row[0].strip("?* "): row[1:] for row in rows if len(row) == 3}


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_comparison_answers_each_question_from_both(question):
    theirs, ours = rows_of_the_comparison()[question]
    assert len(theirs) > 20
    assert len(ours) > 20


def test_what_the_comparison_quotes_of_page_one_is_what_is_printed(pages):
    quoted = re.findall(r"“([^”]+)”", " ".join(row[1] for row in rows_of_the_comparison().values()))
    assert len(quoted) >= 4
    for words in quoted:
        assert words in pages["en"]
