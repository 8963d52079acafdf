"""`novex-shopify invoices` and `sellers`."""

import json
import re
from pathlib import Path
from zipfile import ZipFile

import pytest

from novex_shopify.domain.errors import NovexError
from novex_shopify.domain.model.audit import AuditAction
from novex_shopify.entrypoints.embedded.connector import Connector
from tests.audited_world import list_entries
from tests.builders import SHOP, a_shop, an_invoiced_order
from tests.entrypoints.cli.commands import run_command

SELLER = ("--legal-name", "Tea GmbH", "--prefix", "DE", "--street", "Domstr. 1", "--zip", "50667", "--city", "Köln")


@pytest.fixture(autouse=True)
def order_id(connector: Connector) -> str:
    """An order, and a seller."""
    with connector.container.unit_of_work()() as tx:
        tx.shops.save(a_shop())
        (order_id,) = tx.erp.orders.apply([an_invoiced_order()])
        tx.commit()
    run("sellers", "save", "tea", *SELLER, "--country", "DE", "--vat-id", "DE123456789", "--time-zone", "Europe/Berlin")
    return order_id


def run(*arguments: str) -> str:
    result = run_command(*arguments)
    assert result.exit_code == 0, result.stderr
    return result.stdout.strip()


def test_an_invoice_is_issued_listed_and_shown(order_id: str) -> None:
    [issued] = json.loads(run("invoices", "issue", order_id, "--json"))
    assert (issued["number"][:2], issued["total"]) == ("DE", "16.66 EUR")
    assert json.loads(run("invoices", "issue", order_id, "--json")) == [issued]
    assert json.loads(run("invoices", "list", "--kind", "invoice", "--order", order_id, "--json")) == [issued]
    assert json.loads(run("invoices", "list", "--shop", SHOP, "--kind", "credit_note", "--json")) == []
    assert json.loads(run("invoices", "list", "--refused", "--json")) == []
    assert json.loads(run("invoices", "show", issued["number"]))["net"] == "14.00 EUR"
    assert json.loads(run("invoices", "verify", "--json")) == []


def test_the_files_of_an_invoice_are_saved(
    order_id: str, connector: Connector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    [issued] = json.loads(run("invoices", "issue", order_id, "--json"))
    number = issued["number"]
    assert run("invoices", "pdf", number) == f"{number}.pdf was saved."
    run("invoices", "pdf", number, "--output", "copy.pdf")
    assert Path(f"{number}.pdf").read_bytes() == Path("copy.pdf").read_bytes()
    run("invoices", "xml", number)
    assert number in Path(f"{number}.xml").read_text()
    taken = list_entries(connector.container)[0]
    assert (taken.action, taken.subject.id) == (AuditAction.PERSONAL_DATA_SHOWN, number)
    run("invoices", "packing-slip", order_id)
    assert Path(f"packing-slip-{order_id}.pdf").read_bytes().startswith(b"%PDF")
    assert json.loads(run("invoices", "verify", "--json")) == []


def test_the_files_of_a_month_are_exported(order_id: str, tmp_path: Path) -> None:
    [issued] = json.loads(run("invoices", "issue", order_id, "--json"))
    archive = tmp_path / "november.zip"
    run("invoices", "export", "--from", issued["issued_on"], "--to", issued["issued_on"], "--out", str(archive))
    with ZipFile(archive) as files:
        assert (files.namelist(), files.testzip()) == ([f"{issued['number']}.pdf"], None)
    run("invoices", "export", "--to", "2020-01-01", "--out", str(archive))
    with ZipFile(archive) as files:
        assert files.namelist() == []


def test_a_changed_file_is_reported(order_id: str, tmp_path: Path, connector: Connector) -> None:
    [issued] = json.loads(run("invoices", "issue", order_id, "--json"))
    run("invoices", "pdf", issued["number"], "--output", str(tmp_path / "a.pdf"))
    with connector.container.engine().begin() as database:
        database.exec_driver_sql("UPDATE erp_documents SET data = x'00'")
    assert "the stored file is not the one that was drawn" in run_command("invoices", "verify").stdout


def test_a_changed_invoice_is_reported(order_id: str, connector: Connector) -> None:
    run("invoices", "issue", order_id)
    with connector.container.engine().begin() as database:
        database.exec_driver_sql("UPDATE erp_invoices SET content = replace(content, '16.66', '1.66')")
    result = run_command("invoices", "verify")
    assert result.exit_code == 1
    assert "the content is not the one that was issued" in result.stdout


def test_a_seller_is_changed_and_listed() -> None:
    run("sellers", "save", "Tea", "--city", "Bonn", "--iban", "DE89370400440532013000")
    [seller] = json.loads(run("sellers", "list", "--json"))
    assert (seller["name"], seller["city"], seller["legal_name"]) == ("tea", "Bonn", "Tea GmbH")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("invoices", "show", "DE26-9"), "There is no invoice DE26-9."),
        (("invoices", "issue", "404"), "There is no order 404."),
        (("invoices", "pdf", "DE26-9"), "There is no invoice DE26-9."),
        (("invoices", "packing-slip", "404"), "There is no order 404."),
        (("invoices", "packing-slip", "1", "--shipment", "S-9"), "Order #1001 has no shipment S-9."),
        (("sellers", "save", "other", *SELLER), "A new seller needs a country code."),
        (("sellers", "save", "tea", "--language", "it"), "The language is one of en, de, fr, es."),
        (("sellers", "save", "tea", "--time-zone", "Mars"), "There is no time zone Mars"),
    ],
)
def test_a_refusal_says_why(arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(NovexError, match=re.escape(message)):
        run_command(*arguments)
