"""Where the disk is lost at every restart, nothing that must last is stored on it."""

from pathlib import Path
from typing import NamedTuple

import psutil
import pytest
from cryptography.fernet import Fernet

from novex_shopify.config.errors import InvalidSettings
from novex_shopify.config.example_values import EXAMPLE_VALUES
from novex_shopify.config.hosting import PLATFORMS, Platform
from novex_shopify.config.settings import read_settings, require_public_url


class Mount(NamedTuple):
    mountpoint: str
    fstype: str


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """The required variables, and a folder on the machine's own disk."""
    monkeypatch.chdir(tmp_path)
    for name in (*EXAMPLE_VALUES, *(platform.variable for platform in PLATFORMS)):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SHOPIFY_CLIENT_ID", "app-1")
    monkeypatch.setenv("SHOPIFY_CLIENT_SECRET", "a-planted-secret-0123456789")
    mount(monkeypatch, "/", "ext4")
    return monkeypatch


def mount(settings: pytest.MonkeyPatch, folder: str, file_system: str) -> None:
    disks = [Mount("/", "overlay"), Mount(folder, file_system)]
    settings.setattr(psutil, "disk_partitions", lambda all: disks)


@pytest.mark.parametrize("platform", PLATFORMS, ids=lambda platform: platform.name)
def test_sqlite_is_refused_where_the_disk_is_lost_and_nothing_is_created(
    settings: pytest.MonkeyPatch, platform: Platform, tmp_path: Path
) -> None:
    read_settings()
    settings.setenv(platform.variable, "web.1")
    with pytest.raises(InvalidSettings, match="DATABASE_URL must name a PostgreSQL database") as refusal:
        read_settings()
    assert f"{platform.name} discards the disk at every restart" in str(refusal.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("file_system", "accepted"), [("ext4", True), ("tmpfs", False)])
def test_sqlite_is_accepted_on_a_volume(
    settings: pytest.MonkeyPatch, tmp_path: Path, file_system: str, accepted: bool
) -> None:
    settings.setenv("FLY_APP_NAME", "novex")
    mount(settings, str(tmp_path), file_system)
    if accepted:
        assert read_settings().uses_sqlite
        return
    with pytest.raises(InvalidSettings, match="or a SQLite file on a volume"):
        read_settings()


def test_a_process_on_a_platform_needs_its_public_address(settings: pytest.MonkeyPatch) -> None:
    require_public_url(read_settings())
    settings.setenv("DATABASE_URL", "postgres://novex@db/novex")
    settings.setenv("TOKEN_ENCRYPTION_KEYS", Fernet.generate_key().decode())
    settings.setenv("DYNO", "web.1")
    with pytest.raises(InvalidSettings, match="APP_URL must be the public address of this app on Heroku"):
        require_public_url(read_settings())
    settings.setenv("APP_URL", "https://novex.example")
    require_public_url(read_settings())
