"""What `docs/security.md` gives as evidence exists, and scripts of others are as they were published."""

import re
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/security.md").read_text()
CODE = [
    path
    for folder in ("domain", "adapters", "config", "entrypoints", "tests")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in (".py", ".sql", ".html")
]


def test_every_named_file_exists() -> None:
    names = set(re.findall(r"`([\w./-]+\.(?:py|sql|html))`", PAGE))
    missing = [name for name in names if not any(f"/{path.relative_to(ROOT)}".endswith(f"/{name}") for path in CODE)]
    assert len(names) > 20
    assert missing == []


def test_every_named_line_of_the_log_is_written_and_every_named_function_exists() -> None:
    names = set(re.findall(r"`((?:console|api)\.(?!py`)[a-z_]+)`|`([a-z]+_[a-z_]+)`", PAGE))
    source = "\n".join(path.read_text() for path in CODE if path.suffix == ".py" and "tests" not in path.parts)
    assert [name for pair in names for name in pair if name and name not in source] == []


def test_vendored_files_are_as_they_were_published() -> None:
    folder = ROOT / "entrypoints/web/static/vendor"
    sums = dict(re.findall(r"(?m)^([0-9a-f]{64})  (\S+)$", (folder / "README.md").read_text()))
    found = {sha256(path.read_bytes()).hexdigest(): path.name for path in folder.iterdir() if path.suffix != ".md"}
    assert sums == {digest: name for digest, name in found.items() if not name.endswith(".txt")}
