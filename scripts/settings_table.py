"""The table of settings in docs/operations.md, from the settings themselves.

python -m scripts.settings_table
"""

import re
from pathlib import Path

from dragoman.settings import Settings

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "operations.md"
BLOCK = re.compile(r"(?<=<!-- settings:begin -->\n).*?(?=<!-- settings:end -->)", re.DOTALL)


def table() -> str:
    """One line a setting: its variable, its default, what it is for."""
    lines = ["| variable | default | what it sets |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else f"`{field.default}`"
        lines.append(f"| `DRAGOMAN_{name.upper()}` | {default} | {field.description or ''} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    DOCUMENT.write_text(BLOCK.sub(lambda _: table(), DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
