"""Who may read the files of this program."""

import logging
import stat
from contextlib import suppress
from pathlib import Path

_log = logging.getLogger(__name__)


def protect_file(path: Path) -> None:
    """Close a file to all users who are neither its owner nor of its group; a file that these may read is closed to all
    but its owner. Does nothing if the file is missing or somebody else's.
    """
    with suppress(OSError):
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & stat.S_IRWXO:
            path.chmod(mode & ~(stat.S_IRWXG | stat.S_IRWXO))
            _log.warning("file.protected", extra={"path": str(path), "mode": f"{mode:04o}"})
