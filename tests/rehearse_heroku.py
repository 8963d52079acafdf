"""Repeats what Heroku does with the last commit, in a bare folder: build, release, web and worker, one webhook.

The steps, their order and the environment are those of heroku/heroku-buildpack-python v351 (`bin/compile`,
`lib/package_manager.sh`, `lib/pip.sh`, `lib/hooks.sh`). Run it with `make heroku`.
"""

import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import psutil

from novex_shopify.config.console_password import hash_password
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.policies.signatures import sign_webhook
from tests.builders import SHOP, a_delivery, an_order_body
from tests.installation import seed_database
from tests.polling import wait_until
from tests.servers import PostgresServer, RedisServer, find_free_port
from tests.tls_proxy import TlsProxy

ROOT = Path(__file__).parents[1]
PACKAGE_MANAGER_FILES = ("requirements.txt", "Pipfile", "Pipfile.lock", "poetry.lock", "uv.lock")
SUPPORTED_PYTHONS = ("3.11", "3.12", "3.13", "3.14")
BOOT_TIMEOUT_SECONDS, STOP_TIMEOUT_SECONDS, ORDER_TIMEOUT_SECONDS = 60, 30, 20


class Dynos:
    """The built app: its one-off and its lasting processes. `config` holds the config vars."""

    def __init__(self, app: Path, config: Mapping[str, str], log: Path) -> None:
        self.app, self.port, self._log = app, find_free_port(), log
        self.commands = dict(line.split(": ", 1) for line in (app / "Procfile").read_text().splitlines())
        self._environment = {
            "PATH": f"{app / '.heroku/python/bin'}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(app),
            "PYTHONPATH": str(app),
            "PYTHONUNBUFFERED": "true",
            "LANG": "en_US.UTF-8",
            "WEB_CONCURRENCY": "2",
            "FORWARDED_ALLOW_IPS": "*",
            "PORT": str(self.port),
            **config,
        }

    def run(self, command: str, dyno: str) -> str:
        """Run a command to its end, as the release phase and `heroku run` do; returns what it prints."""
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.app,
            env={**self._environment, "DYNO": dyno},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"`{command}` ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    @contextmanager
    def start(self, name: str) -> Generator[subprocess.Popen[bytes]]:
        """Start a process of the Procfile. At the end it is terminated, and must stop before Heroku would kill it."""
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                ["bash", "-c", self.commands[name]],
                cwd=self.app,
                env={**self._environment, "DYNO": f"{name}.1"},
                stdout=log,
                stderr=log,
            )
        try:
            yield process
        except BaseException:
            process.kill()
            raise
        process.terminate()
        if process.wait(STOP_TIMEOUT_SECONDS) not in (0, -signal.SIGTERM):
            raise SystemExit(f"{name} ended with {process.returncode}; the log is {self._log}")


def main() -> None:
    started_at = time.monotonic()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="novex-heroku-")))
        app = export_commit(folder / "app")
        require_one_package_manager(app)
        build(app)
        report("built", started_at)
        postgres, redis = stack.enter_context(PostgresServer()), stack.enter_context(RedisServer())
        redis_port = int(redis.url.rpartition(":")[2].partition("/")[0])
        proxy = stack.enter_context(TlsProxy(redis_port, folder))
        config = read_config(app, postgres.url, proxy.port)
        dynos = Dynos(app, config, folder / "log")
        write(dynos.run(dynos.commands["release"], "release.1").strip())
        os.environ.update(config)
        seed_database().close()
        with dynos.start("worker"), dynos.start("web") as web:
            wait_until_healthy(dynos.port, web, folder / "log")
            report("started", started_at)
            deliver_order(dynos.port)
            wait_until(lambda: list_orders(dynos), ORDER_TIMEOUT_SECONDS, "the order in the ERP")
            report("applied a webhook", started_at)
        report("stopped", started_at)


def export_commit(folder: Path) -> Path:
    """What `git push heroku` sends: the files of the last commit, and nothing else."""
    folder.mkdir()
    archive = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, capture_output=True, check=True).stdout
    subprocess.run(["tar", "--extract"], cwd=folder, input=archive, check=True)
    return folder


def require_one_package_manager(app: Path) -> None:
    """Several files, or another Python version file, fail the build or are deprecated there."""
    found = [name for name in (*PACKAGE_MANAGER_FILES, "runtime.txt", "setup.py") if (app / name).exists()]
    if found != ["requirements.txt"]:
        raise SystemExit(f"Heroku needs requirements.txt and no other package manager file, and found {found}")
    if (version := (app / ".python-version").read_text().strip()) not in SUPPORTED_PYTHONS:
        raise SystemExit(f".python-version has {version}, and Heroku supports {', '.join(SUPPORTED_PYTHONS)}")


def build(app: Path) -> None:
    """Install Python, then requirements.txt, then run the hook of the app."""
    subprocess.run([find_python(app), "-m", "venv", app / ".heroku/python"], cwd="/", check=True)
    binaries = app / ".heroku/python/bin"
    private = ("PYTHON", "VIRTUAL_ENV", "COV_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(private)}
    environment |= {"PATH": f"{binaries}:/usr/local/bin:/usr/bin:/bin", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    install = ("pip", "install", "-r", "requirements.txt", "--exists-action=w", "--no-input", "--progress-bar", "off")
    subprocess.run([binaries / "python", "-m", *install, "--quiet"], cwd=app, env=environment, check=True)
    hook = app / "bin/post_compile"
    hook.chmod(0o755)
    subprocess.run([hook], cwd=app, env=environment, check=True)


def find_python(app: Path) -> str:
    """The Python that a version manager selects by the app's .python-version; without one, that of this process."""
    version = (app / ".python-version").read_text().strip()
    ask = ["python3", "-c", "import ensurepip, sys; print(sys.executable)"]
    found = subprocess.run(ask, cwd=app, capture_output=True, text=True, check=False).stdout.strip()
    if f"/python{version}" in str(Path(found).resolve()):
        return found
    write(f"This machine has no Python {version}; instead, Python {sys.version.split()[0]} is used")
    return sys.executable


def read_config(app: Path, postgres_url: str, redis_port: int) -> dict[str, str]:
    """The config vars that app.json sets, those that its reader has to state, and those of its add-ons."""
    manifest = json.loads((app / "app.json").read_text())
    if manifest["addons"] != ["heroku-postgresql", "heroku-redis"]:
        raise SystemExit(f"app.json has the add-ons {manifest['addons']}")
    stated = {
        "SHOPIFY_CLIENT_ID": "app",
        "SHOPIFY_CLIENT_SECRET": secrets.token_hex(16),
        "APP_URL": "https://novex-shopify.example",
        "CONSOLE_PASSWORD_HASH": hash_password(Secret(secrets.token_hex(16))),
    }
    config = {
        "DATABASE_URL": postgres_url.replace("postgresql+psycopg://", "postgres://"),
        "REDIS_URL": f"rediss://:planted-password@127.0.0.1:{redis_port}",
    }
    for name, variable in manifest["env"].items():
        generated = secrets.token_hex(32) if variable.get("generator") == "secret" else None
        config[name] = variable.get("value") or generated or stated[name]
    return config


def wait_until_healthy(port: int, web: subprocess.Popen[bytes], log: Path) -> None:
    def is_healthy() -> bool:
        if web.poll() is not None:
            raise SystemExit(f"web ended with {web.returncode}:\n{log.read_text()}")
        try:
            return httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False).is_success
        except httpx.TransportError:
            return False

    wait_until(is_healthy, BOOT_TIMEOUT_SECONDS, "/healthz")
    listening = {each.laddr.ip for each in psutil.Process(web.pid).net_connections() if each.status == "LISTEN"}
    if listening != {"0.0.0.0"}:  # the router is another machine
        raise SystemExit(f"web listens on {listening}, which the router cannot reach")


def deliver_order(port: int) -> None:
    """Send a webhook as Shopify signs it and as the router passes it on."""
    body, secret = an_order_body(), Secret(os.environ["SHOPIFY_CLIENT_SECRET"])
    delivery = a_delivery(body=body, signature=sign_webhook(secret, body))
    headers = {
        "Host": "novex-shopify.example",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": "203.0.113.7",
        "X-Shopify-Hmac-Sha256": delivery.signature,
        "X-Shopify-Shop-Domain": SHOP,
        "X-Shopify-Topic": delivery.topic,
        "X-Shopify-Webhook-Id": delivery.webhook_id,
    }
    url = f"http://127.0.0.1:{port}/webhooks/shopify"
    answer = httpx.post(url, content=delivery.body, headers=headers, trust_env=False)
    if answer.status_code != 200:
        raise SystemExit(f"A signed webhook was answered {answer.status_code}: {answer.text}")


def list_orders(dynos: Dynos) -> bool:
    orders = json.loads(dynos.run("novex-shopify orders list --json", "run.1"))
    return [order["name"] for order in orders] == ["#1001"]


def report(step: str, since: float) -> None:
    write(f"{step} after {time.monotonic() - since:.0f} s")


def write(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
