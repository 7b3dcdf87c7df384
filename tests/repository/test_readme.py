"""The README says what is so."""

import re
from pathlib import Path

from scripts.readme import _BLOCK, agrees, block
from scripts.settings_table import BLOCK, table


def test_the_output_shown_is_what_this_code_prints(root: Path) -> None:
    printed = _BLOCK.search((root / "README.md").read_text(encoding="utf-8"))
    assert printed is not None
    assert agrees(printed.group(), block()), "run: python -m scripts.readme"


def test_every_target_it_names_exists(root: Path) -> None:
    readme = (root / "README.md").read_text(encoding="utf-8")
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, flags=re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z-]+)", readme)) <= targets | {"and"}


def test_every_file_it_links_to_exists(root: Path) -> None:
    for document in [root / "README.md", *sorted((root / "docs").rglob("*.md"))]:
        for link in re.findall(r"\]\((?!https?://|#|mailto:)([^)#]+)", document.read_text(encoding="utf-8")):
            assert (document.parent / link).exists(), f"{document.name} links to {link}"


def test_every_setting_is_documented(root: Path) -> None:
    document = (root / "docs" / "operations.md").read_text(encoding="utf-8")
    printed = BLOCK.search(document)
    assert printed is not None
    assert printed.group() == table(), "run: python -m scripts.settings_table"
