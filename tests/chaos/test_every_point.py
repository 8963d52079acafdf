"""Workers that are killed anywhere in the middle of their work: in the end all of it is done, and done once."""

import subprocess
import sys
from pathlib import Path

import pytest

from novex_shopify.config.connector import Connector
from novex_shopify.domain.model.import_run import ImportKind
from tests.builders import SECRET, SHOP
from tests.chaos.dying_worker import STORIES
from tests.sandbox import a_sandbox

ROOT = Path(__file__).parents[2]
FEWEST_POINTS = {"ship": 12, "correct": 10, "cancel": 10}


@pytest.mark.parametrize("story", STORIES)
def test_a_worker_that_is_killed_at_any_point(story: str, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_sandbox("app", SECRET.value) as sandbox:
        for name, value in sandbox.environment(sqlite_url).items():
            monkeypatch.setenv(name, value)
        connector = Connector.from_env()
        connector.connect_shop(SHOP, access_token=sandbox.token(SHOP))
        connector.close()
        assert points("tests.chaos.dying_worker", story, sandbox.address) >= FEWEST_POINTS[story]


@pytest.mark.parametrize("kind", ImportKind)
def test_an_import_that_is_killed_at_any_point(
    kind: ImportKind, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_sandbox("app", SECRET.value, bulk_seconds=0) as sandbox:
        for name, value in sandbox.environment(sqlite_url).items():
            monkeypatch.setenv(name, value)
        Connector.from_env().close()
        assert points("tests.chaos.dying_import", sandbox.address, kind) >= 25


def points(module: str, *arguments: str) -> int:
    """Run it; gives at how many points it killed."""
    script = [sys.executable, "-m", module, *arguments]
    run = subprocess.run(script, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False)
    assert run.returncode == 0, run.stderr[-3000:]
    return int(run.stdout.split()[-1])
