"""`novex-shopify labels` and `carriers accounts`."""

import json
from pathlib import Path
from typing import Any

import pytest
from dependency_injector import providers
from typer.testing import CliRunner

from novex_shopify.adapters.memory.shipping.carriers import MemoryCarriers
from novex_shopify.domain.errors import InvalidShipment, NotFound
from novex_shopify.domain.model.audit import AuditAction, AuditFilter
from novex_shopify.domain.model.label_purchase import PurchaseState
from novex_shopify.entrypoints.cli.app import app
from novex_shopify.entrypoints.embedded.connector import Connector
from tests.builders import LINE_ID
from tests.domain.use_cases.labels.label_steps import (
    BOX,
    LabelFakes,
    build_export_request,
    build_request,
    state_weights,
)
from tests.entrypoints.cli.commands import run_command


def run(*arguments: str, stdin: str | None = None) -> str:
    result = CliRunner().invoke(app, arguments, input=stdin, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout.strip()


def list_actions(connector: Connector) -> list[AuditAction]:
    with connector.transaction() as tx:
        return [each.action for each in tx.audit_log.search(AuditFilter(), 50)]


@pytest.fixture
def worker(connector: Connector) -> Any:
    """A worker with a provider in memory, beside an order for 7 units and a box."""
    container = connector.container
    container.carriers.override(providers.Object(MemoryCarriers()))
    container.process_label_purchase.add_kwargs(build_request=build_request)
    LabelFakes(unit_of_work=container.unit_of_work()).open()
    with connector.transaction() as tx:
        tx.boxes.save(BOX)
    return container.process_label_purchase()


def test_a_label_is_bought_printed_and_voided(connector: Connector, worker: Any, tmp_path: Path) -> None:
    run("labels", "rates", "1", "--parcel", "PAR-1", "--line", f"{LINE_ID}=3", "--box", BOX.code, "--weight", "900")
    worker.run_next()
    [shown] = json.loads(run("labels", "show", "1", "--json"))
    run("labels", "buy", "1", shown["rates"][0]["id"])
    while worker.run_next():
        pass
    [listed] = json.loads(run("labels", "list", "--json"))
    assert (listed["state"], listed["carrier"], listed["error"]) == (PurchaseState.BOUGHT, "USPS", None)
    assert listed["cost"] == "6.07 USD"
    run("labels", "print", "1", "--format", "png", "--output", str(tmp_path / "label.png"))
    assert (tmp_path / "label.png").read_text() == f"png of {listed['tracking_number']}"
    run("labels", "void", "1", "--reason", "not used")
    run("labels", "rates", "1", "--parcel", "PAR-2", "--line", f"{LINE_ID}=3", "--box", BOX.code, "--weight", "900")
    run("labels", "give-up", "2", "--reason", "packed again")
    assert list_actions(connector)[:1] == [AuditAction.LABEL_GIVEN_UP]
    assert {AuditAction.LABEL_REQUESTED, AuditAction.LABEL_BOUGHT, AuditAction.LABEL_VOIDED} <= {
        *list_actions(connector)
    }


def test_the_labels_of_many_orders_are_bought_after_their_total_was_confirmed(
    connector: Connector, worker: Any
) -> None:
    state_weights(connector.container)
    asked = CliRunner().invoke(app, ["labels", "rates-many", "1", "99", "1"])
    assert (asked.exit_code, "There is no order 99" in asked.output) == (1, True)
    while worker.run_next():
        pass
    refused = CliRunner().invoke(app, ["labels", "buy-many", "1"], input="n\n")
    assert (refused.exit_code, "Buy 1 of 1 labels for 6.07 USD?" in refused.output) == (1, True)
    for _ in range(2):
        assert "1 labels are being bought" in run("labels", "buy-many", "1", "--yes")
        while worker.run_next():
            pass
    [listed] = json.loads(run("labels", "list", "--json"))
    assert listed["state"] == PurchaseState.BOUGHT
    assert AuditAction.LABEL_BOUGHT in list_actions(connector)


@pytest.mark.usefixtures("worker")
def test_customs_forms_are_saved_or_it_is_said_where_they_are(connector: Connector, tmp_path: Path) -> None:
    connector.container.process_label_purchase.add_kwargs(build_request=build_export_request)
    worker = connector.container.process_label_purchase()
    for number, carrier in enumerate(("UPS", "USPS"), 1):
        parcel = ("--parcel", f"PAR-{number}", "--line", f"{LINE_ID}=3", "--box", BOX.code, "--weight", "900")
        run("labels", "rates", "1", *parcel)
        worker.run_next()
        [shown] = json.loads(run("labels", "show", str(number), "--json"))
        run("labels", "buy", str(number), next(rate["id"] for rate in shown["rates"] if rate["carrier"] == carrier))
        while worker.run_next():
            pass
    assert "commercial_invoice" in run("labels", "customs-forms", "1", "--output", str(tmp_path))
    assert (tmp_path / "label-1-customs-1.pdf").read_bytes()
    assert "in the label" in run("labels", "customs-forms", "2")


def test_a_day_is_closed_and_its_manifest_saved(connector: Connector, worker: Any, tmp_path: Path) -> None:
    parcel = ("--parcel", "P", "--line", f"{LINE_ID}=OLD=3", "--box", BOX.code, "--weight", "900")
    with pytest.raises(InvalidShipment, match="a day that has passed"):
        run_command("labels", "rates", "1", *parcel, "--label-date", "2020-01-02")
    run("labels", "rates", "1", *parcel, "--signature", "signature", "--dry-ice-g", "500", "--insured-value", "99.90")
    with connector.transaction() as tx:
        [asked] = tx.label_purchases.list_latest(1)
    assert (asked.parcel.lines[0].lot_code, asked.options.dry_ice_g, asked.options.signature) == (
        "OLD",
        500,
        "signature",
    )
    worker.run_next()
    [shown] = json.loads(run("labels", "show", "1", "--json"))
    run("labels", "buy", "1", shown["rates"][0]["id"])
    while worker.run_next():
        pass
    [listed] = json.loads(run("manifests", "day", "--json"))
    assert (listed["carrier"], listed["parcels"], listed["open"], listed["cost"]) == ("USPS", 1, 1, "7.07 USD")
    run("manifests", "close", listed["key"])
    assert list_actions(connector)[:1] == [AuditAction.DAY_CLOSED]
    while connector.container.process_manifest().run_next():
        pass
    [made] = json.loads(run("manifests", "list", "--json"))
    run("manifests", "print", str(made["id"]), "--output", str(tmp_path / "manifest.pdf"))
    assert (made["state"], (tmp_path / "manifest.pdf").read_bytes()[:5]) == ("created", b"https")


def test_keys_come_from_standard_input_and_are_not_shown(connector: Connector) -> None:
    run("carriers", "accounts", "add", "--mode", "test", stdin="key-of-the-warehouse\n")
    listed = run("carriers", "accounts", "list", "--json")
    assert "key-of-the-warehouse" not in listed
    [account] = json.loads(listed)
    assert (account["shop_domain"], account["mode"]) == (None, "test")
    with connector.transaction() as tx:
        stored = tx.carrier_accounts.get(account["id"])
    assert stored is not None
    assert stored.api_key.value == "key-of-the-warehouse"
    run("carriers", "accounts", "remove", str(account["id"]))
    assert list_actions(connector)[:2] == [AuditAction.CARRIER_ACCOUNT_REMOVED, AuditAction.CARRIER_ACCOUNT_SAVED]
    for command in ("remove", "test", "register-webhook"):
        with pytest.raises(NotFound):
            run_command("carriers", "accounts", command, "0")
