"""The report in a real browser: it opens offline, fits a phone, and asks nobody for anything."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from riskscreen import reporting

pytestmark = pytest.mark.long

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium")
    assert path, "chromium is missing; .ci/browser installs it"
    with sync_playwright() as driver:
        held = driver.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield held
        held.close()


@pytest.mark.parametrize("width", [390, 1280], ids=["phone", "desk"])
@pytest.mark.parametrize("lang", reporting.LANGUAGES)
def test_the_page_opens_offline_and_fits(
    browser: Browser, facts: dict[str, Any], tmp_path: Path, lang: str, width: int
) -> None:
    page_file = tmp_path / "report.html"
    page_file.write_text(reporting.render(facts, lang=lang), encoding="utf-8")
    page = browser.new_page(viewport={"width": width, "height": 900})
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(page_file.as_uri())
    assert asked == [page_file.as_uri()]
    assert said == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.documentElement.lang") == lang
    assert page.locator("h1").count() == 1
    assert page.locator("svg[role=img][aria-label]").count() == page.locator("svg").count() > 0
    page.close()


@pytest.mark.parametrize("lang", reporting.LANGUAGES)
def test_the_verdict_stands_on_the_first_screen(
    browser: Browser, facts: dict[str, Any], tmp_path: Path, lang: str
) -> None:
    page_file = tmp_path / "report.html"
    page_file.write_text(reporting.render(facts, lang=lang), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(page_file.as_uri())
    box = page.locator(".stamp").first.bounding_box()
    assert box is not None
    assert box["y"] < 900
    page.close()
