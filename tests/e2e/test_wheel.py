"""What is shipped: the wheel, built through the sdist, beside an ERP that has a `config` and a `domain` of its own."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("domain", "adapters", "entrypoints", "config")
UV = ROOT / ".uv/bin/uv"

IMPORT_ALL = """
import importlib, pkgutil, sys
import config.shelf, domain.stock
assert config.shelf.OWNER == domain.stock.OWNER == "the ERP"
import novex_shopify
names = [m.name for m in pkgutil.walk_packages(novex_shopify.__path__, "novex_shopify.")]
for name in names:
    if not name.endswith("migrations.env"):  # which only Alembic can run
        importlib.import_module(name)
for name in novex_shopify.__all__:
    getattr(novex_shopify, name)
assert "site-packages" in novex_shopify.__file__, novex_shopify.__file__
print(*names)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as `python -m build` makes it: first the sdist, then the wheel from that."""
    out = tmp_path_factory.mktemp("dist")
    _run(sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), cwd=ROOT)
    (built,) = out.glob("*.whl")
    return built


def test_the_wheel_contains_every_file_of_the_packages(wheel: Path) -> None:
    expected = {
        f"novex_shopify/{path.relative_to(ROOT)}"
        for room in PACKAGES
        for path in (ROOT / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert packed == expected | {"novex_shopify/__init__.py", "novex_shopify/py.typed"}


def test_every_module_can_be_imported_beside_a_foreign_erp(wheel: Path, tmp_path: Path) -> None:
    python = tmp_path / "venv/bin/python"
    _run(UV, "venv", "--quiet", "--python", sys.executable, python.parents[1])
    install = (UV, "pip", "install", "--quiet", "--python", python)
    locked = ("--require-hashes", "-r", ROOT / "requirements.txt")
    if not _try_run(*install, "--offline", *locked):  # what `make` downloaded is enough, unless it was cleaned away
        _run(*install, *locked)
    _run(*install, "--offline", "--no-deps", wheel)
    erp = tmp_path / "erp"
    for module in ("config/__init__.py", "config/shelf.py", "domain/__init__.py", "domain/stock.py"):
        (erp / module).parent.mkdir(parents=True, exist_ok=True)
        (erp / module).write_text('OWNER = "the ERP"\n')
    (erp / "import_all.py").write_text(IMPORT_ALL)
    assert set(_run(python, "import_all.py", cwd=erp).split()) == _list_modules()


def _list_modules() -> set[str]:
    """Every module of the rooms, by the name under which it is imported."""
    files = {path.relative_to(ROOT) for room in PACKAGES for path in (ROOT / room).rglob("*.py")}
    packages = {path.parent if path.name == "__init__.py" else path.with_suffix("") for path in files}
    return {".".join(("novex_shopify", *path.parts)) for path in packages}


def _try_run(*command: str | Path) -> bool:
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 0


def _run(*command: str | Path, cwd: Path = ROOT) -> str:
    result = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout
