"""The encryption key of an installation that configures none."""

import contextlib
import os
import tempfile
from pathlib import Path

from cryptography.fernet import Fernet

from novex_shopify.adapters.file_access import protect_file
from novex_shopify.domain.model.secret import Secret


def load_or_create_key(path: Path) -> Secret:
    """Return the key in the file. Without a file, create one that only its owner can read. Raises `OSError`.

    The file appears with its whole content or not at all, so processes that start together agree on one key.
    """
    if not path.exists():
        descriptor, temporary_path = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        try:
            os.write(descriptor, Fernet.generate_key())
            os.fsync(descriptor)
            with contextlib.suppress(FileExistsError):
                os.link(temporary_path, path)
        finally:
            os.close(descriptor)
            Path(temporary_path).unlink()
    protect_file(path)
    return Secret(path.read_text("ascii").strip())
