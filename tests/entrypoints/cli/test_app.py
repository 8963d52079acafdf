"""The list of commands, and errors: one line, an exit code, no traceback."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner

from novex_shopify.entrypoints.cli.app import COMMANDS, app, load_command

COMMAND = (sys.executable, "-m", "novex_shopify.entrypoints.cli.app")
SETTINGS = {"SHOPIFY_CLIENT_ID": "app-1", "SHOPIFY_CLIENT_SECRET": "a-planted-secret-0123456789"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("orders", "show", "77"), "The ERP has no order 77."),
        (("shops", "connect", "evil.example"), "This is not a Shopify store's address."),
    ],
)
def test_a_refusal_is_one_line(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    result = subprocess.run(
        [*COMMAND, *arguments], env=SETTINGS, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert result.stderr.startswith(message)
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_has_each_commands_own_help(name: str) -> None:
    own_help, _, _ = (load_command(name).help or "").partition("\n")
    assert COMMANDS[name].help == own_help
    assert name in CliRunner().invoke(app, ["--help"]).output


def test_the_list_of_commands_loads_no_command() -> None:
    heavy = {"sqlalchemy", "dramatiq", "httpx", "starlette", "graphql", "dependency_injector"}
    script = (
        "import sys; from typer.testing import CliRunner; from novex_shopify.entrypoints.cli.app import app;"
        "CliRunner().invoke(app, ['--help']); print(*sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert heavy.isdisjoint(loaded)


def test_the_version_is_shown() -> None:
    assert CliRunner().invoke(app, ["--version"]).output.strip() == version("novex-shopify")
