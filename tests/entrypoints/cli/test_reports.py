"""`novex-shopify reports`."""

import json
from pathlib import Path

import pytest

from novex_shopify.domain.errors import MailNotSetUp
from novex_shopify.domain.model.report import Report
from tests.entrypoints.cli.commands import run_command

DAYS = ("--first", "2026-01-01", "--last", "2026-12-31")


def test_reports_are_listed_shown_and_written(an_order: str, tmp_path: Path) -> None:
    assert an_order
    listed = json.loads(run_command("reports", "list", "--json").stdout)
    assert [each["report"] for each in listed] == list(Report)
    (row,) = json.loads(run_command("reports", "show", "sales-by-product", *DAYS, "--json").stdout)
    assert (row["item_id"], row["total"], row["currency"]) == ("ART-1", "11.90", "EUR")
    written = run_command("reports", "export", "sales-by-product", *DAYS, "--format", "xlsx", "-o", "sales.xlsx")
    assert "sales.xlsx is written." in written.stdout
    assert (tmp_path / "sales.xlsx").read_bytes().startswith(b"PK")


def test_a_schedule_without_a_mail_server_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_URL", "")
    with pytest.raises(MailNotSetUp, match="Set SMTP_URL and MAIL_FROM"):
        run_command("reports", "schedule", "taxes", "--every", "weekly", "--to", "anna@example.com")


def test_schedules_are_listed_until_they_are_removed() -> None:
    run_command("reports", "schedule", "taxes", "--every", "weekly", "--to", "anna@example.com")
    (schedule,) = json.loads(run_command("reports", "schedules", "--json").stdout)
    assert (schedule["report"], schedule["every"], schedule["to"]) == ("taxes", "weekly", ["anna@example.com"])
    assert "was removed" in run_command("reports", "unschedule", str(schedule["id"])).stdout
    assert json.loads(run_command("reports", "schedules", "--json").stdout) == []
