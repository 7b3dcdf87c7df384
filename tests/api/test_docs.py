"""docs/api.md cannot lie: its commands run, its tables are the code's."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from api.errors import PROBLEM_TYPES


@pytest.fixture
def text(root: Path) -> str:
    return (root / "docs" / "api.md").read_text(encoding="utf-8")


def test_every_command_runs(text: str, base_url: str, tmp_path: Path) -> None:
    if not shutil.which("curl"):
        pytest.skip("curl is not installed")
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 9
    # -f: an answer that is an error fails the command; the one example that shows an error is left as it is.
    script = "\n".join(b.replace("curl -s", "curl -fs") if "خبرگزاری" not in b else b for b in blocks)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=tmp_path,
        env=os.environ | {"DRAGOMAN": base_url, "no_proxy": "*"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for said in (
        '"line":1,"status":202',
        '"language":"en"',
        "event: queued",
        '"state":"cancelled"',
        '"fa"',
        "degraded",
    ):
        assert said in done.stdout, said


def test_the_table_of_problems_is_the_one_in_the_code(text: str) -> None:
    rows = re.findall(r"^\| `(/problems/[a-z-]+)` \| (\d+) \| (.*?) ?\| (.*) \|$", text, re.MULTILINE)
    assert rows == [
        (kind.uri, str(kind.status), ", ".join(f"`{m}`" for m in kind.members), kind.title)
        for kind in PROBLEM_TYPES.values()
    ]
