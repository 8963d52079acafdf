"""Runs the product's commands in processes of their own, which can be killed and restarted one by one."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.polling import wait_until
from tests.warm_process import WarmProcess

COMMAND = (sys.executable, "-m", "novex_shopify.entrypoints.cli.app")
START_TIMEOUT_SECONDS = 60
STOP_TIMEOUT_SECONDS = 20

Process = WarmProcess | subprocess.Popen[bytes]


@dataclass
class ProcessCluster:
    """Processes by name. `environment` is what the next one to start gets, beside this process's own."""

    environment: Mapping[str, str]
    log: Path
    processes: dict[str, Process] = field(default_factory=dict)
    starts: dict[str, Callable[[], Process]] = field(default_factory=dict)

    def fork(self, name: str, *arguments: str) -> None:
        """Start one of the product's commands from a process that has imported the product, which saves seconds."""
        self._start(name, lambda: WarmProcess(arguments, self._build_environment(), Path.cwd(), self.log, self.log))

    def start(self, name: str, *arguments: str) -> None:
        """Start one of the product's commands as a user does, for its memory, its time, or its start."""
        self.start_command(name, (*COMMAND, *arguments))

    def start_command(self, name: str, command: Sequence[str]) -> None:
        def start() -> Process:
            with self.log.open("ab") as log:
                return subprocess.Popen(command, env=self._build_environment(), stdout=log, stderr=log)

        self._start(name, start)

    def kill_and_restart(self, name: str) -> None:
        """Kill a process, which leaves it no time to finish anything, and start its command again."""
        self.processes[name].send_signal(signal.SIGKILL)
        self.processes[name].wait()
        self._start(name, self.starts[name])

    def stop(self, name: str) -> int:
        """Terminate a process and return its exit code."""
        process = self.processes.pop(name)
        process.terminate()
        return process.wait(STOP_TIMEOUT_SECONDS)

    def wait_until_reachable(self, url: str) -> None:
        """Wait for an answer with any status."""

        def is_reachable() -> bool:
            try:
                httpx.get(url, timeout=1, trust_env=False)
            except httpx.TransportError:
                return False
            return True

        wait_until(is_reachable, START_TIMEOUT_SECONDS, f"an answer from {url}; the log is {self.log}")

    def wait_until_ready(self, url: str) -> None:
        """Wait for a successful answer. Raises `RuntimeError` as soon as a process has exited."""

        def is_ready() -> bool:
            self._require_all_running()
            try:
                return httpx.get(url, timeout=2, trust_env=False).is_success
            except httpx.TransportError:
                return False

        wait_until(is_ready, START_TIMEOUT_SECONDS, f"success from {url}; the log is {self.log}")

    def _start(self, name: str, start: Callable[[], Process]) -> None:
        self.starts[name] = start
        self.processes[name] = start()

    def _build_environment(self) -> dict[str, str]:
        return {**os.environ, **self.environment}

    def _require_all_running(self) -> None:
        for name, process in self.processes.items():
            if process.poll() is not None:
                raise RuntimeError(f"{name} exited with {process.returncode}; the log is {self.log}")


@contextmanager
def run_process_cluster(environment: Mapping[str, str], log: Path) -> Generator[ProcessCluster]:
    """Stop every process of the cluster at the end."""
    cluster = ProcessCluster(environment, log)
    try:
        yield cluster
    finally:
        for process in cluster.processes.values():
            process.terminate()
        for process in cluster.processes.values():
            process.wait(STOP_TIMEOUT_SECONDS)
