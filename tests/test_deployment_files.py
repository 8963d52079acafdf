"""The files for platforms, containers and systemd name what exists: files, commands, settings and one Python."""

import json
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

from novex_shopify.config.example_values import EXAMPLE_VALUES
from novex_shopify.entrypoints.cli.app import COMMANDS

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
DOCKERFILE = (ROOT / "Dockerfile").read_text()
OTHER_VARIABLES = {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD"}
SMALL_FILES = ("render.yaml", "fly.toml")
FILES_WITH_COMMANDS = (
    *("Procfile", "Dockerfile", "deploy/compose.yaml", "deploy/render.yaml", "deploy/fly.toml"),
    *("deploy/systemd/novex-shopify-web@.service", "deploy/systemd/novex-shopify-worker@.service"),
)


def read_yaml(name: str) -> Any:
    return yaml.safe_load((DEPLOY / name).read_text())


def list_copied_files() -> Iterator[str]:
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE):
        *sources, _ = line.split()
        yield from sources


def list_variables() -> Iterator[str]:
    """Every environment variable that a file for a platform sets."""
    yield from json.loads((ROOT / "app.json").read_text())["env"]
    for service in read_yaml("render.yaml")["services"]:
        yield from (variable["key"] for variable in service.get("envVars", ()))
    for service in read_yaml("compose.yaml")["services"].values():
        yield from service.get("environment", ())
    yield from re.findall(r"\b([A-Z_]{4,})=…", (DEPLOY / "fly.toml").read_text())
    for unit in DEPLOY.glob("systemd/*"):
        yield from re.findall(r"^Environment=(\w+)=", unit.read_text(), re.MULTILINE)


def test_every_file_that_the_image_is_built_from_exists_and_reaches_the_build() -> None:
    *_, allowed = (ROOT / ".dockerignore").read_text().partition("\n*\n")
    patterns = [line.removeprefix("!") for line in allowed.splitlines() if line.startswith("!")]
    for copied in list_copied_files():
        assert (ROOT / copied).exists()
        assert any(fnmatch(copied, pattern) or copied.startswith(f"{pattern}/") for pattern in patterns), copied


def test_the_image_has_the_python_of_the_platforms_and_no_root() -> None:
    version = (ROOT / ".python-version").read_text().strip()
    assert set(re.findall(r"^FROM python:(\S+)-slim", DOCKERFILE, re.MULTILINE)) == {version}
    assert re.search(r"^USER [1-9]\d*:[1-9]\d*$", DOCKERFILE, re.MULTILINE)
    assert "HEALTHCHECK" in DOCKERFILE
    assert "requirements-dev" not in DOCKERFILE


@pytest.mark.parametrize("path", FILES_WITH_COMMANDS)
def test_every_command_exists(path: str) -> None:
    text = (ROOT / path).read_text()
    called = set(re.findall(r'\bnovex-shopify"?,? "?([a-z]+)\b', re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE)))
    assert called
    assert called <= set(COMMANDS)


def test_every_variable_is_a_setting() -> None:
    assert set(list_variables()) <= set(EXAMPLE_VALUES) | OTHER_VARIABLES


def test_compose_starts_web_and_worker_after_the_migration_on_their_own_database_and_redis() -> None:
    services = read_yaml("compose.yaml")["services"]
    assert set(services) == {"database", "redis", "migrate", "web", "worker"}
    for name in ("web", "worker"):
        assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
        assert {"DATABASE_URL", "REDIS_URL"} <= set(services[name]["environment"])


@pytest.mark.parametrize("name", SMALL_FILES)
def test_the_files_of_single_platforms_stay_small(name: str) -> None:
    assert len((DEPLOY / name).read_text().splitlines()) < 40
