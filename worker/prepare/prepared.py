"""What preparation hands on."""

from dataclasses import dataclass

from dragoman.article import Metadata
from dragoman.text import SegmentedText

DEFAULT_LIMIT = 600
"""The longest segment, in code points; the engines check tokens besides."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article cut into segments and furniture, and what it says of itself."""

    segmented: SegmentedText
    metadata: Metadata
