"""TMX 1.4b for translation memories and XLIFF 1.2 for translators' tools."""

from collections.abc import Mapping
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from api.formats.characters import xml_text
from api.formats.lines import Line, lines_of
from dragoman import __version__
from dragoman.aligned import AlignedArticle

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def tmx(aligned: AlignedArticle) -> bytes:
    """Every translated line as a unit; who corrected it and what the checks say goes with it."""
    root = Element("tmx", {"version": "1.4"})
    header = {
        "creationtool": "Dragoman",
        "creationtoolversion": __version__,
        "segtype": "sentence",
        "o-tmf": "Dragoman",
        "adminlang": "en",
        "srclang": "ar",
        "datatype": "plaintext",
        "creationdate": _stamp(aligned.article.created_at),
    }
    SubElement(root, "header", header)
    body = SubElement(root, "body")
    for line in lines_of(aligned):
        if line.target:
            _add_unit(body, aligned.article.id, line)
    return _written(root)


def _add_unit(body: Element, article_id: str, line: Line) -> None:
    unit = SubElement(body, "tu", {"tuid": f"{article_id}:{line.n}"})
    for remark in line.remarks:
        _add(unit, "note", remark, {_LANG: "en"})
    _add(unit, "prop", line.kind, {"type": "x-kind"})
    _add(unit, "prop", line.signature, {"type": "x-signature"})
    _add(SubElement(unit, "tuv", {_LANG: "ar"}), "seg", line.source)
    about = {_LANG: "en"}
    if line.corrected and line.correction:
        about |= {"changeid": xml_text(line.correction.author), "changedate": _stamp(line.correction.at)}
    _add(SubElement(unit, "tuv", about), "seg", line.target)


def xliff(aligned: AlignedArticle) -> bytes:
    """The whole article: untranslated lines have no target, flagged ones ask for a review, corrected ones are final
    and keep the machine's version as an alternative."""
    root = Element("xliff", {"version": "1.2", "xmlns": "urn:oasis:names:tc:xliff:document:1.2"})
    about = {
        "original": aligned.article.id,
        "source-language": "ar",
        "target-language": "en",
        "datatype": "plaintext",
        "tool-id": "dragoman",
    }
    file = SubElement(root, "file", about)
    tool = {"tool-id": "dragoman", "tool-name": "Dragoman", "tool-version": __version__}
    SubElement(SubElement(file, "header"), "tool", tool)
    body = SubElement(file, "body")
    for line in lines_of(aligned):
        _add_trans_unit(body, line)
    return _written(root)


def _add_trans_unit(body: Element, line: Line) -> None:
    approved = {"approved": "yes"} if line.corrected else {}
    unit = SubElement(body, "trans-unit", {"id": str(line.n), "resname": line.kind, _SPACE: "preserve", **approved})
    _add(unit, "source", line.source, {_LANG: "ar"})
    if line.target:
        _add(unit, "target", line.target, {_LANG: "en", **_state(line)})
    for remark in line.remarks:
        _add(unit, "note", remark, {"from": "dragoman", "annotates": "target", _LANG: "en"})
    if line.corrected and line.correction:
        said = f"Corrected by {line.correction.author} at {line.correction.at.isoformat()}"
        _add(unit, "note", said, {"from": "dragoman", "annotates": "target", _LANG: "en"})
    if line.machine:
        other = SubElement(unit, "alt-trans", {"alttranstype": "previous-version", "origin": "machine"})
        _add(other, "target", line.machine, {_LANG: "en"})


def _state(line: Line) -> dict[str, str]:
    if line.corrected:
        return {"state": "final"}
    state = "needs-review-translation" if line.flags else "translated"
    return {
        "state": state,
        "state-qualifier": "leveraged-tm" if line.signature.startswith("memory") else "leveraged-mt",
    }


def _add(parent: Element, tag: str, text: str, attributes: Mapping[str, str] | None = None) -> None:
    SubElement(parent, tag, dict(attributes or {})).text = xml_text(text)


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _written(root: Element) -> bytes:
    indent(root)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="utf-8") + b"\n"
