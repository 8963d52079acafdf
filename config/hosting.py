"""Hosting platforms: where files are lost when a process restarts."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil

# What is mounted on these is memory, or the machine's own disk.
_LOST_FILE_SYSTEMS = frozenset({"tmpfs", "overlay", "rootfs"})


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform that replaces the machine at every restart, and with it the disk.

    `variable` is set in every process there. Files on a volume stay, where there are volumes.
    """

    name: str
    variable: str
    has_volumes: bool = True

    def loses(self, file: Path) -> bool:
        """Whether the file is gone after the next restart."""
        return not (self.has_volumes and _is_on_volume(file))

    def describe_lost_files(self) -> str:
        """What DATABASE_URL must name instead of such a file."""
        exception = ", or a SQLite file on a volume" if self.has_volumes else ""
        return (
            f"must name a PostgreSQL database{exception}: {self.name} discards the disk at every restart, and with it a"
            " SQLite file and the key file beside it"
        )


PLATFORMS = (
    Platform("Heroku", "DYNO", has_volumes=False),
    Platform("Render", "RENDER"),
    Platform("Fly.io", "FLY_APP_NAME"),
    Platform("Railway", "RAILWAY_ENVIRONMENT_ID"),
    Platform("Google Cloud Run", "K_SERVICE", has_volumes=False),
)


def find_platform(environment: Mapping[str, str]) -> Platform | None:
    """The platform that this process runs on."""
    return next((platform for platform in PLATFORMS if environment.get(platform.variable)), None)


def _is_on_volume(file: Path) -> bool:
    folder = file.resolve().parent
    mounts = [each for each in psutil.disk_partitions(all=True) if folder.is_relative_to(each.mountpoint)]
    disk = max(mounts, key=lambda each: len(each.mountpoint), default=None)
    return disk is not None and disk.mountpoint != "/" and disk.fstype not in _LOST_FILE_SYSTEMS
