"""Correcting lines in place, between two people, and putting back what was left out."""

import httpx2
import pytest
from playwright.sync_api import Page, expect

from dragoman.job import Stage
from dragoman.translation import Flag
from tests.api.server import ENGLISH, SHARE, Desk, arabic
from tests.browser.conftest import NewContext


@pytest.fixture
def article(client: httpx2.Client, desk: Desk) -> str:
    sent = client.post("/v1/articles", json={"text": arabic()}).json()
    desk.finish(sent["job_id"], flags={2: (Flag("length-ratio", {"ratio": 0.2, "expected": 1.0}),)})
    return str(sent["article_id"])


def segment(client: httpx2.Client, article: str, n: int) -> dict:
    found: dict = client.get(f"/v1/articles/{article}").json()["segments"][n - 1]
    return found


def correct(client: httpx2.Client, article: str, n: int, text: str, version: int = 0) -> None:
    body = {"text": text, "author": "s.nasser", "version": version}
    client.put(f"/v1/articles/{article}/segments/{n}/target", json=body).raise_for_status()


def open_editor(page: Page, article: str, n: int) -> None:
    page.goto(f"/articles/{article}")
    page.locator(f"#s{n}").hover()
    page.get_by_role("button", name=f"Edit line {n}", exact=True).click()


def write(page: Page, n: int, text: str, name: str | None = "r.haddad") -> None:
    page.get_by_label(f"English of line {n}").fill(text)
    if name:
        page.get_by_label("Your name").fill(name)
    page.get_by_role("button", name="Save").click()


def test_a_line_is_corrected_with_who_and_when_and_the_machines_version_stays(
    page: Page, client: httpx2.Client, article: str
) -> None:
    open_editor(page, article, 2)
    expect(page.get_by_label("English of line 2")).to_have_value(ENGLISH[1])
    expect(page.get_by_label("English of line 2")).to_be_focused()
    write(page, 2, "The minister said work <b>begins</b> tomorrow & after.")
    line = page.locator("#s2")
    expect(line.locator("p.target").first).to_have_text("The minister said work <b>begins</b> tomorrow & after.")
    expect(line.locator(".edit")).to_contain_text("Corrected by r.haddad, ")
    expect(line.locator(".flags")).to_have_count(0)
    line.get_by_text("The machine’s version").click()
    expect(line.locator(".machine")).to_have_text(ENGLISH[1])
    expect(page.get_by_role("status")).to_have_text("Line 2 is saved.")
    assert segment(client, article, 2)["correction"]["author"] == "r.haddad"


def test_a_title_sent_beside_the_text_is_corrected_too(page: Page, client: httpx2.Client, desk: Desk) -> None:
    sent = client.post("/v1/articles", json={"text": arabic(), "title": "عنوان الخبر"}).json()
    desk.prepare(sent["job_id"])
    job = desk.claim(sent["job_id"], Stage.TRANSLATE)
    desk.translate(job, [0, 1, 2, 3, 4])
    desk.store.workbench.advance(job, 0.1)
    desk.store.workbench.advance(desk.claim(sent["job_id"], Stage.SUMMARISE), 0.1)
    page.goto(sent["links"]["page"])
    page.locator("#s0").hover()
    page.get_by_role("button", name="Edit the title").click()
    correct(client, sent["article_id"], 0, "Their title")
    page.get_by_label("English of the title").fill("My title")
    page.get_by_label("Your name").fill("r.haddad")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("form.editor blockquote")).to_have_text("Their title")
    page.get_by_role("button", name="Save mine all the same").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My title")
    expect(page.locator("#s0 .edit")).to_contain_text("Corrected by r.haddad")
    page.get_by_role("button", name="Undo the correction of the title").click()
    page.get_by_role("button", name="Undo the correction", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This is report 0.")


def test_the_name_is_remembered(page: Page, article: str) -> None:
    open_editor(page, article, 1)
    write(page, 1, "One.")
    expect(page.locator("#s1 .edit")).to_be_visible()
    open_editor(page, article, 3)
    expect(page.get_by_label("Your name")).to_have_value("r.haddad")


def test_a_summary_sentence_that_is_the_line_follows_it(page: Page, client: httpx2.Client, desk: Desk) -> None:
    sent = client.post("/v1/articles", json={"text": arabic()}).json()
    desk.finish(sent["job_id"])
    open_editor(page, sent["article_id"], 1)
    write(page, 1, "Another first line.")
    expect(page.locator("#s1 p.target").first).to_have_text("Another first line.")
    expect(page.locator(".summary .line")).to_have_count(1)


def test_escape_and_cancel_change_nothing(page: Page, client: httpx2.Client, article: str) -> None:
    for leave in (
        lambda: page.keyboard.press("Escape"),
        lambda: page.get_by_role("button", name="Cancel").click(),
    ):
        open_editor(page, article, 1)
        page.get_by_label("English of line 1").fill("Never mind")
        leave()
        expect(page.locator("form.editor")).to_have_count(0)
        expect(page.locator("#s1 p.target")).to_have_text(ENGLISH[0])
        expect(page.get_by_role("button", name="Edit line 1", exact=True)).to_be_focused()
    assert segment(client, article, 1)["correction"] is None


def test_a_conflict_shows_both_versions_and_mine_can_go_on(page: Page, client: httpx2.Client, article: str) -> None:
    open_editor(page, article, 1)
    correct(client, article, 1, "Theirs.")
    write(page, 1, "Mine.")
    alert = page.locator("form.editor [role=alert]")
    expect(alert).to_contain_text("s.nasser changed this line after you had opened it")
    expect(alert.locator("blockquote")).to_have_text("Theirs.")
    expect(page.get_by_label("English of line 1")).to_have_value("Mine.")
    page.get_by_role("button", name="Save mine all the same").click()
    expect(page.locator("#s1 p.target").first).to_have_text("Mine.")
    assert segment(client, article, 1)["correction"]["version"] == 2


def test_a_conflict_can_end_with_theirs(page: Page, client: httpx2.Client, article: str) -> None:
    open_editor(page, article, 1)
    correct(client, article, 1, "Theirs.")
    write(page, 1, "Mine.")
    page.get_by_role("button", name="Keep theirs").click()
    expect(page.locator("#s1 p.target").first).to_have_text("Theirs.")
    assert segment(client, article, 1)["correction"]["version"] == 1


def test_cancelling_after_a_conflict_shows_what_stands(page: Page, client: httpx2.Client, article: str) -> None:
    open_editor(page, article, 1)
    correct(client, article, 1, "Theirs.")
    write(page, 1, "Mine.")
    expect(page.locator("form.editor blockquote")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#s1 p.target").first).to_have_text("Theirs.")
    expect(page.locator("#s1")).to_have_attribute("data-version", "1")


def test_two_people_in_two_browsers(new_context: NewContext, client: httpx2.Client, article: str) -> None:
    one, other = new_context().new_page(), new_context().new_page()
    open_editor(one, article, 3)
    open_editor(other, article, 3)
    write(one, 3, "First to save.", "one")
    expect(one.locator("#s3 .edit")).to_be_visible()
    write(other, 3, "Second to save.", "other")
    expect(other.locator("form.editor [role=alert]")).to_contain_text("one changed this line")


def test_a_correction_is_undone(page: Page, client: httpx2.Client, article: str) -> None:
    correct(client, article, 2, "Better.")
    page.goto(f"/articles/{article}")
    page.locator("#s2").hover()
    page.get_by_role("button", name="Undo the correction of line 2").click()
    page.get_by_label("Your name").fill("r.haddad")
    page.get_by_role("button", name="Undo the correction", exact=True).click()
    expect(page.locator("#s2 p.target")).to_have_text(ENGLISH[1])
    expect(page.locator("#s2 .edit")).to_contain_text("Correction undone by r.haddad")
    expect(page.locator("#s2 .flags")).to_be_visible()
    assert segment(client, article, 2)["correction"]["undone"] is True


def test_a_line_that_is_another_by_now_is_not_overwritten(
    page: Page, client: httpx2.Client, desk: Desk, article: str
) -> None:
    open_editor(page, article, 1)
    page.locator("#s1 .source").evaluate("e => e.textContent = 'جملة أخرى.'")
    write(page, 1, "Mine.")
    expect(page.locator("form.editor [role=alert]")).to_contain_text("The article was cut anew")
    assert segment(client, article, 1)["correction"] is None


def test_what_was_left_out_is_put_back_and_translated(
    page: Page, client: httpx2.Client, desk: Desk, article: str
) -> None:
    page.goto(f"/articles/{article}")
    page.get_by_text("Left out as not part of the article").click()
    page.get_by_role("button", name=f"Put back “{SHARE}”").click()
    expect(page.locator(".progress")).to_be_visible()
    expect(page.locator("#s5 .source")).to_have_text(SHARE)
    job_id = client.get(f"/v1/articles/{article}").json()["job_id"]
    job = desk.claim(job_id, Stage.TRANSLATE)
    desk.translate(job, [5])
    desk.store.workbench.advance(job, 0.1)
    desk.store.workbench.advance(desk.claim(job_id, Stage.SUMMARISE), 0.1)
    expect(page.locator("#s5 p.target")).to_have_text("This is report 5.")
    expect(page.locator(".furniture")).to_have_count(0)


def test_everything_with_the_keyboard_alone(page: Page, client: httpx2.Client, article: str) -> None:
    page.goto(f"/articles/{article}")
    keys = page.keyboard
    keys.press("Tab")
    expect(page.get_by_text("Skip to the content")).to_be_focused()
    for _ in range(40):
        keys.press("Tab")
        if page.evaluate("document.activeElement.matches('#s1 .n')"):
            break
    expect(page.locator("#s1 .n")).to_be_focused()
    keys.press("j")
    expect(page.locator("#s2 .n")).to_be_focused()
    keys.press("k")
    keys.press("Tab")
    expect(page.get_by_role("button", name="Edit line 1", exact=True)).to_be_focused()
    assert page.locator("#s1 .tools").evaluate("e => getComputedStyle(e).opacity") == "1"
    keys.press("Enter")
    expect(page.get_by_label("English of line 1")).to_be_focused()
    keys.press("Control+A")
    keys.type("Typed.")
    keys.press("Tab")
    keys.type("r.haddad")
    keys.press("Control+Enter")
    expect(page.locator("#s1 p.target").first).to_have_text("Typed.")
    expect(page.get_by_role("button", name="Edit line 1", exact=True)).to_be_focused()
    keys.press("Tab")
    keys.press("Enter")
    expect(page.get_by_role("button", name="Undo the correction", exact=True)).to_be_focused()
    keys.press("Enter")
    expect(page.locator("#s1 p.target")).to_have_text(ENGLISH[0])
    assert [c["text"] for c in client.get(f"/v1/articles/{article}/segments/1/corrections").json()] == ["Typed.", None]
