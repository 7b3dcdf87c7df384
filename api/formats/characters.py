"""Characters that text may hold and XML may not."""

import re

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """``text`` with a replacement sign for each control character that XML 1.0 forbids."""
    return _NOT_XML.sub("\ufffd", text)
