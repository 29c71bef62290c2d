"""The published page in a browser: axe, small screens, dark mode, keyboard, paper."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 375, "height": 740}
SMALLEST = {"width": 320, "height": 568}


@contextmanager
def opened(browser: Any, file: Path, **options: Any) -> Iterator[Any]:
    """The page in a fresh window."""
    context = browser.new_context(**options)
    try:
        page = context.new_page()
        page.goto(file.as_uri())
        yield page
    finally:
        context.close()


def violations(page: Any) -> list[str]:
    """What axe finds, with the first element of each."""
    module = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    found = module.Axe().run(page).response["violations"]
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:120]}" for rule in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing(browser: Any, page_file: Path, viewport: dict[str, int], scheme: str) -> None:
    # The page's policy would keep axe itself out.
    options = {"viewport": viewport, "color_scheme": scheme, "bypass_csp": True}
    with opened(browser, page_file, **options) as page:
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert violations(page) == []


def test_axe_would_find_a_fault(browser: Any, page_file: Path) -> None:
    with opened(browser, page_file, bypass_csp=True) as page:
        page.evaluate("document.querySelector('svg').removeAttribute('aria-labelledby')")
        page.evaluate("document.querySelectorAll('svg > title, svg > desc').forEach(part => part.remove())")
        page.evaluate("document.querySelector('img').removeAttribute('alt')")
        assert {fault.split(":")[0] for fault in violations(page)} == {"image-alt", "svg-img-alt"}


def test_axe_finds_nothing_in_forced_colours(browser: Any, page_file: Path) -> None:
    with opened(browser, page_file, forced_colors="active", bypass_csp=True) as page:
        assert violations(page) == []


def test_the_page_asks_for_nothing_and_breaks_none_of_its_own_rules(browser: Any, page_file: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(page_file.as_uri())
    context.close()
    assert [url for url in asked if not url.startswith("data:")] == [page_file.as_uri()]
    assert said == []


def test_the_page_needs_no_script(browser: Any, page_file: Path) -> None:
    with opened(browser, page_file, java_script_enabled=False) as page:
        assert page.locator("figure svg").count() == 3
        assert page.locator("details").first.is_visible()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE, SMALLEST], ids=["desktop", "phone", "smallest"])
def test_the_page_itself_never_scrolls_sideways(
    browser: Any, page_file: Path, viewport: dict[str, int]
) -> None:
    with opened(browser, page_file, viewport=viewport) as page:
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"]


def test_what_is_too_wide_scrolls_in_a_region_with_focus_and_a_name(browser: Any, page_file: Path) -> None:
    script = """[...document.querySelectorAll('*')].filter(e => e.scrollWidth > e.clientWidth + 1
      && ['auto', 'scroll'].includes(getComputedStyle(e).overflowX))
      .map(e => [e.tabIndex, e.role, e.ariaLabel || e.getAttribute('aria-labelledby')])"""
    with opened(browser, page_file, viewport=SMALLEST) as page:
        regions = page.evaluate(script)
    assert regions
    assert all(tab == 0 and role == "region" and name for tab, role, name in regions)


@pytest.mark.parametrize("viewport", [DESKTOP, SMALLEST], ids=["desktop", "smallest"])
def test_synthetic_stays_in_sight_however_far_one_scrolls(
    browser: Any, page_file: Path, viewport: dict[str, int]
) -> None:
    with opened(browser, page_file, viewport=viewport) as page:
        for target in ("document.body.scrollHeight / 2", "document.body.scrollHeight"):
            page.evaluate(f"window.scrollTo({{top: {target}, behavior: 'instant'}})")
            box = page.locator(".csp-banner").bounding_box()
            assert 0 <= box["y"] < 5


def test_the_first_stop_of_the_keyboard_skips_to_the_content(browser: Any, page_file: Path) -> None:
    with opened(browser, page_file) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
        assert page.locator(".csp-skip").bounding_box()["x"] >= 0
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


def test_every_stop_of_the_keyboard_can_be_seen(browser: Any, page_file: Path) -> None:
    seen = """(() => { const e = document.activeElement, s = getComputedStyle(e);
      return [e.tagName, s.outlineStyle !== 'none' && s.boxShadow !== 'none'] })()"""
    with opened(browser, page_file) as page:
        stops = []
        for _ in range(12):
            page.keyboard.press("Tab")
            stops.append(page.evaluate(seen))
    assert all(visible for _, visible in stops), stops


def test_a_contents_link_does_not_end_below_the_banner(browser: Any, page_file: Path) -> None:
    with opened(browser, page_file, viewport=PHONE, reduced_motion="reduce") as page:
        page.locator("nav a", has_text="What stands behind").click()
        banner = page.locator(".csp-banner").bounding_box()
        heading = page.locator("main h2", has_text="What stands behind").bounding_box()
        assert heading["y"] >= banner["y"] + banner["height"]


def test_body_text_is_at_least_12_points(browser: Any, page_file: Path) -> None:
    sizes = """[...document.querySelectorAll('main *, nav *, header *, footer *')]
      .filter(e => !e.closest('svg') && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
      .map(e => parseFloat(getComputedStyle(e).fontSize))"""
    with opened(browser, page_file, viewport=PHONE) as page:
        assert min(page.evaluate(sizes)) >= 16


def test_every_printed_page_says_synthetic_and_the_marking(
    browser: Any, page_file: Path, tmp_path: Path
) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed, so printed pages cannot be read")
    with opened(browser, page_file) as page:
        page.pdf(path=str(tmp_path / "print.pdf"), prefer_css_page_size=True)
    done = subprocess.run(
        ["pdftotext", str(tmp_path / "print.pdf"), "-"], capture_output=True, text=True, check=True
    )
    pages = done.stdout.split("\f")[:-1]
    assert len(pages) > 5
    assert all("SYNTHETIC" in text and "OFFICIAL" in text for text in pages)
    assert "Data for figure 1" in done.stdout
