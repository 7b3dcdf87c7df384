"""``make`` on machines that lack something, and what it does when a folder was moved or an installation was cut off.

Pythons are played by small scripts here; the real installation is what a person, and CI, does with ``make test``.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

TOOLS = ("sh", "make", "uname", "mkdir", "rm", "cat", "touch", "sed", "awk", "env")


class Machine:
    """A copy of the checkout's outside in a folder with spaces, and a PATH with nothing but what a test puts there."""

    def __init__(self, folder: Path) -> None:
        self.checkout = folder / "my  checkout"
        self.bin = folder / "bin"
        self.bin.mkdir()
        (self.checkout / "scripts").mkdir(parents=True)
        scripts = [f"scripts/{path.name}" for path in (ROOT / "scripts").glob("*.*")]
        for name in ("Makefile", "pyproject.toml", "constraints.txt", *scripts):
            shutil.copy(ROOT / name, self.checkout / name)
        for tool in TOOLS:
            found = shutil.which(tool)
            if found:
                (self.bin / tool).symlink_to(found)

    def program(self, name: str, script: str) -> None:
        path = self.bin / name
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)

    def python(self, name: str, minor: int, *, venv: bool = True) -> None:
        """A Python 3.``minor`` whose venvs and pip only note that they were called."""
        pretend = f"import sys; sys.version_info = (3, {minor}, 0)"
        self.program(
            name,
            f"""
case "$*" in
*version_info*) exec '{sys.executable}' -c "{pretend}; $(echo "$2" | sed 's/^import sys;//')" ;;
*ensurepip*) exit {0 if venv else 1} ;;
--version) echo Python 3.{minor}.0 ;;
"-m venv"*) mkdir -p .venv/bin; cat "$0" >.venv/bin/python; chmod +x .venv/bin/python; echo venv "$@" >>calls ;;
*groups.py*) ;;
"-c print"*) echo yes ;;
*) echo "$@" >>calls; exit $(cat pip-fails 2>/dev/null || echo 0) ;;
esac""",
        )
        (self.bin / "chmod").exists() or (self.bin / "chmod").symlink_to(shutil.which("chmod") or "/bin/chmod")

    def make(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [shutil.which("make") or "make", *arguments],
            cwd=self.checkout,
            env={"PATH": str(self.bin), **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    def calls(self) -> list[str]:
        path = self.checkout / "calls"
        return path.read_text().splitlines() if path.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    if not shutil.which("make"):
        pytest.skip("make is not installed")
    return Machine(tmp_path)


def test_help_lists_every_target(machine: Machine) -> None:
    text = (ROOT / "Makefile").read_text()
    (phony,) = re.findall(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    listed = machine.make().stdout
    assert listed == machine.make("help").stdout
    for target in set(phony.split()) - {"stale"}:
        assert re.search(rf"^  {target} +\S", listed, re.MULTILINE), target


@pytest.mark.parametrize(
    ("pythons", "redis", "said"),
    [
        ({}, True, "Python 3.11 or newer is needed and none was found: install it"),
        ({"python3": 10, "python": 9}, True, "Python 3.11 or newer is needed and none was found: install it"),
        ({"python3": 13}, False, "there is no redis-server here, and only Python 3.11 and 3.12 bring one along"),
    ],
)
def test_what_is_missing_is_one_line(machine: Machine, pythons: dict[str, int], redis: bool, said: str) -> None:
    if not redis and (os.uname().sysname, os.uname().machine) != ("Linux", "x86_64"):
        said = "there is no redis-server here: install it"
    for name, minor in pythons.items():
        machine.python(name, minor)
    if redis:
        machine.program("redis-server", "exit 0")
    done = machine.make("demo")
    assert done.returncode == 2
    assert done.stdout == ""
    first, make = done.stderr.splitlines()
    assert first.startswith(f"setup: {said}")
    assert make.startswith("make: ***")


def test_a_python_without_venv_is_named(machine: Machine) -> None:
    machine.program("redis-server", "exit 0")
    machine.python("python3", 12, venv=False)
    done = machine.make("test")
    assert done.stderr.startswith("setup: python3 has no venv module: install it")


def test_the_python_that_brings_a_redis_is_preferred_where_there_is_none(machine: Machine) -> None:
    if (os.uname().sysname, os.uname().machine) != ("Linux", "x86_64"):
        pytest.skip("the bundled Redis runs on Linux x86_64 only")
    machine.python("python3", 14)
    machine.python("python3.12", 12)
    assert "from Python 3.12.0 (python3.12)" in machine.make("demo").stdout
    shutil.rmtree(machine.checkout / ".venv")
    machine.program("redis-server", "exit 0")
    assert "from Python 3.14.0 (python3)" in machine.make("demo").stdout


def test_a_second_run_sets_nothing_up(machine: Machine) -> None:
    machine.program("redis-server", "exit 0")
    machine.python("python3", 11)
    first = machine.make("demo", "PORT=8070", "ARGS=--no-wait")
    assert first.returncode == 0, first.stderr
    assert first.stdout.splitlines()[0] == "Setting up Python in .venv, from Python 3.11.0 (python3)"
    venv, pip, demo = (line for line in machine.calls() if "--version" not in line)
    assert "venv --clear" in venv
    assert pip.endswith("--constraint constraints.txt --editable .[api,worker,embedded]")
    assert demo == "-m dragoman.cli demo --port 8070 --no-wait"
    second = machine.make("demo")
    assert second.stdout == ""
    assert machine.calls()[-1] == "-m dragoman.cli demo"
    # The tests need more, and having more is no reason to install less again.
    machine.make("test")
    assert "-m pytest" in machine.calls()[-1]
    assert any("postgres" in line for line in machine.calls())
    before = len(machine.calls())
    machine.make("demo")
    machine.make("test")
    assert len(machine.calls()) == before + 2


def test_an_installation_cut_off_starts_over(machine: Machine) -> None:
    machine.program("redis-server", "exit 0")
    machine.python("python3", 11)
    (machine.checkout / "pip-fails").write_text("1")
    done = machine.make("demo")
    assert "setup: the packages could not be installed" in done.stderr
    (machine.checkout / "pip-fails").unlink()
    again = machine.make("demo")
    assert again.returncode == 0
    assert again.stdout.startswith("Setting up Python in .venv")


def test_a_moved_folder_is_set_up_anew(machine: Machine) -> None:
    machine.program("redis-server", "exit 0")
    machine.python("python3", 11)
    machine.make("demo")
    machine.checkout = machine.checkout.rename(machine.checkout.parent / "moved away")
    assert machine.make("demo").stdout.startswith("Setting up Python in .venv")
    assert machine.make("demo").stdout == ""


def test_constraints_pin_and_nothing_else() -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    assert lines[0].startswith("#")
    for line in lines[1:]:
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+]+", line), line
