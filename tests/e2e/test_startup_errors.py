"""Starts that must fail: one message, exit code 2, and nothing created."""

import os
import socket
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from novex_shopify.adapters.persistence.migrate import get_head_revision
from tests.warm_process import run_command

KEY = Fernet.generate_key().decode()


def run_failing_command(folder: Path, *command: str, **settings: str) -> str:
    """Run a command that must fail; returns its only message."""
    environment = {**os.environ, "SHOPIFY_CLIENT_ID": "app", "SHOPIFY_CLIENT_SECRET": "0" * 32, **settings}
    result = run_command(command, environment, folder)
    assert result.returncode == 2, result.stdout + result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""
    (message,) = result.stderr.strip().splitlines()
    return message


def test_a_missing_setting(tmp_path: Path) -> None:
    message = run_failing_command(tmp_path, "serve", SHOPIFY_CLIENT_ID="")
    assert message.startswith("SHOPIFY_CLIENT_ID is missing. Example: SHOPIFY_CLIENT_ID=")
    assert list(tmp_path.iterdir()) == []


def test_a_port_in_use(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        message = run_failing_command(tmp_path, "serve", PORT=port)
    assert message.startswith(f"Port {port} on 127.0.0.1 cannot be used (Address already in use).")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["serve", "worker", "migrate"])
def test_an_unreachable_database(tmp_path: Path, command: str) -> None:
    url = "postgresql+psycopg://novex:planted-password@127.0.0.1:1/novex"
    message = run_failing_command(tmp_path, command, DATABASE_URL=url, TOKEN_ENCRYPTION_KEYS=KEY, PORT="18999")
    assert message.startswith("The database of DATABASE_URL (postgresql+psycopg://novex:***@127.0.0.1:1/novex) cannot")
    assert "Start it, or correct DATABASE_URL." in message


def test_a_database_that_was_not_migrated(tmp_path: Path, postgres_url: str) -> None:
    message = run_failing_command(tmp_path, "worker", DATABASE_URL=postgres_url, TOKEN_ENCRYPTION_KEYS=KEY)
    assert message == (
        f"The database is at revision none, this version needs {get_head_revision()}."
        " Run `novex-shopify migrate` first."
    )
