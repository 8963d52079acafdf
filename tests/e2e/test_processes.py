"""The same code as several processes: the Procfile's own commands, on real PostgreSQL and Redis."""

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from cryptography.fernet import Fernet
from rich.console import Console

from novex_shopify.adapters.persistence.migrate import newest
from novex_shopify.config.connector import Connector
from novex_shopify.entrypoints.demo.report import Report
from novex_shopify.entrypoints.demo.servers import stage
from novex_shopify.entrypoints.demo.store import Store
from novex_shopify.entrypoints.demo.story import SHOP, Story

ROOT = Path(__file__).parents[2]
HONCHO = (sys.executable, "-m", "honcho", "-f", str(ROOT / "Procfile"), "start")


def test_web_and_worker_tell_the_whole_story_together(
    tmp_path: Path, postgres_url: str, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {
        "DATABASE_URL": postgres_url,
        "REDIS_URL": redis_url,
        "TOKEN_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    release(settings)
    report = Report(Console(quiet=True))
    with stage(tmp_path, serve=(*HONCHO, "web", "worker"), settings=settings) as scene:
        for name, value in scene.environment.items():
            monkeypatch.setenv(name, value)
        connector = Connector.from_env()
        with httpx.Client(timeout=10) as browser, httpx.Client(base_url=scene.sandbox, timeout=10) as sandbox:
            Story(report, scene.product, browser, Store(sandbox, SHOP), connector).tell()
        readiness = httpx.get(f"{scene.product}/readyz").json()
        connector.close()
    assert [check.what for check in report.checks if not check.held] == []
    assert len(report.checks) == 15
    assert readiness == {"status": "ready", "checks": dict.fromkeys(("database", "redis", "shipments", "stores"), "ok")}
    log = scene.log.read_text()
    assert "worker.started" in log
    planted = (scene.environment["SHOPIFY_CLIENT_SECRET"], settings["TOKEN_ENCRYPTION_KEYS"], "shpat_", "shprt_")
    assert [secret for secret in planted if secret in log] == []


def release(settings: dict[str, str]) -> None:
    """What a platform does before it starts the new version."""
    environment = {**os.environ, **settings, "SHOPIFY_CLIENT_ID": "app", "SHOPIFY_CLIENT_SECRET": "0" * 32}
    done = subprocess.run([*HONCHO, "release"], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"revision {newest()}" in done.stdout
