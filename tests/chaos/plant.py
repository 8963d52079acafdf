"""A whole installation of real processes that can be killed one by one."""

import os
import signal
import subprocess
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from novex_shopify.entrypoints.demo.patience import eventually

COMMAND = (sys.executable, "-m", "novex_shopify.entrypoints.cli.app")


@dataclass
class Plant:
    """Processes by name. A killed one is started again with the same command."""

    environment: Mapping[str, str]
    log: Path
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    commands: dict[str, Sequence[str]] = field(default_factory=dict)

    def start(self, name: str, *arguments: str) -> None:
        """Start a process."""
        self.commands[name] = arguments
        with self.log.open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [*COMMAND, *arguments], env={**os.environ, **self.environment}, stdout=log, stderr=log
            )

    def kill(self, name: str) -> None:
        """Pull the plug of one process, and start it again."""
        self.processes[name].send_signal(signal.SIGKILL)
        self.processes[name].wait()
        self.start(name, *self.commands[name])

    def wait_for_web(self) -> None:
        """Until the web process answers."""
        eventually(self._answers, 30, "the web process")

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.environment['APP_URL']}/healthz", timeout=1).is_success
        except httpx.TransportError:
            return False


@contextmanager
def plant(environment: Mapping[str, str], log: Path) -> Generator[Plant]:
    """A plant whose processes are all stopped at the end."""
    plant = Plant(environment, log)
    try:
        yield plant
    finally:
        for process in plant.processes.values():
            process.terminate()
        for process in plant.processes.values():
            process.wait(20)
