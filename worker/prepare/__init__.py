"""From what a reader sends to sentences: body and furniture told apart, sentences cut, metadata read.

Nothing is lost on the way: segments, furniture and the white space between tile the text exactly.
"""

from worker.prepare.normalise import Normalised, normalise
from worker.prepare.page import prepare_html
from worker.prepare.pasted import prepare_text
from worker.prepare.prepared import DEFAULT_LIMIT, Prepared

__all__ = ["DEFAULT_LIMIT", "Normalised", "Prepared", "normalise", "prepare_html", "prepare_text"]
