"""The README's first command: the whole story in real processes."""

import subprocess
import sys

COMMAND = (sys.executable, "-m", "novex_shopify.entrypoints.cli.app")


def test_the_demonstration_ends_with_every_check_held() -> None:
    demo = subprocess.run([*COMMAND, "demo", "--once"], capture_output=True, text=True, timeout=60, check=False)
    assert demo.returncode == 0, demo.stdout + demo.stderr
    assert "✗" not in demo.stdout
    assert "17 of 17 checks held" in demo.stdout
