"""Prepare a web page: its visible text, and which of it is the article."""

from lxml import html as lxml_html

from dragoman.errors import EmptyTextError
from worker.prepare.pasted import prepare_text
from worker.prepare.prepared import DEFAULT_LIMIT, Prepared

HIDDEN = ("script", "style", "noscript", "template", "head", "svg", "iframe")


def prepare_html(html: str, url: str | None = None, limit: int = DEFAULT_LIMIT) -> Prepared:
    """Cut the visible text of a page. ``url`` helps to name the outlet.

    Raises:
        EmptyTextError: there is no letter in what the page shows.
    """
    del url
    if not html.strip():
        raise EmptyTextError("this page is empty")
    tree = lxml_html.document_fromstring(html)
    for tag in HIDDEN:
        for node in list(tree.iter(tag)):
            node.drop_tree()
    lines = (" ".join(part.split()) for part in tree.itertext())
    return prepare_text("\n".join(line for line in lines if line), limit)
