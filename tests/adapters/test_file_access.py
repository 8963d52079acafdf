"""Files that everybody on the machine could read are closed."""

import stat
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from novex_shopify.adapters.crypto.key_file import load_or_create_key
from novex_shopify.adapters.persistence.engine import open_engine


@pytest.mark.parametrize(("before", "after"), [(0o644, 0o600), (0o666, 0o600), (0o660, 0o660), (0o600, 0o600)])
def test_the_database_and_the_key_are_not_for_everybody(tmp_path: Path, before: int, after: int) -> None:
    database, key = tmp_path / "novex-shopify.db", tmp_path / "novex-shopify.key"
    load_or_create_key(key)
    database.touch()
    for path in (database, key):
        path.chmod(before)
    load_or_create_key(key)
    open_engine(make_url(f"sqlite:///{database}")).dispose()
    assert [stat.S_IMODE(path.stat().st_mode) for path in (database, key)] == [after, after]
