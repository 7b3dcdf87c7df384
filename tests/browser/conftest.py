"""A real headless Chromium against a real server; the desk does the workers' part."""

import logging
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
import structlog
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from dragoman.store import Store
from tests.api.server import Desk, serving, settings

ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-dev-shm-usage"
).split()
# A name that is no "localhost": browsers send fewer headers to plain HTTP on a newsroom's own network.
ARGUMENTS.append("--host-resolver-rules=MAP reader.test 127.0.0.1")
SIZES = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package", autouse=True)
def _quiet() -> Iterator[None]:
    """The server's thread would write its log between the tests' dots."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    binary = next(filter(None, map(shutil.which, names)), None)
    if binary is None:
        reason = "no Chromium is installed (Debian: apt-get install chromium fonts-noto-core)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    expect.set_options(timeout=10_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=binary, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("browser")


@pytest.fixture(scope="package")
def store(folder: Path) -> Iterator[Store]:
    store = Store.open(settings(folder).store_url)
    store.migrate()
    yield store
    store.close()


@pytest.fixture(scope="package")
def base_url(folder: Path, store: Store) -> Iterator[str]:
    with serving(settings(folder)) as url:
        yield url


@pytest.fixture(scope="package")
def client(base_url: str) -> Iterator[httpx2.Client]:
    """Another program, or another editor."""
    with httpx2.Client(base_url=base_url, timeout=20) as client:
        yield client


@pytest.fixture(scope="package")
def desk(store: Store) -> Desk:
    return Desk(store)


NewContext = Callable[..., BrowserContext]


@pytest.fixture
def new_context(browser: Browser, base_url: str) -> Iterator[NewContext]:
    """Contexts whose pages may not fail in the console, nor ask anybody but our server."""
    opened: list[BrowserContext] = []
    wrong: list[str] = []

    def new(size: str = "desktop", **options: object) -> BrowserContext:
        context = browser.new_context(base_url=base_url, viewport=SIZES[size], **options)
        context.set_default_timeout(10_000)
        context.on("weberror", lambda e: wrong.append(str(e.error)))
        context.on("console", lambda m: wrong.append(m.text) if "Content Security Policy" in m.text else None)
        context.on(
            "request",
            lambda r: None if r.url.startswith((base_url, "data:", "http://reader.test:")) else wrong.append(r.url),
        )
        opened.append(context)
        return context

    yield new
    for context in opened:
        context.close()
    assert wrong == []


@pytest.fixture
def page(new_context: NewContext) -> Page:
    return new_context().new_page()
