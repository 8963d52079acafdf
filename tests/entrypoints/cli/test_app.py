"""What the command line says when it cannot: one line, no traceback, and an exit code that means it."""

import subprocess
import sys
from pathlib import Path

import pytest

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
