"""A line at the end of a test run about tests that were deselected, also if other processes collected them."""

import pytest

LINE = pytest.StashKey[str]()


def report_deselection(config: pytest.Config, line: str) -> None:
    """Have one line written at the end of the run."""
    config.stash[LINE] = line
    if hasattr(config, "workeroutput"):  # a process of pytest-xdist: `pytest_testnodedown` hands it over
        config.workeroutput["deselection"] = line


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """Take over the line of a process of pytest-xdist."""
    line = getattr(node, "workeroutput", {}).get("deselection")
    if line:
        node.config.stash[LINE] = line  # type: ignore[attr-defined]


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Write the line."""
    if line := config.stash.get(LINE, None):
        terminalreporter.write_line(line, yellow=True)
