"""The contract of `Processes`, for those of the operating system."""

import os
import subprocess
import sys
from datetime import timedelta

from novex_shopify.adapters.clock import SystemClock
from novex_shopify.adapters.processes import SystemProcesses, identify_this_process
from novex_shopify.domain.model.work import WorkerId


def test_a_running_process_has_a_start_time_in_the_past() -> None:
    started_at = SystemProcesses().find_start_time(os.getpid())
    assert started_at is not None
    assert timedelta(0) < SystemClock().now() - started_at + timedelta(seconds=2) < timedelta(hours=3)


def test_a_killed_process_counts_as_dead_even_before_it_is_reaped() -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    assert SystemProcesses().find_start_time(process.pid) is not None
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert SystemProcesses().find_start_time(process.pid) is None
    process.communicate()
    assert SystemProcesses().find_start_time(process.pid) is None


def test_each_process_is_identified_by_more_than_its_hostname_and_pid() -> None:
    program = "from novex_shopify.adapters.processes import identify_this_process; print(identify_this_process())"
    printed = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    mine, other = identify_this_process(), WorkerId.parse(printed.strip())
    assert mine == identify_this_process() == WorkerId.parse(str(mine))
    assert mine.process != other.process
    assert mine.sees_pid_of(other)
