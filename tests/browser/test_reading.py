"""Reading side by side: lights, marks, search, files, every size and colour, and long articles."""

import statistics
from pathlib import Path

import httpx2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from dragoman.translation import Flag
from tests.api.server import ENGLISH, SENTENCES, Desk, arabic
from tests.browser.conftest import NewContext


@pytest.fixture(scope="module")
def article(client: httpx2.Client, desk: Desk) -> str:
    long_word = "https://news.example/" + "a" * 120
    text = (
        f"{SENTENCES[0]} {SENTENCES[1]} قال COVID-19 يوم الثلاثاء ١٬٢٥٠ مرة و{'ا' * 80} {long_word.replace('.', '-')}."
    )
    document = {"text": arabic((text,)), "title": "عنوان للقراءة", "outlet": "وكالة الأنباء"}
    sent = client.post("/v1/articles", json=document).json()
    flags = {1: (Flag("numbers", {"missing": ["35"], "added": ["35"]}),), 3: (Flag("weekday", {"missing": [2]}),)}
    desk.finish(sent["job_id"], flags=flags)
    body = {"text": "The minister said so.", "author": "ر. حداد", "version": 0}
    client.put(f"/v1/articles/{sent['article_id']}/segments/2/target", json=body).raise_for_status()
    return str(sent["article_id"])


def test_arabic_stands_on_the_right_and_english_on_the_left(page: Page, article: str) -> None:
    page.goto(f"/articles/{article}")
    english, source = (page.locator(f"#s1 p.{side}").bounding_box() for side in ("target", "source"))
    assert english is not None
    assert source is not None
    assert english["x"] + english["width"] <= source["x"]
    assert abs(english["y"] - source["y"]) < 5
    assert page.locator("#s1 p.source").evaluate("e => getComputedStyle(e).direction") == "rtl"


def test_what_a_flag_speaks_of_is_marked_on_both_sides(page: Page, article: str) -> None:
    page.goto(f"/articles/{article}")
    expect(page.locator("#s1 mark")).to_have_text(["35", "35"])
    expect(page.locator("#s3 mark")).to_have_text(["الثلاثاء"])


def test_summary_and_lines_light_each_other(page: Page, article: str) -> None:
    page.goto(f"/articles/{article}")
    lit = page.locator(".lit")
    page.locator(".summary .line").hover()
    expect(lit).to_have_count(2)
    page.locator("#s3").hover()
    expect(lit).to_have_count(0)
    page.locator("#s2").hover()
    expect(page.locator(".summary .lit")).to_have_count(1)
    page.locator(".cite").first.focus()
    expect(page.locator("#s1")).to_contain_class("lit")
    page.locator(".summary .target").first.click()
    page.mouse.move(0, 0)
    expect(page.locator("#s1")).to_contain_class("kept")
    expect(page.locator("#s2")).to_contain_class("kept")
    page.locator(".summary .target").first.click()
    expect(page.locator(".kept")).to_have_count(0)


def test_search_in_both_languages(page: Page, article: str) -> None:
    page.goto("/")
    for words in ("للقراءة", "minister said so"):
        page.get_by_label("Search in Arabic or English").fill(words)
        page.get_by_role("button", name="Search").click()
        expect(page.locator(f'.item a[href="/articles/{article}"]')).to_be_visible()


def test_files_are_a_click_away(page: Page, article: str, tmp_path: Path) -> None:
    page.goto(f"/articles/{article}")
    for name, ending in (("Word", ".docx"), ("Markdown", ".md"), ("XLIFF", ".xlf")):
        with page.expect_download() as started:
            page.get_by_role("link", name=name, exact=True).click()
        assert started.value.suggested_filename.endswith(ending)
        assert Path(started.value.path()).stat().st_size > 200


def test_the_file_of_html_reads_by_itself(
    new_context: NewContext, client: httpx2.Client, article: str, tmp_path: Path
) -> None:
    file = tmp_path / "saved.html"
    file.write_bytes(client.get(f"/v1/articles/{article}?format=html").content)
    page = new_context(offline=True).new_page()
    page.set_content(file.read_text("utf-8"))
    assert page.locator("td[lang=ar]").first.evaluate("e => getComputedStyle(e).direction") == "rtl"
    assert axe(page) == ""
    shown = new_context().new_page()
    shown.goto(f"/v1/articles/{article}")  # a browser asks for HTML
    assert shown.locator("table").last.evaluate("e => getComputedStyle(e).borderCollapse") == "collapse"


def test_it_reads_without_scripts(new_context: NewContext, article: str) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"/articles/{article}")
    expect(page.locator("#s1 p.target")).to_have_text(ENGLISH[0])
    page.locator(".cite").first.click()
    assert page.url.endswith("#s1")
    page.get_by_text("The machine’s version").click()
    expect(page.locator(".machine")).to_be_visible()
    page.get_by_text("Provenance").click()
    expect(page.locator(".provenance dd").first).to_be_visible()


def test_print_leaves_the_tools_away(page: Page, article: str) -> None:
    page.goto(f"/articles/{article}")
    page.emulate_media(media="print")
    for tools in (".bar", ".tools >> nth=0", ".files"):
        expect(page.locator(tools)).to_be_hidden()
    expect(page.locator("#s1 p.target")).to_be_visible()


def axe(page: Page) -> str:
    """What axe-core finds wrong; nothing is the empty string."""
    found = Axe().run(page)
    return found.generate_report() if found.violations_count else ""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_nobody_is_shut_out(
    new_context: NewContext, client: httpx2.Client, article: str, scheme: str, size: str
) -> None:
    page = new_context(size, color_scheme=scheme).new_page()
    page.goto("/")
    assert axe(page) == ""
    fits = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert page.evaluate(fits)
    page.get_by_label("The Arabic text").fill("Hello there, this is no Arabic.")
    page.get_by_role("button", name="Translate").click()
    expect(page.get_by_role("alert")).not_to_be_empty()
    assert axe(page) == ""
    page.goto(f"/articles/{article}")
    assert page.evaluate(fits)
    for details in page.locator("details").all():
        details.evaluate("e => e.open = true")
    page.locator(".summary .target").first.click()  # lit lines
    assert axe(page) == ""
    page.locator("#s1").hover()
    page.get_by_role("button", name="Edit line 1", exact=True).click()
    present = client.get(f"/v1/articles/{article}").json()["segments"][0]
    version = present["correction"]["version"] if present["correction"] else 0
    body = {"text": f"Theirs {scheme} {size}.", "author": "s.nasser", "version": version}
    client.put(f"/v1/articles/{article}/segments/1/target", json=body).raise_for_status()
    page.get_by_label("Your name").fill("r.haddad")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("form.editor blockquote")).to_be_visible()
    assert axe(page) == ""
    assert page.evaluate(fits)


def test_an_article_of_five_hundred_sentences_opens_about_as_fast_as_a_short_one(
    page: Page, client: httpx2.Client, desk: Desk
) -> None:
    """A second on an ordinary machine; here, where clocks lie, a ratio to the page that everybody finds quick."""

    def finished(count: int) -> str:
        lines = tuple(f"أعلنت الوزارة افتتاح {n} مركزا جديدا في العاصمة وضواحيها هذا العام." for n in range(1, count))
        sent = client.post("/v1/articles", json={"text": arabic(lines)}).json()
        flags = {n: (Flag("numbers", {"missing": [str(n)]}),) for n in range(1, count, 3)}
        desk.finish(sent["job_id"], flags=flags)
        return f"/articles/{sent['article_id']}"

    def seconds(path: str) -> float:
        page.goto(path, wait_until="load")
        page.wait_for_function("document.querySelectorAll('.edit-line').length > 5")
        return float(page.evaluate("performance.now()")) / 1000

    short, long = finished(10), finished(500)
    seconds(short)
    quick = statistics.median(seconds(short) for _ in range(5))
    slow = statistics.median(seconds(long) for _ in range(5))
    assert page.locator("li.line[data-n]").count() == 500
    assert slow < 6 * quick or slow < 1, (quick, slow)
