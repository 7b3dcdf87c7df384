"""Word documents, Arabic and English side by side in a table."""

import io
from collections.abc import Sequence

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Emu, Inches, Pt, RGBColor
from docx.table import _Cell as Cell  # pyright: ignore[reportPrivateUsage]  # it has no public name
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from api.formats.characters import xml_text
from api.formats.lines import Line, facts_of, lines_of, titles_of
from dragoman.aligned import AlignedArticle

_ARABIC_FONT = "Noto Naskh Arabic"
_SOFT = RGBColor(0x5A, 0x64, 0x67)
_WARN = RGBColor(0x8A, 0x41, 0x00)


def docx(aligned: AlignedArticle) -> bytes:
    """Landscape, with every flag under its line. Arabic paragraphs and runs are marked as right-to-left, which Word
    needs both of."""
    document: WordDocument = Document()
    source_title, target_title = titles_of(aligned)
    about = document.core_properties
    about.author = "Dragoman"
    about.title = xml_text(target_title or source_title or "Article without a title")[:255]
    about.created = about.modified = aligned.article.created_at.replace(tzinfo=None)
    about.language = "en"
    _turn(document)
    if target_title:
        document.add_heading(xml_text(target_title), 1)
    if source_title:
        _right_to_left(document.add_paragraph(), source_title, size=16)
    _soft(document.add_paragraph().add_run(xml_text(facts_of(aligned))))
    if aligned.summary:
        document.add_heading("Summary", 2)
        pairs = zip(aligned.summary.target, aligned.summary.source, strict=True)
        _add_table(
            document, [(f"{t.text} {''.join(f'[{n}]' for n in t.evidence)}", s.text, "", ()) for t, s in pairs], ""
        )
    document.add_heading("Line by line", 2)
    _add_table(document, [_row(line) for line in lines_of(aligned) if line.n], "Line")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


_Row = tuple[str, str, str, Sequence[str]]
"""English, Arabic, the line's number, and remarks."""


def _row(line: Line) -> _Row:
    remarks = [f"Corrected by {line.editor}"] if line.editor else line.remarks
    return line.target or "(not translated)", line.source, str(line.n), remarks


def _turn(document: WordDocument) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width


def _add_table(document: WordDocument, rows: Sequence[_Row], number: str) -> None:
    table = document.add_table(rows=1, cols=3 if number else 2)
    table.style = "Table Grid"
    heads = ([number] if number else []) + ["English", "العربية"]
    width = sum(column.width or 0 for column in table.columns)
    narrow = Inches(0.55) if number else 0
    widths = ([narrow] if number else []) + [(width - narrow) // 2] * 2
    for column, each in zip(table.columns, widths, strict=True):
        column.width = Emu(each)  # rows that are added take it over
    for cell, head, each in zip(table.rows[0].cells, heads, widths, strict=True):
        cell.width = Emu(each)
        if head.isascii():
            cell.paragraphs[0].add_run(head).bold = True
        else:
            _right_to_left(cell.paragraphs[0], head)
    _append(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader")  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    for english, arabic, n, remarks in rows:
        cells = table.add_row().cells
        if number:
            _soft(cells[0].paragraphs[0].add_run(n))
        _fill(cells[-2], english, remarks)
        _right_to_left(cells[-1].paragraphs[0], arabic)


def _fill(cell: Cell, english: str, remarks: Sequence[str]) -> None:
    cell.paragraphs[0].add_run(xml_text(english))
    for remark in remarks:
        run = cell.add_paragraph().add_run(xml_text(remark))
        run.font.size = Pt(8.5)
        run.font.color.rgb = _WARN


def _right_to_left(paragraph: Paragraph, text: str, size: float = 12) -> None:
    _append(paragraph._p.get_or_add_pPr(), "w:bidi")  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    run = paragraph.add_run(xml_text(text))
    # Complex scripts have a font, a size and a language of their own in Word; w:rtl chooses them.
    properties = run._r.get_or_add_rPr()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    _append(properties, "w:rFonts", f'w:cs="{_ARABIC_FONT}"')
    _append(properties, "w:szCs", f'w:val="{round(size * 2)}"')
    _append(properties, "w:rtl")
    _append(properties, "w:lang", 'w:bidi="ar-SA"')


def _append(parent: BaseOxmlElement, tag: str, attributes: str = "") -> None:
    child = parse_xml(f"<{tag} {nsdecls('w')} {attributes}/>")
    parent.append(child)  # pyright: ignore[reportUnknownMemberType]  # lxml has no types


def _soft(run: Run) -> None:
    run.font.color.rgb = _SOFT
