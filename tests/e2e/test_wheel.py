"""The wheel, built through the sdist, beside an ERP that has its own `config` and `domain`."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Generator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("domain", "adapters", "entrypoints", "config")
UV = ROOT / ".uv/bin/uv"

IMPORT_ALL = """
import importlib, pkgutil
import config.shelf, domain.stock
assert config.shelf.OWNER == domain.stock.OWNER == "the ERP"
import novex_shopify
for name in [m.name for m in pkgutil.walk_packages(novex_shopify.__path__, "novex_shopify.")]:
    if not name.endswith("migrations.env"):  # which only Alembic can import
        importlib.import_module(name)
    print(name)
assert "site-packages" in novex_shopify.__file__, novex_shopify.__file__
"""

USE_LIBRARY = """
import novex_shopify
from novex_shopify import Connector, Item, Shipment, ShipmentLine
names = [getattr(novex_shopify, name) for name in novex_shopify.__all__]
for connector in (Connector.in_memory(), Connector.from_env()):
    connector.put_items([Item("A-1", "A-1", "Apron")])
    assert connector.list_orders() == []
    print(connector.push_fulfillment(Shipment("S-1", "no such order", (ShipmentLine(1, 1),))).status)
    connector.close()
"""

APP = {"SHOPIFY_CLIENT_ID": "app", "SHOPIFY_CLIENT_SECRET": "a-secret-of-the-app", "TOKEN_ENCRYPTION_KEYS": "00" * 32}


@pytest.fixture
def tmp_path() -> Generator[Path]:
    """Beside the packages of `make`, which are then linked instead of copied, and where files may be executed."""
    with TemporaryDirectory(dir=ROOT / ".uv") as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as `python -m build` does: the sdist first, then the wheel from it."""
    out = tmp_path_factory.mktemp("dist")
    _run(sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), cwd=ROOT)
    (built,) = out.glob("*.whl")
    return built


def test_the_wheel_contains_every_file_of_the_packages(wheel: Path) -> None:
    expected = {
        f"novex_shopify/{path.relative_to(ROOT)}"
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert packed == expected | {"novex_shopify/__init__.py", "novex_shopify/py.typed"}


@pytest.mark.timeout(300)  # packages are installed and every module is compiled, in one test
def test_each_part_works_with_its_extras_and_names_those_that_are_missing(wheel: Path, tmp_path: Path) -> None:
    """One environment, which gets one extra after the other: another one would compile every dependency again."""
    python = _install_wheel(wheel, tmp_path)
    _use_library_alone(python)

    _install_wheel(wheel, tmp_path, "server")
    for command in (["sandbox", "--client-id", "app", "--client-secret", "secret"], ["demo", "--once"]):
        refusal = _refuse(python.with_name("novex-shopify"), *command)
        assert refusal == "The sandbox is not installed. Run: pip install 'novex-shopify[sandbox]'"

    _install_wheel(wheel, tmp_path, "documents", "postgres", "redis", "sandbox")
    erp = _write_foreign_erp(tmp_path / "erp")
    assert set(_run(python, "import_all.py", cwd=erp).split()) == _list_modules()


def _use_library_alone(python: Path) -> None:
    """The library works with its base dependencies; what it lacks is named."""
    statuses = _run(python, "-c", USE_LIBRARY, cwd=python.parents[2], variables=APP).split()
    assert statuses == ["not_shopify", "not_shopify"]
    command = python.with_name("novex-shopify")
    assert _refuse(command, "--version") == (
        "The command line and the server are not installed. Run: pip install 'novex-shopify[server]'"
    )
    for variable, extra in (("DATABASE_URL=postgresql://db/novex", "postgres"), ("REDIS_URL=redis://cache", "redis")):
        name, _, value = variable.partition("=")
        refusal = _refuse(python, "-c", "import novex_shopify; novex_shopify.Connector.from_env()", **{name: value})
        assert refusal.endswith(f"which {name} names, is not installed. Run: pip install 'novex-shopify[{extra}]'")


def _write_foreign_erp(folder: Path) -> Path:
    for module in ("config/__init__.py", "config/shelf.py", "domain/__init__.py", "domain/stock.py"):
        (folder / module).parent.mkdir(parents=True, exist_ok=True)
        (folder / module).write_text('OWNER = "the ERP"\n')
    (folder / "import_all.py").write_text(IMPORT_ALL)
    return folder


def _install_wheel(wheel: Path, folder: Path, *extras: str) -> Path:
    """Install the wheel with extras, in the locked versions, and return the environment's Python."""
    python = folder / "venv/bin/python"
    if not python.exists():
        _run(UV, "venv", "--quiet", "--python", sys.executable, python.parents[1])
    target = f"novex-shopify[{','.join(extras)}] @ {wheel.as_uri()}"
    install = (UV, "pip", "install", "--quiet", "--python", python, "-c", ROOT / "requirements.txt", target)
    if not _try_run(*install, "--offline"):  # unless what `make` downloaded was removed
        _run(*install)
    _run(UV, "pip", "check", "--quiet", "--python", python)
    return python


def _list_modules() -> set[str]:
    """Every module of the packages, by the name under which it is imported."""
    files = {path.relative_to(ROOT) for package in PACKAGES for path in (ROOT / package).rglob("*.py")}
    packages = {path.parent if path.name == "__init__.py" else path.with_suffix("") for path in files}
    return {".".join(("novex_shopify", *path.parts)) for path in packages}


def _try_run(*command: str | Path) -> bool:
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 0


def _run(*command: str | Path, cwd: Path = ROOT, variables: Mapping[str, str] | None = None) -> str:
    result = subprocess.run(
        command, cwd=cwd, env={**os.environ, **(variables or {})}, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def _refuse(*command: str | Path, **variables: str) -> str:
    """Run a command that fails, and return the last line of what it says."""
    result = subprocess.run(
        command, env={**os.environ, **APP, **variables}, capture_output=True, text=True, check=False
    )
    assert result.returncode != 0
    return result.stderr.splitlines()[-1]
