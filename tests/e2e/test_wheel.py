"""The wheel, built through the sdist, beside an ERP that has its own `config` and `domain`."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("domain", "adapters", "entrypoints", "config")
UV = ROOT / ".uv/bin/uv"

SANDBOX = "novex_shopify.entrypoints.sandbox."

IMPORT_ALL = """
import importlib, pkgutil, sys
import config.shelf, domain.stock
assert config.shelf.OWNER == domain.stock.OWNER == "the ERP"
import novex_shopify
for name in [m.name for m in pkgutil.walk_packages(novex_shopify.__path__, "novex_shopify.")]:
    try:
        if not name.endswith("migrations.env"):  # which only Alembic can import
            importlib.import_module(name)
    except ModuleNotFoundError as error:
        assert error.name == "graphql", error
    else:
        print(name)
for name in novex_shopify.__all__:
    getattr(novex_shopify, name)
assert "site-packages" in novex_shopify.__file__, novex_shopify.__file__
"""


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


def test_only_the_sandbox_needs_its_extra_and_every_module_can_be_imported_beside_a_foreign_erp(
    wheel: Path, tmp_path: Path
) -> None:
    python = tmp_path / "venv/bin/python"
    _run(UV, "venv", "--quiet", "--python", sys.executable, python.parents[1])
    erp = _write_foreign_erp(tmp_path / "erp")

    _install(python, "--require-hashes", "-r", _write_requirements_without_extra(tmp_path))
    _run(UV, "pip", "install", "--quiet", "--python", python, "--offline", "--no-deps", wheel)
    _run(UV, "pip", "check", "--quiet", "--python", python)
    imported = set(_run(python, "import_all.py", cwd=erp).split())
    assert imported >= {module for module in _list_modules() if not module.startswith(SANDBOX)}
    for command in (["sandbox", "--client-id", "app", "--client-secret", "secret"], ["demo", "--once"]):
        result = subprocess.run(
            [python.with_name("novex-shopify"), *command], cwd=erp, capture_output=True, text=True, check=False
        )
        assert (result.returncode, result.stdout) == (2, "")
        assert result.stderr == "The sandbox is not installed. Run: pip install 'novex-shopify[sandbox]'\n"

    _install(python, "--require-hashes", "-r", ROOT / "requirements.txt")
    assert set(_run(python, "import_all.py", cwd=erp).split()) == _list_modules()


def _write_foreign_erp(folder: Path) -> Path:
    for module in ("config/__init__.py", "config/shelf.py", "domain/__init__.py", "domain/stock.py"):
        (folder / module).parent.mkdir(parents=True, exist_ok=True)
        (folder / module).write_text('OWNER = "the ERP"\n')
    (folder / "import_all.py").write_text(IMPORT_ALL)
    return folder


def _write_requirements_without_extra(folder: Path) -> Path:
    """The locked requirements without graphql-core, which only the extra `sandbox` needs."""
    locked = (ROOT / "requirements.txt").read_text()
    without, count = re.subn(r"^graphql-core==.*\n(?:    .*\n)+", "", locked, flags=re.MULTILINE)
    assert count == 1
    path = folder / "requirements.txt"
    path.write_text(without)
    return path


def _install(python: Path, *requirements: str | Path) -> None:
    install = (UV, "pip", "install", "--quiet", "--python", python)
    if not _try_run(*install, "--offline", *requirements):  # unless what `make` downloaded was removed
        _run(*install, *requirements)


def _list_modules() -> set[str]:
    """Every module of the packages, by the name under which it is imported."""
    files = {path.relative_to(ROOT) for package in PACKAGES for path in (ROOT / package).rglob("*.py")}
    packages = {path.parent if path.name == "__init__.py" else path.with_suffix("") for path in files}
    return {".".join(("novex_shopify", *path.parts)) for path in packages}


def _try_run(*command: str | Path) -> bool:
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 0


def _run(*command: str | Path, cwd: Path = ROOT) -> str:
    result = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout
