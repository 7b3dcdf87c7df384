"""Sending an article from the page, and watching it become done."""

from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Page, expect

from dragoman.job import Stage
from tests.api.server import ENGLISH, SENTENCES, Desk, arabic
from tests.browser.conftest import NewContext

ENGLISH_TEXT = "The delegation arrived in the capital last night, officials said."


def job_of(client: httpx2.Client, page: Page) -> str:
    article = page.url.rsplit("/", 1)[1]
    return str(client.get(f"/v1/articles/{article}").json()["job_id"])


def test_a_pasted_text_is_sent_and_fills_up_until_it_is_done(page: Page, client: httpx2.Client, desk: Desk) -> None:
    page.goto("/")
    page.get_by_label("The Arabic text").fill(arabic())
    page.get_by_text("Title, outlet and address").click()
    page.get_by_label("Outlet").fill("وكالة الأنباء")
    page.get_by_role("button", name="Translate").click()
    page.wait_for_url("**/articles/*")
    job = job_of(client, page)
    expect(page.locator(".progress label")).to_have_text("Cutting into sentences")
    desk.prepare(job)
    desk.translate(desk.claim(job, Stage.TRANSLATE), [1])
    expect(page.locator(".progress .count")).to_have_text("1 of 4 sentences")
    expect(page.locator("#s1 p.target")).to_have_text(ENGLISH[0])
    expect(page.locator("#s2 p.target")).to_have_text("…")
    expect(page.locator("#s1 .edit-line")).to_be_visible()
    claimed = desk.store.library.job(job)
    desk.translate(claimed, [2, 3, 4])
    desk.store.workbench.advance(claimed, 0.02)
    desk.store.workbench.advance(desk.claim(job, Stage.SUMMARISE), 0.03)
    expect(page.locator(".state.succeeded")).to_be_visible()
    expect(page.locator(".facts bdi")).to_have_text("وكالة الأنباء")
    expect(page.locator(".progress")).to_have_count(0)


def test_what_is_not_arabic_is_told_in_a_sentence_and_nothing_is_lost(page: Page) -> None:
    page.goto("/")
    text = page.get_by_label("The Arabic text")
    text.fill(ENGLISH_TEXT)
    page.get_by_role("button", name="Translate").click()
    expect(page.get_by_role("alert")).to_have_text("The text seems to be English: send the Arabic original.")
    expect(text).to_be_focused()
    expect(text).to_have_value(ENGLISH_TEXT)
    assert page.url.endswith("/")


def test_a_server_that_is_away_is_told(page: Page) -> None:
    page.goto("/")
    page.get_by_label("The Arabic text").fill(arabic())
    page.route("**/v1/articles", lambda route: route.abort())
    page.get_by_role("button", name="Translate").click()
    expect(page.get_by_role("alert")).to_contain_text("The server cannot be reached.")


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1256", "utf-16"])
def test_a_text_file_is_read_into_the_box(page: Page, tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "خبر.txt"
    file.write_bytes(arabic().encode(encoding))
    page.goto("/")
    page.get_by_label("choose a .txt or .html file").set_input_files(file)
    expect(page.get_by_label("The Arabic text")).to_have_value(file.read_text(encoding).replace("\ufeff", ""))


def test_a_web_page_is_sent_as_it_is(page: Page, client: httpx2.Client, desk: Desk, tmp_path: Path) -> None:
    html = f"<!doctype html><title>خبر</title><p>{arabic()}</p>"
    file = tmp_path / "page.html"
    file.write_text(html)
    page.goto("/")
    page.get_by_label("choose a .txt or .html file").set_input_files(file)
    expect(page.locator(".chosen")).to_contain_text("The page page.html will be sent.")
    page.get_by_role("button", name="Take it away").click()
    expect(page.get_by_label("The Arabic text")).to_be_enabled()
    page.get_by_label("choose a .txt or .html file").set_input_files(file)
    page.get_by_role("button", name="Translate").click()
    page.wait_for_url("**/articles/*")
    assert desk.store.library.article(page.url.rsplit("/", 1)[1]).submission.html == html


def test_a_file_can_be_dropped_and_only_texts_are_taken(page: Page) -> None:
    page.goto("/")
    drop = """([name, text]) => {
      const data = new DataTransfer();
      data.items.add(new File([text], name));
      document.querySelector("form.send").dispatchEvent(new DragEvent("drop", {dataTransfer: data, cancelable: true}));
    }"""
    page.evaluate(drop, ["photo.png", "x"])
    expect(page.get_by_role("alert")).to_contain_text("photo.png is neither a text nor a web page")
    page.evaluate(drop, ["a.txt", SENTENCES[0]])
    expect(page.get_by_label("The Arabic text")).to_have_value(SENTENCES[0])


def test_the_list_shows_the_work_going_on(page: Page, client: httpx2.Client, desk: Desk) -> None:
    sent = client.post("/v1/articles", json={"text": arabic(), "title": "خبر قيد العمل"}).json()
    page.goto("/?q=قيد")
    state = page.locator(".item .state")
    expect(state).to_have_text("queued")
    desk.prepare(sent["job_id"])
    job = desk.claim(sent["job_id"], Stage.TRANSLATE)
    desk.translate(job, [0, 1, 2])
    expect(state).to_have_text("running 3/5")
    desk.translate(job, [3, 4])
    desk.store.workbench.advance(job, 0.1)
    desk.store.workbench.advance(desk.claim(sent["job_id"], Stage.SUMMARISE), 0.1)
    expect(state).to_have_text("succeeded")
    expect(page.locator(".item .titles .target")).to_be_visible()


class TestWithoutScripts:
    def test_the_form_sends_and_the_page_reads(self, new_context: NewContext, desk: Desk) -> None:
        page = new_context(java_script_enabled=False).new_page()
        page.goto("/")
        text = arabic() + "\n\nسطر"
        page.get_by_label("The Arabic text").fill(text)
        page.get_by_role("button", name="Translate").click()
        page.wait_for_url("**/articles/*")
        article = page.url.rsplit("/", 1)[1]
        assert desk.store.library.article(article).submission.text == text
        assert page.locator(".edit-line").count() == 0

    def test_the_form_sends_over_plain_http_too(self, new_context: NewContext, base_url: str) -> None:
        page = new_context(java_script_enabled=False).new_page()
        page.goto(base_url.replace("127.0.0.1", "reader.test"))
        page.get_by_label("The Arabic text").fill(arabic())
        with page.expect_request(lambda request: request.method == "POST") as sent:
            page.get_by_role("button", name="Translate").click()
        page.wait_for_url("**/articles/*")
        assert "sec-fetch-site" not in sent.value.all_headers()

    def test_what_is_wrong_is_told_and_the_text_kept(self, new_context: NewContext) -> None:
        page = new_context(java_script_enabled=False).new_page()
        page.goto("/")
        page.get_by_label("The Arabic text").fill(ENGLISH_TEXT)
        page.get_by_role("button", name="Translate").click()
        expect(page.get_by_role("alert")).to_have_text("The text seems to be English: send the Arabic original.")
        expect(page.get_by_label("The Arabic text")).to_have_value(ENGLISH_TEXT)
