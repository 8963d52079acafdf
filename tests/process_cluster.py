"""A whole installation of real processes that can be killed one by one."""

import os
import signal
import subprocess
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from novex_shopify.entrypoints.demo.environment import COMMAND
from novex_shopify.entrypoints.demo.polling import wait_until

START_TIMEOUT_SECONDS = 30
STOP_TIMEOUT_SECONDS = 20


@dataclass
class ProcessCluster:
    """Processes by name. A killed one is started again with the same command."""

    environment: Mapping[str, str]
    log: Path
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    commands: dict[str, Sequence[str]] = field(default_factory=dict)

    def start(self, name: str, *arguments: str) -> None:
        """Start one of the product's commands."""
        self.start_command(name, (*COMMAND, *arguments))

    def start_command(self, name: str, command: Sequence[str]) -> None:
        """Start any command."""
        self.commands[name] = command
        with self.log.open("ab") as log:
            self.processes[name] = subprocess.Popen(
                command, env={**os.environ, **self.environment}, stdout=log, stderr=log
            )

    def kill_and_restart(self, name: str) -> None:
        """Pull the plug of one process, and start it again."""
        self.processes[name].send_signal(signal.SIGKILL)
        self.processes[name].wait()
        self.start_command(name, self.commands[name])

    def stop(self, name: str) -> int:
        """Stop one process in order; returns its exit code."""
        process = self.processes.pop(name)
        process.terminate()
        return process.wait(STOP_TIMEOUT_SECONDS)

    def wait_until_reachable(self, url: str) -> None:
        """Until there is an answer, whatever it says."""

        def answers() -> bool:
            try:
                httpx.get(url, timeout=1, trust_env=False)
            except httpx.TransportError:
                return False
            return True

        wait_until(answers, START_TIMEOUT_SECONDS, f"an answer from {url}; the log is {self.log}")


@contextmanager
def run_process_cluster(environment: Mapping[str, str], log: Path) -> Generator[ProcessCluster]:
    """A plant whose processes are all stopped at the end."""
    plant = ProcessCluster(environment, log)
    try:
        yield plant
    finally:
        for process in plant.processes.values():
            process.terminate()
        for process in plant.processes.values():
            process.wait(STOP_TIMEOUT_SECONDS)
