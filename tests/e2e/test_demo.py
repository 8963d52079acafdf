"""The README's first command: the whole scenario in real processes."""

import re
import subprocess

from tests.process_cluster import COMMAND


def test_every_check_of_the_demo_passes() -> None:
    demo = subprocess.run([*COMMAND, "demo", "--once"], capture_output=True, text=True, timeout=100, check=False)
    assert demo.returncode == 0, demo.stdout + demo.stderr
    assert "✗" not in demo.stdout
    steps, passed, total, _ = re.split(r"(\d+) of (\d+) checks passed", demo.stdout)
    assert passed == total == str(steps.count("✓"))
    assert "No order missing or duplicated" in steps
