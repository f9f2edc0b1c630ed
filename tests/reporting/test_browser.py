"""The report in a real browser: it opens offline, fits phone and paper, and bars nobody."""

import shutil
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from riskscreen import reporting

pytestmark = pytest.mark.long

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# An A4 page less its margins, in CSS pixels.
PAPER = round((210 - 2 * 14) / 25.4 * 96)
MOST_PAGES = 90


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium")
    assert path, "chromium is missing; .ci/browser installs it"
    with sync_playwright() as driver:
        held = driver.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield held
        held.close()


@pytest.fixture(scope="module", params=reporting.LANGUAGES)
def written(
    request: pytest.FixtureRequest, full: dict[str, Any], tmp_path_factory: Any
) -> tuple[str, Path]:
    """The whole report as a file, in each language."""
    file = tmp_path_factory.mktemp("report") / f"report_{request.param}.html"
    file.write_text(reporting.render(full, lang=request.param), encoding="utf-8")
    return request.param, file


@pytest.fixture(scope="module", params=reporting.LANGUAGES)
def whole(request: pytest.FixtureRequest, full: dict[str, Any], tmp_path_factory: Any) -> Path:
    """One outcome with every kind of block, each group in a few rows: what axe reads in time."""
    one = full["outcomes"][1]
    few = {
        name: [row for row in one[name] if " & " not in row["group"]][:14]
        for name in ("groups", "pooled", "calibration")
    }
    few["label_sensitivity"] = one["label_sensitivity"][:3]
    short = {**full, "outcomes": [{**one, **few}]}
    file: Path = tmp_path_factory.mktemp("short") / f"short_{request.param}.html"
    file.write_text(reporting.render(short, lang=request.param), encoding="utf-8")
    return file


@pytest.fixture
def hostile(facts: dict[str, Any], tmp_path: Path) -> Path:
    file = tmp_path / "hostile.html"
    file.write_text(reporting.render(facts, lang="vi"), encoding="utf-8")
    return file


def opened(browser: Browser, file: Path, *, width: int = 1280, height: int = 900) -> Page:
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(file.as_uri())
    return page


def violations(page: Page) -> list[str]:
    axe = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    page.evaluate(axe)
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    assert len(found["passes"]) > 20
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found["violations"]]


@pytest.mark.parametrize("width", [390, 1280], ids=["phone", "desk"])
def test_the_page_opens_offline_and_fits(
    browser: Browser, written: tuple[str, Path], width: int
) -> None:
    lang, file = written
    page = browser.new_page(viewport={"width": width, "height": 900})
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(file.as_uri())
    assert asked == [file.as_uri()]
    assert said == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.documentElement.lang") == lang
    page.close()


@pytest.mark.parametrize("width", [390, 1280], ids=["phone", "desk"])
def test_axe_finds_no_violation(browser: Browser, whole: Path, width: int) -> None:
    page = opened(browser, whole, width=width)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert violations(page) == []
    page.close()


def test_a_hostile_group_name_runs_nothing_and_breaks_nothing(
    browser: Browser, hostile: Path
) -> None:
    page = opened(browser, hostile)
    assert page.locator("script").count() == 0
    assert violations(page) == []
    page.close()


def test_without_script_everything_can_be_read(browser: Browser, written: tuple[str, Path]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(written[1].as_uri())
    folded = page.locator("details").nth(1)
    folded.locator("summary").click()
    assert folded.locator("table").is_visible()
    context.close()


@pytest.mark.parametrize(
    ("width", "height", "seen"),
    [(1280, 900, (".stamp", ".count", "#responsible")), (390, 844, (".stamp", ".count"))],
    ids=["desk", "phone"],
)
def test_the_first_screen_says_verdict_count_and_who_answers(
    browser: Browser,
    written: tuple[str, Path],
    width: int,
    height: int,
    seen: tuple[str, ...],
) -> None:
    page = opened(browser, written[1], width=width, height=height)
    for what in seen:
        box = page.locator(what).first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= height, what
    page.close()


def test_figures_have_a_title_and_a_description(
    browser: Browser, written: tuple[str, Path]
) -> None:
    page = opened(browser, written[1])
    assert page.locator("svg").count() > 60
    assert page.locator("svg[role=img][aria-labelledby]").count() == page.locator("svg").count()
    assert page.locator("svg > title").count() == page.locator("svg > desc").count()
    page.close()


def test_every_link_leads_somewhere_and_every_anchor_is_unique(
    browser: Browser, written: tuple[str, Path]
) -> None:
    page = opened(browser, written[1])
    lost = page.evaluate(
        "[...new Set([...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))"
        ".filter(h => !h.startsWith('#') || !document.getElementById(h.slice(1))))]"
    )
    assert lost == []
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(one => one.id)")
    assert len(ids) == len(set(ids))
    page.close()


def test_a_folded_definition_or_table_is_reached_by_the_keyboard_and_shows_focus(
    browser: Browser, written: tuple[str, Path]
) -> None:
    page = opened(browser, written[1])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["x"] >= 0  # type: ignore[index]
    page.locator("summary").nth(1).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.classList.contains('scroll')")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.close()


def test_on_a_phone_what_is_withheld_is_read_whole_without_scrolling(
    browser: Browser, facts: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "withheld.html"
    file.write_text(reporting.render(facts, lang="vi"), encoding="utf-8")
    page = opened(browser, file, width=390)
    ends = page.evaluate(
        "[...document.querySelectorAll('td.soft')].map(cell => { const held = "
        "document.createRange(); held.selectNodeContents(cell); "
        "return held.getBoundingClientRect().right })"
    )
    assert len(ends) >= 2
    assert max(ends) <= 390
    page.close()


def test_a_pass_with_waivers_has_another_frame_than_a_clean_one(
    browser: Browser, full: dict[str, Any], tmp_path: Path
) -> None:
    waived = full["outcomes"][2]
    clean = {**waived, "name": "clean", "decision": {**waived["decision"], "waived": []}}
    file = tmp_path / "waived.html"
    told = {**full, "outcomes": [clean, waived]}
    file.write_text(reporting.render(told, lang="en"), encoding="utf-8")
    page = opened(browser, file)
    styles = page.evaluate(
        "[...document.querySelectorAll('.first > .cards:first-of-type > .card')]"
        ".map(card => getComputedStyle(card).borderLeftStyle)"
    )
    assert styles == ["solid", "double"]
    page.close()


def test_at_200_percent_nothing_overflows(browser: Browser, written: tuple[str, Path]) -> None:
    page = opened(browser, written[1], width=640, height=450)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    page.close()


def test_a4_holds_every_table_whole(browser: Browser, written: tuple[str, Path]) -> None:
    page = opened(browser, written[1], width=PAPER, height=1000)
    page.emulate_media(media="print")
    wide = page.evaluate(
        "most => [...document.querySelectorAll('table, svg')]"
        ".filter(one => one.getBoundingClientRect().right > most + 1)"
        ".map(one => one.id + ' ' + one.getBoundingClientRect().right)",
        PAPER,
    )
    assert wide == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PAPER
    shut = page.evaluate(
        "[...document.querySelectorAll('details.paper table')]"
        ".filter(one => one.getBoundingClientRect().height < 10).length"
    )
    assert shut == 0
    page.close()


def test_a4_prints_a_sane_number_of_pages(browser: Browser, written: tuple[str, Path]) -> None:
    page = opened(browser, written[1])
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    assert 20 <= printed.count(b"/Type /Page\n") <= MOST_PAGES
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_reader_who_asks_for_dark_still_reads_dark_on_white(
    browser: Browser, written: tuple[str, Path], scheme: Any
) -> None:
    page = opened(browser, written[1])
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    page.close()
