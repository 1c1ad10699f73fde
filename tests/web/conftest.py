"""A real Chromium, and pages in it that keep a picture of themselves when a test fails."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.web.fake_channel import FakeChannel

SCREENSHOTS = Path(__file__).parents[2] / "var" / "screenshots"
NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
WAIT_MS = 60_000  # for whatever is expected on a page; the machine may be busy
DESKTOP = {"width": 1200, "height": 800}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(
    scope="module"
)  # not longer: Playwright's loop runs meanwhile, and no other test could run one
def browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip(
            f"expected Chromium or Chrome ({', '.join(NAMES)}), found none; setup/chromium.sh installs it"
        )
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        # As root there is no sandbox; and the container's /dev/shm may be small.
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture
def customer(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Makes a page of a customer's own browser profile: nothing is shared with another one's."""
    contexts: list[BrowserContext] = []

    def make(**settings: object) -> Page:
        settings = {"viewport": DESKTOP, "locale": "en-GB", "reduced_motion": "reduce", **settings}
        context = browser.new_context(**settings)  # type: ignore[arg-type]
        context.set_default_timeout(WAIT_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    errors: list[str] = []
    yield make
    for number, context in enumerate(contexts):
        if getattr(request.node, "failed", False) and context.pages:
            screenshot(context.pages[0], f"failed-{request.node.name}-{number}")
        context.close()
    assert errors == [], "the page's scripts raised errors"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    item.failed = getattr(item, "failed", False) or report.failed  # type: ignore[attr-defined]


@pytest.fixture
def channel() -> Iterator[FakeChannel]:
    with FakeChannel() as channel:
        yield channel


def screenshot(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(SCREENSHOTS / f"{name}.png"))
