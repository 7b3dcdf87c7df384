"""Who may import whom, and what the wheel holds."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest


def test_the_import_rules_hold(root: Path) -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    if not lint.exists():
        pytest.skip("import-linter is not installed here; make lint runs it")
    done = subprocess.run([lint, "--no-cache"], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("module", ["api.app", "dragoman.cli", "dragoman.store", "dragoman.client"])
def test_what_serves_and_submits_loads_no_model_library(root: Path, module: str) -> None:
    code = (
        f"import sys, {module}; "
        "print([m for m in ('torch', 'transformers', 'ctranslate2', 'sentencepiece') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_worker_loads_no_model_library_before_its_first_article(root: Path) -> None:
    code = "import sys, worker.tasks; print([m for m in ('ctranslate2', 'sentencepiece', 'torch') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_wheel_holds_the_kernel_and_nothing_else(root: Path, tmp_path: Path) -> None:
    source = tmp_path / "source"
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        source.mkdir(exist_ok=True)
        shutil.copy(root / name, source / name)
    for name in ("dragoman", "api", "worker"):
        shutil.copytree(root / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    code = "import hatchling.build, sys; print(hatchling.build.build_wheel(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=source, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    info = next(n.split("/")[0] for n in names if ".dist-info/" in n)
    assert {n.split("/")[0] for n in names} == {"dragoman", info}
    expected = {
        str(p.relative_to(root)) for p in (root / "dragoman").rglob("*") if p.is_file() and "__pycache__" not in p.parts
    }
    assert {n for n in names if n.startswith("dragoman/")} == expected
    assert "dragoman/store/migrations/versions/0001_first.py" in names
    assert f"{info}/licenses/LICENSE" in names
