"""An article as a file: every format read back by something that did not write it."""

import csv
import io
import json
import os
import re
import zipfile
from pathlib import Path

import httpx2
import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree
from translate.storage.tmx import tmxfile
from translate.storage.xliff import Xliff1File

from api.formats import FILES, Format
from api.formats.rows import COLUMNS
from dragoman.job import Stage
from dragoman.summary import Summary, SummaryKind, SummarySentence
from dragoman.translation import Flag
from tests.api.server import ENGLISH, SENTENCES, Desk, arabic, problem

FLAGS = {1: (Flag("numbers", {"missing": ["35"]}),)}
REMARK = "In the Arabic but not in the English: 35."
EVIL = '=HYPERLINK("http://x","y") <b>&\x07 *bold* [a](b)'
OASIS = Path("/usr/share/php/Symfony/Component/Translation/Resources/schemas/xliff-core-1.2-strict.xsd")
"""Where Debian's php-symfony-translation puts OASIS's schema, which may not be copied into this repository."""


def translated(desk: Desk, job_id: str) -> None:
    """Finished, the submitted title too."""
    numbers = [0, *(s.n for s in desk.prepare(job_id).segments)]
    job = desk.claim(job_id, Stage.TRANSLATE)
    desk.translate(job, numbers, FLAGS)
    desk.store.workbench.advance(job, 0.1)
    job = desk.claim(job_id, Stage.SUMMARISE)
    summary = [(SummarySentence(text, (1, 2)),) for text in (ENGLISH[0], SENTENCES[0])]
    desk.store.workbench.save_summary(job, Summary(SummaryKind.EXTRACTIVE, *summary, "engine:test-summary"))
    desk.store.workbench.advance(job, 0.1)


@pytest.fixture(scope="module")
def article(client: httpx2.Client, desk: Desk) -> str:
    """Line 1 is flagged, 2 corrected; line 3 holds what every format has its own trouble with."""
    text = arabic((SENTENCES[0], SENTENCES[1], f"=1+1 وقال {EVIL} ثم سكت."))
    sent = client.post("/v1/articles", json={"text": text, "title": "عنوان: الخبر", "outlet": "=وكالة"}).json()
    translated(desk, sent["job_id"])
    for n, said in ((2, "Better."), (3, EVIL)):
        body = {"text": said, "author": "=r.haddad", "version": 0}
        client.put(f"/v1/articles/{sent['article_id']}/segments/{n}/target", json=body).raise_for_status()
    return f"/v1/articles/{sent['article_id']}"


@pytest.fixture(scope="module")
def aligned(client: httpx2.Client, article: str) -> dict:
    found: dict = client.get(article).json()
    return found


def get(client: httpx2.Client, article: str, wanted: str) -> httpx2.Response:
    answer = client.get(article, params={"format": wanted})
    assert answer.status_code == 200, answer.text
    return answer


class TestChoosing:
    @pytest.mark.parametrize("wanted", FILES)
    def test_by_name_it_is_a_file_to_save(self, client: httpx2.Client, article: str, wanted: Format) -> None:
        answer = get(client, article, wanted)
        assert answer.headers["content-type"] == FILES[wanted].content_type
        disposition = answer.headers["content-disposition"]
        assert re.fullmatch(rf'attachment; filename="[a-z0-9-]{{1,90}}\.{FILES[wanted].extension}"', disposition)

    @pytest.mark.parametrize("wanted", FILES)
    def test_by_accept_it_is_the_same_to_read(self, client: httpx2.Client, article: str, wanted: Format) -> None:
        answer = client.get(article, headers={"Accept": FILES[wanted].media_type})
        assert answer.headers["content-type"] == FILES[wanted].content_type
        assert "content-disposition" not in answer.headers
        assert answer.headers["vary"] == "Accept"
        if wanted is not Format.DOCX:
            assert answer.content == get(client, article, wanted).content

    @pytest.mark.parametrize(
        ("accept", "expected"),
        [
            ("*/*", "application/json"),
            ("application/json, text/csv", "application/json"),
            ("text/csv, application/json;q=0.9", "text/csv; charset=utf-8"),
            ("text/csv;q=0.1, application/xliff+xml;q=0.2", "application/xliff+xml"),
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8"),
            ("image/png", "application/json"),
            ("text/csv;q=0", "application/json"),
            ("text/csv;q=nonsense, ;;;,", "application/json"),
            ("TEXT/CSV; header=present", "text/csv; charset=utf-8"),
        ],
    )
    def test_what_accept_means(self, client: httpx2.Client, article: str, accept: str, expected: str) -> None:
        assert client.get(article, headers={"Accept": accept}).headers["content-type"] == expected

    def test_the_name_wins_over_accept(self, client: httpx2.Client, article: str) -> None:
        answer = client.get(article, params={"format": "json"}, headers={"Accept": "text/csv"})
        assert answer.headers["content-type"] == "application/json"

    def test_each_format_has_an_etag_of_its_own(self, client: httpx2.Client, article: str) -> None:
        tags = {wanted: get(client, article, wanted).headers["etag"] for wanted in Format}
        assert len(set(tags.values())) == len(Format)
        held = {"If-None-Match": tags[Format.TMX]}
        assert client.get(article, params={"format": "tmx"}, headers=held).status_code == 304

    def test_what_there_is_not(self, client: httpx2.Client, article: str) -> None:
        problem(client.get(article, params={"format": "pdf"}), 422, "invalid-request")
        missing = "/v1/articles/019ac8f4-7a31-7c02-9d55-6f2d0c1b8e11"
        problem(client.get(missing, params={"format": "csv"}), 404, "not-found")

    @pytest.mark.parametrize("wanted", FILES)
    def test_before_anything_is_done_there_is_a_file_too(self, client: httpx2.Client, wanted: Format) -> None:
        sent = client.post("/v1/articles", json={"text": arabic()}).json()
        content = get(client, sent["links"]["article"], wanted).content
        assert content or wanted is Format.JSON_LINES


def test_csv_opens_in_a_spreadsheet_and_holds_no_formula(client: httpx2.Client, article: str, aligned: dict) -> None:
    content = get(client, article, "csv").content
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert [row["n"] for row in rows] == ["0", "1", "2", "3", "4"]
    by_n = {int(row["n"]): row for row in rows}
    assert by_n[1]["arabic"] == SENTENCES[0]
    assert by_n[1]["flags"] == REMARK
    assert (by_n[2]["english"], by_n[2]["machine"]) == ("Better.", ENGLISH[1])
    assert by_n[3]["english"] == "'" + aligned["segments"][2]["target"]["text"]
    assert by_n[2]["corrected_by"] == "'=r.haddad"
    for row in rows:
        for name in set(COLUMNS) - {"score"}:
            assert not re.match(r"\s*[=+\-@\t]", row[name]), (name, row[name])


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", " =1", "\u200f=1", "\ufeff=1", "＝1", "\n=1", "|x"])
def test_what_a_spreadsheet_would_run(cell: str) -> None:
    from api.formats.rows import _cell

    assert _cell(cell) == f"'{cell}"


def test_json_lines_are_exact(client: httpx2.Client, article: str, aligned: dict) -> None:
    lines = [json.loads(line) for line in get(client, article, "jsonl").content.splitlines()]
    assert [line["n"] for line in lines] == [0, 1, 2, 3, 4]
    for line, segment in zip(lines[1:], aligned["segments"], strict=True):
        assert (line["source"], line["target"]) == (segment["source"]["text"], segment["target"]["text"])
        assert line["flags"] == segment["flags"]
    assert (lines[2]["corrected_by"], lines[2]["machine"]) == ("=r.haddad", ENGLISH[1])
    assert (lines[1]["corrected_by"], lines[1]["machine"]) == (None, None)


# The part of the TMX 1.4 document type that is used, as its specification describes it.
TMX_DTD = etree.DTD(
    io.StringIO("""
<!ELEMENT tmx (header, body)>
<!ATTLIST tmx version CDATA #FIXED "1.4">
<!ELEMENT header EMPTY>
<!ATTLIST header creationtool CDATA #REQUIRED creationtoolversion CDATA #REQUIRED
  segtype (block|paragraph|sentence|phrase) #REQUIRED o-tmf CDATA #REQUIRED adminlang CDATA #REQUIRED
  srclang CDATA #REQUIRED datatype CDATA #REQUIRED creationdate CDATA #IMPLIED>
<!ELEMENT body (tu*)>
<!ELEMENT tu ((note|prop)*, tuv+)>
<!ATTLIST tu tuid CDATA #IMPLIED>
<!ELEMENT tuv ((note|prop)*, seg)>
<!ATTLIST tuv xml:lang CDATA #REQUIRED changedate CDATA #IMPLIED changeid CDATA #IMPLIED>
<!ELEMENT note (#PCDATA)>
<!ATTLIST note xml:lang CDATA #IMPLIED>
<!ELEMENT prop (#PCDATA)>
<!ATTLIST prop type CDATA #REQUIRED>
<!ELEMENT seg (#PCDATA)>
""")
)


def test_tmx_is_valid_and_a_translators_tool_reads_it(client: httpx2.Client, article: str, aligned: dict) -> None:
    content = get(client, article, "tmx").content
    document = etree.fromstring(content)
    assert TMX_DTD.validate(document), TMX_DTD.error_log
    memory = tmxfile(sourcelanguage="ar", targetlanguage="en")
    memory.parse(content)
    pairs = {unit.source: unit.target for unit in memory.units}
    for segment in aligned["segments"]:
        source, target = (segment[side]["text"].replace("\x07", "\ufffd") for side in ("source", "target"))
        assert pairs[source] == target
    assert document.xpath("//tu/note/text()") == [REMARK]
    (corrected,) = document.xpath("//tu[tuv/seg='Better.']/tuv[2]")
    assert corrected.get("changeid") == "=r.haddad"
    assert re.fullmatch(r"\d{8}T\d{6}Z", corrected.get("changedate"))


# The part of XLIFF 1.2 that is used, as its specification describes it.
_X = 'xmlns="http://relaxng.org/ns/structure/1.0" datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes"'
XLIFF_SCHEMA = etree.RelaxNG(
    etree.fromstring(f"""
<element name="xliff" ns="urn:oasis:names:tc:xliff:document:1.2" {_X}>
  <attribute name="version" ns=""><value>1.2</value></attribute>
  <element name="file">
    <attribute name="original" ns=""/><attribute name="source-language" ns=""><data type="language"/></attribute>
    <attribute name="target-language" ns=""><data type="language"/></attribute>
    <attribute name="datatype" ns=""><value>plaintext</value></attribute><attribute name="tool-id" ns=""/>
    <element name="header"><element name="tool">
      <attribute name="tool-id" ns=""/><attribute name="tool-name" ns=""/><attribute name="tool-version" ns=""/>
      <empty/></element></element>
    <element name="body"><zeroOrMore><element name="trans-unit">
      <attribute name="id" ns=""/><attribute name="resname" ns=""/><attribute name="xml:space"/>
      <optional><attribute name="approved" ns=""><value>yes</value></attribute></optional>
      <element name="source"><attribute name="xml:lang"/><text/></element>
      <optional><element name="target"><attribute name="xml:lang"/>
        <attribute name="state" ns=""><choice>
          <value>final</value><value>translated</value><value>needs-review-translation</value></choice></attribute>
        <optional><attribute name="state-qualifier" ns=""><choice>
          <value>leveraged-mt</value><value>leveraged-tm</value></choice></attribute></optional>
        <text/></element></optional>
      <zeroOrMore><element name="note"><attribute name="from" ns=""/><attribute name="xml:lang"/>
        <attribute name="annotates" ns=""><value>target</value></attribute><text/></element></zeroOrMore>
      <optional><element name="alt-trans"><attribute name="origin" ns=""/>
        <attribute name="alttranstype" ns=""><value>previous-version</value></attribute>
        <element name="target"><attribute name="xml:lang"/><text/></element></element></optional>
    </element></zeroOrMore></element>
  </element>
</element>""")
)


def test_xliff_is_valid_and_a_translators_tool_reads_it(client: httpx2.Client, article: str, aligned: dict) -> None:
    content = get(client, article, "xliff").content
    document = etree.fromstring(content)
    assert XLIFF_SCHEMA.validate(document), XLIFF_SCHEMA.error_log
    file = Xliff1File()
    file.parse(content)
    units = {unit.getid().split("\x04")[-1]: unit for unit in file.units}
    assert list(units) == ["0", "1", "2", "3", "4"]
    for segment in aligned["segments"]:
        unit = units[str(segment["n"])]
        assert str(unit.source) == segment["source"]["text"].replace("\x07", "\ufffd")
        assert str(unit.target) == segment["target"]["text"].replace("\x07", "\ufffd")
    assert units["2"].isapproved()
    assert units["1"].isreview() or "needs-review" in etree.tostring(units["1"].xmlelement).decode()
    assert REMARK in units["1"].getnotes()
    names = {"x": "urn:oasis:names:tc:xliff:document:1.2"}
    assert document.xpath("//x:trans-unit[@id='2']/x:alt-trans/x:target/text()", namespaces=names) == [ENGLISH[1]]


def test_xliff_follows_the_schema_of_oasis(client: httpx2.Client, article: str) -> None:
    if not OASIS.exists():
        reason = "OASIS's schema is not here (Debian: apt-get install php-symfony-translation)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)

    class Local(etree.Resolver):
        def resolve(self, url: str, _: str, context: object) -> object:
            return self.resolve_filename(str(OASIS.with_name("xml.xsd")), context) if "xml.xsd" in url else None

    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Local())
    schema = etree.XMLSchema(etree.parse(OASIS, parser))
    assert schema.validate(etree.fromstring(get(client, article, "xliff").content)), schema.error_log


def test_docx_has_both_languages_in_their_direction(client: httpx2.Client, article: str, aligned: dict) -> None:
    content = get(client, article, "docx").content
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    document = Document(io.BytesIO(content))
    assert document.core_properties.author == "Dragoman"
    # Without the mark, a day that follows an Arabic name would stand on its other side.
    assert any(p.text.startswith("=وكالة\u200e · ") for p in document.paragraphs)
    table = document.tables[-1]
    assert [cell.text for cell in table.rows[0].cells] == ["Line", "English", "العربية"]
    for row, segment in zip(table.rows[1:], aligned["segments"], strict=True):
        number, english, source = row.cells
        assert number.text == str(segment["n"])
        assert english.paragraphs[0].text == segment["target"]["text"].replace("\x07", "\ufffd")
        assert source.text == segment["source"]["text"].replace("\x07", "\ufffd")
        (paragraph,) = source.paragraphs
        assert paragraph._p.pPr.find(qn("w:bidi")) is not None
        assert all(run._r.rPr.find(qn("w:rtl")) is not None for run in paragraph.runs)
        assert english.paragraphs[0]._p.pPr is None
    assert REMARK in table.rows[1].cells[1].text
    assert "Corrected by =r.haddad\u200e, " in table.rows[2].cells[1].text


def test_markdown_shows_text_as_it_stands(client: httpx2.Client, article: str) -> None:
    from markdown_it import MarkdownIt

    text = get(client, article, "md").text
    rendered = MarkdownIt("commonmark").render(text)
    assert '<p lang="ar" dir="rtl">' + SENTENCES[0] + "</p>" in rendered
    assert "&lt;b&gt;&amp;" in rendered
    assert "*bold* [a](b)" in rendered
    assert "<b>" not in rendered
    assert f"⚑ {REMARK}" in rendered
    assert '<a href="#s1">[1]</a>' in rendered


@pytest.mark.parametrize("text", ["# x", "- x", "1. x", "1) x", "+ x", "=== x", "> x", "`x` *y* _z_ <a> &amp; [b](c)"])
def test_no_text_becomes_markup(text: str) -> None:
    from markdown_it import MarkdownIt

    from api.formats.marked_up import _plain

    (block,) = [t for t in MarkdownIt("commonmark").parse(_plain(text)) if t.type == "inline"]
    assert "".join(c.content for c in block.children or ()) == text
    assert {c.type for c in block.children or ()} <= {"text", "text_special"}


def test_the_page_in_a_file_is_whole_and_runs_nothing(client: httpx2.Client, article: str) -> None:
    answer = get(client, article, "html")
    document = etree.HTML(answer.text)
    assert not document.xpath("//script|//link|//img|//iframe|//@onclick")
    assert document.xpath("//tr[@id='s1']/td[@dir='rtl']//mark/text()") == ["35"]
    assert "style-src 'sha256-" in answer.headers["content-security-policy"]
    assert "<b>" not in answer.text


def test_a_long_article_is_written_in_a_moment(client: httpx2.Client, desk: Desk) -> None:
    sent = client.post("/v1/articles", json={"text": arabic(["وقال الوزير إن العمل يبدأ غدا."] * 2000)}).json()
    desk.finish(sent["job_id"])
    for wanted in FILES:
        assert get(client, sent["links"]["article"], wanted).elapsed.total_seconds() < 20, wanted


def test_file_names_are_safe(client: httpx2.Client, desk: Desk) -> None:
    sent = client.post("/v1/articles", json={"text": arabic(), "title": "عنوان"}).json()
    article, end = sent["links"]["article"], sent["article_id"][-8:]

    def name() -> str:
        return get(client, article, "md").headers["content-disposition"]

    assert name() == f'attachment; filename="article-{end}.md"'
    translated(desk, sent["job_id"])
    assert name() == f'attachment; filename="this-is-report-0-{end}.md"'
    body = {"text": 'Über "x"; ../../etc Set-Cookie: a=b ' + "long " * 50, "author": "a", "version": 0}
    client.put(f"{article}/segments/0/target", json=body).raise_for_status()
    assert name() == f'attachment; filename="uber-x-etc-set-cookie-a-b{"-long" * 7}-{end}.md"'
