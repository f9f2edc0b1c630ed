import itertools
import json
import re
from typing import Any

import pytest

from riskscreen import reporting
from riskscreen.errors import InputError
from riskscreen.reporting.words import words


@pytest.mark.parametrize("lang", reporting.LANGUAGES)
def test_the_page_is_one_offline_file(facts: dict[str, Any], lang: str) -> None:
    page = reporting.render(facts, lang=lang)
    assert len(page.encode()) < 2_000_000
    assert not re.search(r"https?://|<script|<link|<img|url\(", page)
    assert f'<html lang="{lang}">' in page


@pytest.mark.parametrize("lang", reporting.LANGUAGES)
def test_names_from_the_data_are_text_not_markup(facts: dict[str, Any], lang: str) -> None:
    page = reporting.render(facts, lang=lang)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "Đắk Lắk" in page


def test_vietnamese_prints_comma_decimals(facts: dict[str, Any]) -> None:
    page = reporting.render(facts, lang="vi")
    assert "12.300" in page
    assert "62,0\N{NO-BREAK SPACE}%" in page
    assert "Dân tộc thiểu số" in page


def test_a_cell_of_few_children_is_not_printed(facts: dict[str, Any]) -> None:
    page = reporting.render(facts, lang="en", format="md")
    rows = [line for line in page.splitlines() if line.startswith("| Ethnic minorities | withheld")]
    assert len(rows) == 2
    assert not any("1,234" in row or "1.02" in row for row in rows)


def test_an_undefined_figure_is_not_a_zero(facts: dict[str, Any]) -> None:
    assert "not defined" in reporting.render(facts, lang="en")


def test_synthetic_and_demo_stand_on_top(facts: dict[str, Any]) -> None:
    page = reporting.render(facts, lang="vi")
    assert page.index("DỮ LIỆU MÔ PHỎNG") < page.index("<h1>")
    assert page.index("BẢN TRÌNH DIỄN") < page.index("<h1>")


@pytest.mark.parametrize("shape", ["html", "md"])
@pytest.mark.parametrize(
    ("lang", "banner"),
    [
        ("en", "DEMO: not for use. Whatever is signed here is signed for the demonstration alone."),
        ("vi", "BẢN TRÌNH DIỄN: không được sử dụng. Mọi chữ ký ở đây, nếu có, chỉ nhằm mục đích "
               "trình diễn."),
    ],
)  # fmt: skip
def test_the_demo_banner_is_true_of_a_run_and_of_a_signed_release(
    facts: dict[str, Any], full: dict[str, Any], lang: str, banner: str, shape: str
) -> None:
    for held in (facts, {**full, "demo": True}):
        assert banner in reporting.render(held, lang=lang, format=shape)


def test_what_stays_english_says_so_where_it_is_seen(facts: dict[str, Any]) -> None:
    english = "a made world of seed 1; nobody real"
    told = {**facts, "meta": {**facts["meta"], "population": english}}
    page = reporting.render(told, lang="vi")
    assert f'<td>(tiếng Anh) <span lang="en">{english}</span></td>' in page
    assert f"| (tiếng Anh) {english} |" in reporting.render(told, lang="vi", format="md")
    assert "(English)" not in reporting.render(told, lang="en")


@pytest.mark.parametrize("lang", reporting.LANGUAGES)
def test_a_row_that_is_withheld_whole_is_one_cell(facts: dict[str, Any], lang: str) -> None:
    page = reporting.render(facts, lang=lang)
    held = words(lang)
    head = f'<th scope="row">{held.group("ethnicity=minority")}</th>'
    for n_columns in (7, 3):  # who is reached, how good the risks are
        cell = f'<td class="soft all" colspan="{n_columns}">{held["suppressed"]}</td>'
        assert f"{head}{cell}</tr>" in page


def test_a_pass_with_waivers_differs_from_a_clean_one_in_word_mark_and_frame(
    full: dict[str, Any],
) -> None:
    waived = full["outcomes"][2]
    clean = {**waived, "decision": {**waived["decision"], "waived": []}}
    told = [reporting.render({**full, "outcomes": [one]}, lang="vi") for one in (clean, waived)]
    assert ['<article class="card pass"' in page for page in told] == [True, False]
    assert ['<article class="card waived"' in page for page in told] == [False, True]
    stamps = [re.search(r'class="stamp">(.*)</p>', page)[1] for page in told]  # type: ignore[index]
    assert stamps[0] == '<span aria-hidden="true">✓</span> được phép phát hành'
    assert stamps[1].endswith("</span> được phép phát hành với 1 miễn trừ")
    assert "✓" not in stamps[1]


@pytest.mark.parametrize("lang", reporting.LANGUAGES)
def test_the_whole_report_is_one_file_under_two_megabytes(full: dict[str, Any], lang: str) -> None:
    page = reporting.render(full, lang=lang)
    assert len(page.encode()) < 2_000_000
    assert not re.search(r"https?://|<script|<link|<img|url\(|@import| on\w+=", page)


@pytest.mark.parametrize("lang", reporting.LANGUAGES)
def test_headings_go_down_one_level_at_a_time(full: dict[str, Any], lang: str) -> None:
    levels = [int(one) for one in re.findall(r"<h([1-6])", reporting.render(full, lang=lang))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("lang", reporting.LANGUAGES)
def test_every_table_has_a_caption_and_scoped_headers(full: dict[str, Any], lang: str) -> None:
    page = reporting.render(full, lang=lang)
    assert page.count("<table") == page.count("<caption") == page.count("<thead") > 90
    assert re.findall(r"<th(?! scope=|ead)", page) == []


@pytest.mark.parametrize("lang", reporting.LANGUAGES)
def test_markdown_holds_every_table_that_the_page_holds(full: dict[str, Any], lang: str) -> None:
    page = reporting.render(full, lang=lang)
    text = reporting.render(full, lang=lang, format="md")
    assert len(re.findall(r"^\|-", text, re.MULTILINE)) == page.count("<table")


def test_page_one_of_markdown_answers_who_how_many_how_sure_what_and_by_whom(
    full: dict[str, Any],
) -> None:
    text = reporting.render(full, lang="en", format="md")
    first = text[: text.index("\n## School dropout")]
    for said in (
        "Ethnic minorities: at risk, they are missed 20.0", "70,800 of 112,000 children",
        "68,000 to 73,400", "60 passed, 2 failed", "refused", "Nguyễn Thị Hoa",
        "tre_em_2026, version 3",
    ):  # fmt: skip
        assert said in first


def test_a_name_from_the_data_ends_no_row_and_opens_no_tag_in_markdown(
    facts: dict[str, Any],
) -> None:
    row = {**facts["outcomes"][0]["groups"][0], "group": "region=a|b\n<i>c"}
    held = {**facts, "outcomes": [{**facts["outcomes"][0], "groups": [row]}]}
    text = reporting.render(held, lang="en", format="md")
    assert "a\\|b &lt;i&gt;c" in text


@pytest.mark.parametrize(
    ("level", "said"),
    [
        ("![x](http://evil/p.png)", r"\!\[x\](http://evil/p.png)"),
        ("[1](http://evil)", r"\[1\](http://evil)"),
        ("`a` *b* _c_", r"\`a\` \*b\* \_c\_"),
        ("\\|", r"\\\|"),
        ("<!-- -->", "&lt;\\!-- --&gt;"),
    ],
)
def test_a_name_from_the_data_is_no_markdown(facts: dict[str, Any], level: str, said: str) -> None:
    row = {**facts["outcomes"][0]["groups"][0], "group": f"region={level}"}
    held = {**facts, "outcomes": [{**facts["outcomes"][0], "groups": [row]}]}
    text = reporting.render(held, lang="en", format="md")
    assert f": {said} |" in text


def test_an_interval_is_readable_in_markdown_and_a_definition_stays_code(
    full: dict[str, Any],
) -> None:
    text = reporting.render(full, lang="en", format="md")
    assert re.search(r"\d\.\d [\[]\d+\.\d; \d+\.\d\]", text)
    assert "`dropout_sdg_8_7_1`" in text
    assert "definition" in text


@pytest.mark.parametrize("lang", reporting.LANGUAGES)
def test_an_interval_and_a_percentage_stay_on_one_line(full: dict[str, Any], lang: str) -> None:
    page = reporting.render(full, lang=lang)
    assert re.search(r">[^<]*\[[-−+\d.,]+;\N{NO-BREAK SPACE}[-−+\d.,]+\]</td>", page)
    assert not re.search(r"<(?:p|td)[^>]*>[^<]*\d %", page[page.index('class="outcome"') :])


HARD = ("two words", 'a"b', "<i>", "dân-tộc")


@pytest.mark.parametrize("hard", HARD)
def test_an_attribute_of_any_spelling_makes_sound_anchors(full: dict[str, Any], hard: str) -> None:
    page = reporting.render(renamed(full, "ethnicity", hard), lang="vi")
    ids = re.findall(r' id="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    assert [one for one in ids if not re.fullmatch(r"[A-Za-z][\w.-]*", one, re.ASCII)] == []
    for held in re.findall(r' aria-labelledby="([^"]*)"', page):
        assert set(held.split()) <= set(ids)


def renamed(facts: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    """The facts with one attribute under another name."""

    def walk(part: Any) -> Any:
        if isinstance(part, dict):
            return {walk(key): walk(value) for key, value in part.items()}
        if isinstance(part, list | tuple):
            return [walk(value) for value in part]
        if isinstance(part, str):
            return new if part == old else part.replace(f"{old}=", f"{new}=")
        return part

    outcomes = [walk(one) for one in facts["outcomes"]]
    return {**facts, "outcomes": outcomes}


def blanked(rows: Any) -> Any:
    """Rows as publishing leaves those of a cell that is too small: nothing but who they are."""
    kept = {"group", "attribute", "level", "rule", "name", "kind", "chosen", "uses_attribute",
            "random", "bin", "capacity", "tier", "judges"}  # fmt: skip
    return [
        {key: value if key in kept else None for key, value in row.items()} | {"suppressed": True}
        for row in rows
    ]


TABLES = (
    "groups", "capacity", "calibration", "contrasts", "rules", "rule_groups", "missingness",
    "proxy", "label_sensitivity", "coverage", "pooled", "scored_only", "baselines",
)  # fmt: skip


@pytest.mark.parametrize("lang", reporting.LANGUAGES)
@pytest.mark.parametrize("table", TABLES)
def test_rows_that_are_all_withheld_are_one_line(
    full: dict[str, Any], table: str, lang: str
) -> None:
    outcome = full["outcomes"][0]
    held = {**full, "outcomes": [{**outcome, table: blanked(outcome[table])}]}
    before = reporting.render({**full, "outcomes": [outcome]}, lang=lang, format="md")
    text = reporting.render(held, lang=lang, format="md")
    line = words(lang)["withheld"].rpartition("}")[2].strip()
    assert text.count(line) > before.count(line)
    cell = f"| {words(lang)['suppressed']} "
    assert text.count(cell) <= before.count(cell)
    assert "None" not in text
    assert reporting.render(held, lang=lang)


@pytest.mark.parametrize("lang", reporting.LANGUAGES)
def test_no_field_of_a_withheld_row_has_to_be_known(full: dict[str, Any], lang: str) -> None:
    outcome = full["outcomes"][0]
    mixed = {table: [*outcome[table], *blanked(outcome[table][-1:])] for table in TABLES}
    held = {**full, "outcomes": [{**outcome, **mixed}]}
    assert "None" not in reporting.render(held, lang=lang, format="md")
    assert reporting.render(held, lang=lang)


@pytest.mark.parametrize("lang", reporting.LANGUAGES)
@pytest.mark.parametrize("code", ["AUD-01", "AUD-03", "AUD-05", "AUD-10"])
def test_a_finding_that_passes_without_a_figure_is_printed(
    full: dict[str, Any], code: str, lang: str
) -> None:
    def bare(one: dict[str, Any]) -> dict[str, Any]:
        blank = {"measured": None, "interval": None, "verdict": "pass"}
        return {**one, **blank} if one["code"] == code else one

    outcome = {**full["outcomes"][0], "findings": [*map(bare, full["outcomes"][0]["findings"])]}
    held = {**full, "outcomes": [outcome]}
    assert "None" not in reporting.render(held, lang=lang, format="md")
    assert reporting.render(held, lang=lang)


def test_json_is_the_facts_themselves(facts: dict[str, Any]) -> None:
    assert json.loads(reporting.render(facts, format="json")) == json.loads(json.dumps(facts))


@pytest.mark.parametrize(("lang", "format"), [("fr", "html"), ("vi", "pdf")])
def test_an_unknown_language_or_format_is_refused(
    facts: dict[str, Any],
    lang: str,
    format: str,  # noqa: A002 - its name
) -> None:
    with pytest.raises(InputError, match="ask for one of"):
        reporting.render(facts, lang=lang, format=format)
