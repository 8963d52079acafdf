"""An installation without a configured key creates one, once."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from novex_shopify.adapters.crypto.key_file import load_or_create_key


def test_a_new_key_is_a_fernet_key_that_only_its_owner_can_read(tmp_path: Path) -> None:
    path = tmp_path / "key"
    key = load_or_create_key(path)
    fernet = Fernet(key.value)
    assert fernet.decrypt(fernet.encrypt(b"token")) == b"token"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_an_existing_key_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("a-key-of-an-operator\n")
    assert load_or_create_key(path).value == "a-key-of-an-operator"
    assert path.read_text() == "a-key-of-an-operator\n"


def test_starts_at_the_same_time_agree_on_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(load_or_create_key, [tmp_path / "key"] * 32))
    assert len({key.value for key in keys}) == 1
    assert len(list(tmp_path.iterdir())) == 1


def test_a_folder_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="missing"):
        load_or_create_key(tmp_path / "missing" / "key")
