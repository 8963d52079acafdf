"""Processes of the operating system."""

import os
import platform
import secrets
import socket
import uuid
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

import psutil

from novex_shopify.domain.model.work import WorkerId

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_PID_NAMESPACE = Path("/proc/self/ns/pid")


def identify_this_process() -> WorkerId:
    """The worker that this process is; the same one however often this is called."""
    pid = os.getpid()
    return WorkerId(socket.gethostname(), pid, _identify_pid_namespace(), _draw_process_id(pid))


@cache
def _draw_process_id(_pid: int) -> str:
    # By pid, so that a forked process draws another one.
    return secrets.token_hex(6)


@cache
def _identify_pid_namespace() -> str:
    """A text that only processes with the same process table have: containers have tables of their own."""
    try:
        scope = f"{_BOOT_ID.read_text('ascii')} {_PID_NAMESPACE.readlink()}"
    except OSError:
        if platform.system() == "Linux":  # a sandboxed kernel that does not say: no other pid can be looked up
            return secrets.token_hex(6)
        scope = str(uuid.getnode())  # there are no containers outside Linux
    return sha256(scope.encode()).hexdigest()[:12]


class SystemProcesses:
    """The port `Processes`."""

    def find_start_time(self, pid: int) -> datetime | None:
        try:
            process = psutil.Process(pid)
            if process.status() == psutil.STATUS_ZOMBIE:
                return None
            return datetime.fromtimestamp(process.create_time(), UTC)
        except psutil.NoSuchProcess:
            return None
