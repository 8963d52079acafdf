"""A Chromium for the browser tests: one that is installed, or one that is installed now.

Best is the one without a window, `chromium-headless-shell`: pages need a quarter less of the processor in it.
`python -m tests.chromium COMMAND` runs a command with it; this is how `make test` runs pytest. Where there is none
and none can be installed, the command runs all the same and gets the reason; in CI it does not run.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

PATH_VARIABLE = "TEST_CHROMIUM"
MISSING_VARIABLE = "TEST_CHROMIUM_MISSING"

OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-sync",
]
HEADLESS_PROGRAMS = ["chromium-headless-shell", "chrome-headless-shell"]
PROGRAMS = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
]
INSTALL_TIMEOUT_SECONDS = 900


class NoChromiumError(Exception):
    """There is no Chromium that starts. The text says why, in one line."""


def find_chromium() -> str | None:
    """Return the program that `TEST_CHROMIUM` names, else one without a window, else another."""
    return next(_list_programs(), None)


def find_or_install_chromium() -> str:
    """Return a program that starts, installed if need be. Raise `NoChromiumError` if there is none."""
    refusals: list[str] = []
    for program in _list_programs():
        if refusal := _try_start(program):
            refusals.append(f"{program} does not start: {refusal}")
        else:
            return program
    if os.environ.get(PATH_VARIABLE):
        raise NoChromiumError("; ".join(refusals))
    for name, commands in _list_installations():
        sys.stderr.write(f"Installing a Chromium for the browser tests with {name}\n")
        if refusal := _run_all(commands):
            refusals.append(f"{name}: {refusal}")
            continue
        for program in _list_programs():
            if not _try_start(program):
                return program
        refusals.append(f"{name}: what it installed does not start")
    raise NoChromiumError("; ".join(refusals))


def get_missing_reason() -> str | None:
    """Return why the tests have no browser; None if they have one."""
    if reason := os.environ.get(MISSING_VARIABLE):
        return reason
    return None if find_chromium() else "there is no Chromium on this machine; `make test` installs one"


def _list_programs() -> Iterator[str]:
    if named := os.environ.get(PATH_VARIABLE):
        yield named
        return
    yield from filter(None, map(shutil.which, HEADLESS_PROGRAMS))
    with_window = _find_playwright_program()
    if with_window:
        yield from _list_playwright_headless_programs(with_window)
    yield from filter(None, map(shutil.which, [*PROGRAMS, *filter(None, [with_window])]))


def _find_playwright_program() -> str | None:
    """Return where Playwright's own build is or would be; None if Playwright itself does not start."""
    try:
        with sync_playwright() as playwright:
            return playwright.chromium.executable_path
    except Exception:
        return None


def _list_playwright_headless_programs(with_window: str) -> Iterator[str]:
    """Find Playwright's build without a window beside the other, since only that one's path is known."""
    for folder in Path(with_window).parents:
        name, _, revision = folder.name.partition("-")
        if name == "chromium":
            yield from map(str, folder.parent.glob(f"chromium_headless_shell-{revision}/*/*headless*shell"))


def _list_installations() -> Iterator[tuple[str, list[list[str]]]]:
    """Playwright's own build needs a desktop's libraries; Debian's package brings them, but for one of Playwright."""
    yield "Playwright", [[sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"]]
    if shutil.which("apt-get") and os.geteuid() == 0:
        update, install = ["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]
        for package in ("chromium-headless-shell", "chromium"):
            yield f"apt-get ({package})", [update, [*install, package, "fonts-liberation", "libatomic1"]]


def _try_start(program: str) -> str | None:
    """Start and stop it. Return what went wrong; Playwright whose driver does not start raises `Exception`."""
    try:
        with sync_playwright() as playwright:
            playwright.chromium.launch(executable_path=program, args=OPTIONS).close()
    except Exception as error:
        return _find_cause(str(error))
    return None


def _run_all(commands: list[list[str]]) -> str | None:
    """Run one after the other. Return what went wrong with the first that fails."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in commands:
        try:
            subprocess.run(
                command, env=environment, capture_output=True, text=True, check=True, timeout=INSTALL_TIMEOUT_SECONDS
            )
        except subprocess.CalledProcessError as error:
            return _find_cause(error.stdout + error.stderr)
        except subprocess.TimeoutExpired:
            return f"it did not end within {INSTALL_TIMEOUT_SECONDS} s"
    return None


def _find_cause(output: str) -> str:
    """Return the first line about an error, else the first of all."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    causes = [line for line in lines if "error" in line.lower() or line.startswith("E:")]
    return (causes or lines or ["no reason is stated"])[0]


def main() -> None:
    """Run the command in the arguments with the browser's path, or the reason why there is none, in a variable."""
    try:
        os.environ[PATH_VARIABLE] = find_or_install_chromium()
    except NoChromiumError as error:
        if os.environ.get("CI") or os.environ.get(PATH_VARIABLE):
            sys.exit(f"The browser tests have no Chromium: {error}")
        os.environ[MISSING_VARIABLE] = f"there is no Chromium, and none could be installed ({error})"
    os.execvp(sys.argv[1], sys.argv[1:])


if __name__ == "__main__":
    main()
