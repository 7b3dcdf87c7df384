"""docker-compose.yml: valid, complete, without a secret, and every command one that exists."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

APPLICATIONS = ("migrate", "api", "prepare", "translate", "summarise", "slack")


@pytest.fixture(scope="module")
def compose(root: Path) -> dict[str, Any]:
    return yaml.safe_load((root / "docker-compose.yml").read_text(encoding="utf-8"))


def test_compose_itself_accepts_the_file(root: Path) -> None:
    command = shutil.which("docker-compose")
    if command is None:
        if os.environ.get("CI") == "true":
            pytest.fail("docker-compose is not installed")
        pytest.skip("docker-compose is not installed (Debian: apt-get install docker-compose)")
    env = os.environ | {"POSTGRES_PASSWORD": "x", "REDIS_PASSWORD": "y"}
    done = subprocess.run(
        [command, "--profile", "slack", "config", "-q"], cwd=root, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_compose_refuses_to_start_without_passwords(root: Path) -> None:
    command = shutil.which("docker-compose")
    if command is None or (root / ".env").exists():
        pytest.skip("docker-compose is not installed, or this checkout has an .env of its own")
    env = {k: v for k, v in os.environ.items() if k not in ("POSTGRES_PASSWORD", "REDIS_PASSWORD")}
    done = subprocess.run([command, "config"], cwd=root, env=env, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "in .env" in done.stderr


def test_every_service_of_ours_is_locked_down(compose: dict[str, Any]) -> None:
    for name in APPLICATIONS:
        service = compose["services"][name]
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name


def test_every_service_has_a_memory_limit_and_long_running_ones_restart(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert "mem_limit" in service, name
        assert service["restart"] == ("no" if name == "migrate" else "unless-stopped"), name
        assert name in ("migrate", "slack") or "healthcheck" in service, name


def test_models_are_mounted_read_only_and_only_where_they_are_used(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        mounts = [v for v in service.get("volumes", []) if "models" in v]
        assert mounts == (["./models:/srv/dragoman/models:ro"] if name in ("prepare", "translate", "summarise") else [])


def test_each_stage_has_a_worker(compose: dict[str, Any]) -> None:
    for stage in ("prepare", "translate", "summarise"):
        command = compose["services"][stage]["command"]
        assert command[command.index("-Q") + 1] == stage
        assert command[:4] == ["celery", "-A", "worker.app", "worker"]


def test_no_secret_is_in_the_file_and_the_example_names_every_variable(root: Path, compose: dict[str, Any]) -> None:
    text = (root / "docker-compose.yml").read_text(encoding="utf-8")
    used = set(re.findall(r"\$\{([A-Z_]+)", text))
    example = (root / ".env.example").read_text(encoding="utf-8")
    named = dict(re.findall(r"^([A-Z_]+)=(.*)$", example, flags=re.MULTILINE))
    assert used <= set(named)
    for name, value in named.items():
        assert not value or "PASSWORD" not in name, f"{name} has a value in the example"
    for service in compose["services"].values():
        for name, value in service.get("environment", {}).items():
            if "PASSWORD" in name or "TOKEN" in name:
                assert str(value).startswith("${"), name


def test_the_image_runs_as_nobody_in_particular(root: Path) -> None:
    dockerfile = (root / "Dockerfile").read_text(encoding="utf-8")
    assert re.findall(r"^USER (.+)$", dockerfile, flags=re.MULTILINE)[-1] == "10001:10001"
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile, flags=re.MULTILINE)
    ignored = (root / ".dockerignore").read_text(encoding="utf-8").split()
    for source in (s for line in copied for s in line.split()):
        assert f"!{source}" in ignored, f"{source} is copied but not let through by .dockerignore"
        assert (root / source).exists(), source
