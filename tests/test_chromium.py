"""`make test` finds a browser or says why there is none."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import chromium
from tests.chromium import MISSING_VARIABLE, NoChromiumError, find_or_install_chromium, main

ROOT = Path(__file__).parents[1]
REASON = "there is no Chromium, and none could be installed (Playwright: no network)"


@pytest.fixture
def machine_without_chromium(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A machine without a browser, on which Playwright's installation fails."""
    installation = ["sh", "-c", "echo Downloading; echo Error: no network; exit 1"]
    monkeypatch.delenv("TEST_CHROMIUM", raising=False)
    monkeypatch.setenv(MISSING_VARIABLE, "")
    monkeypatch.setattr(chromium, "_list_programs", lambda: iter([]))
    monkeypatch.setattr(chromium, "_list_installations", lambda: iter([("Playwright", [installation])]))
    monkeypatch.setattr(os, "execvp", lambda *command: pytest.fail(f"{command} was run"))
    return monkeypatch


def test_a_command_without_a_browser_gets_the_reason_in_one_line(machine_without_chromium: pytest.MonkeyPatch) -> None:
    machine_without_chromium.setenv("CI", "")
    machine_without_chromium.setattr(sys, "argv", ["chromium", "pytest"])
    machine_without_chromium.setattr(os, "execvp", lambda *_command: None)
    main()
    assert os.environ[MISSING_VARIABLE] == (
        "there is no Chromium, and none could be installed (Playwright: Error: no network)"
    )


def test_in_ci_no_command_runs_without_a_browser(machine_without_chromium: pytest.MonkeyPatch) -> None:
    machine_without_chromium.setenv("CI", "true")
    with pytest.raises(SystemExit, match="Playwright: Error: no network"):
        main()


def test_instead_of_a_named_program_that_does_not_start_none_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_CHROMIUM", "/no/such/program")
    with pytest.raises(NoChromiumError, match="program does not start: "):
        find_or_install_chromium()


def test_a_chromium_without_a_window_is_preferred(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEST_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with_window, of_playwright, without_window = (
        tmp_path / name
        for name in ("chromium", "chromium_headless_shell-7/linux/headless_shell", "chromium-headless-shell")
    )
    monkeypatch.setattr(chromium, "_find_playwright_program", lambda: str(tmp_path / "chromium-7/linux/chrome"))
    for program in (with_window, of_playwright, without_window):
        program.parent.mkdir(parents=True, exist_ok=True)
        program.touch(0o755)
        assert chromium.find_chromium() == str(program)


def test_without_a_browser_its_tests_are_deselected_with_the_reason_in_one_line() -> None:
    environment = {"PATH": "/usr/bin:/bin", MISSING_VARIABLE: REASON}
    pytest_command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "tests/browser/test_sign_in.py"]
    output = subprocess.run(pytest_command, env=environment, capture_output=True, text=True, check=False, cwd=ROOT)
    assert f"browser tests were deselected: {REASON}" in output.stdout
    assert output.returncode == pytest.ExitCode.NO_TESTS_COLLECTED
