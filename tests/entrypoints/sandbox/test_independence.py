"""Product and sandbox share no code, so that they cannot share a mistake."""

import ast
from importlib.resources import files
from pathlib import Path

SANDBOX_PACKAGE = "novex_shopify.entrypoints.sandbox"


def test_the_sandbox_imports_nothing_of_ours_but_itself() -> None:
    sources = sorted(Path(str(files(SANDBOX_PACKAGE))).rglob("*.py"))
    assert len(sources) > 20
    for source in sources:
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert all(name.startswith(SANDBOX_PACKAGE) for name in names if name.startswith("novex_shopify")), source
