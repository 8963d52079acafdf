"""Web and worker as separate processes: the Procfile's own commands, on real PostgreSQL and Redis."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from cryptography.fernet import Fernet
from rich.console import Console

from novex_shopify.adapters.persistence.migrate import get_head_revision
from novex_shopify.config.console_password import hash_password
from novex_shopify.domain.model.secret import Secret
from novex_shopify.entrypoints.demo.report import Report
from novex_shopify.entrypoints.demo.scenario import SHOP, Scenario
from novex_shopify.entrypoints.embedded.connector import Connector
from novex_shopify.entrypoints.sandbox.client import ShopClient
from tests.e2e.diagnostics import (
    iter_command_output,
    iter_database_rows,
    iter_page_text,
    iter_redis_values,
    list_encodings,
)
from tests.installation import run_installation

PASSWORD = "the planted password of the console"
SECRETS = (
    "SHOPIFY_CLIENT_SECRET",
    "SHOPIFY_CLIENT_SECRET_PREVIOUS",
    "TOKEN_ENCRYPTION_KEYS",
    "API_TOKENS",
    "CONSOLE_PASSWORD_HASH",
)
ROOT = Path(__file__).parents[2]
HONCHO = (sys.executable, "-m", "honcho", "-f", str(ROOT / "Procfile"), "start")


def test_web_and_worker_processes_run_the_whole_scenario(
    tmp_path: Path, postgres_url: str, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {
        "DATABASE_URL": postgres_url,
        "REDIS_URL": redis_url,
        "TOKEN_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        "SHOPIFY_CLIENT_SECRET_PREVIOUS": secrets.token_hex(16),
        "API_TOKENS": secrets.token_hex(16),
        "LOT_STRATEGY": "fefo",
        "CONSOLE_PASSWORD_HASH": hash_password(Secret(PASSWORD)),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    run_release(settings)
    report = Report(Console(quiet=True))
    with run_installation(tmp_path, serve_command=(*HONCHO, "web", "worker"), settings=settings) as installation:
        for name, value in installation.environment.items():
            monkeypatch.setenv(name, value)
        connector = Connector.from_env()
        with (
            httpx.Client(timeout=10) as browser,
            httpx.Client(base_url=installation.sandbox_url, timeout=10) as sandbox,
        ):
            Scenario(report, installation.product_url, browser, ShopClient(sandbox, SHOP), connector).run()
        readiness = httpx.get(f"{installation.product_url}/readyz").json()
        with connector.container.unit_of_work()() as tx:
            tokens = tx.shops.get_credentials(SHOP)
        assert tokens is not None
        assert tokens.refresh_token is not None
        planted = {name: installation.environment[name] for name in SECRETS} | {
            "the access token": tokens.access_token.value,
            "the refresh token": tokens.refresh_token.value,
            "the password": PASSWORD,
            "a token that was refused": (refused := f"shpat_{secrets.token_hex(16)}"),
        }
        diagnostics = {
            "commands": "".join(iter_command_output({**os.environ, **installation.environment}, SHOP, refused)),
            "pages": "".join(iter_page_text(installation.product_url, PASSWORD)),
            "database": "".join(iter_database_rows(connector.container.engine())),
            "Redis": "".join(iter_redis_values(redis_url)),
            "logs": installation.log.read_text(),
        }
        connector.close()
    assert [check.description for check in report.checks if not check.passed] == []
    assert len(report.checks) == 23
    assert (readiness["status"], set(readiness["checks"].values())) == ("ready", {"ok"})
    assert "worker.started" in diagnostics["logs"]
    assert all("#1001" in diagnostics[where] for where in ("commands", "pages", "database"))
    leaks = [
        (name, where)
        for name, secret in planted.items()
        for where, all_of_it in diagnostics.items()
        if any(form in all_of_it for form in list_encodings(secret))
    ]
    assert leaks == []


def run_release(settings: dict[str, str]) -> None:
    """Run what a platform runs before it starts a new version."""
    environment = {**os.environ, **settings, "SHOPIFY_CLIENT_ID": "app", "SHOPIFY_CLIENT_SECRET": "0" * 32}
    done = subprocess.run([*HONCHO, "release"], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"revision {get_head_revision()}" in done.stdout
