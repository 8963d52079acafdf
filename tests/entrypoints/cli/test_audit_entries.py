"""Every command that changes something says so in the audit log."""

import getpass
from pathlib import Path

from typer.core import TyperGroup

from novex_shopify.domain.model.actor import Actor, ActorKind
from novex_shopify.entrypoints.cli.app import COMMANDS, load_command
from novex_shopify.entrypoints.embedded.connector import Connector
from tests.audited_world import (
    CUSTOMER_ID,
    FAILED_EVENT,
    FREE_VARIANT,
    LOCATION_ID,
    MAPPED_VARIANT,
    OPEN_RECALL,
    RUNNING_IMPORT,
    WAITING_SHOP,
    build_world,
    list_entries,
)
from tests.builders import LINE_ID, SHOP
from tests.entrypoints.cli.commands import run_command

LINE = str(LINE_ID)
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
USER = "former@example.com"
RECORDED: dict[str, tuple[str, ...]] = {
    "shops connect": (SHOP,),
    "shops approve": (WAITING_SHOP,),
    "shops settings": (SHOP, "--keep-events-days", "30"),
    "items import": ("items.csv",),
    "items edit": ("ART-1", "--unit", "bag"),
    "products map": (SHOP, str(FREE_VARIANT), "ART-1"),
    "products ignore": (SHOP, str(FREE_VARIANT)),
    "products unmap": (SHOP, str(MAPPED_VARIANT)),
    "products import": (SHOP, "mappings.csv"),
    "products match": (SHOP,),
    "products take-over": (SHOP,),
    "events replay": (str(FAILED_EVENT),),
    "imports cancel": (str(RUNNING_IMPORT),),
    "customers settings": (SHOP, str(CUSTOMER_ID), "--min-remaining-days", "90"),
    "orders rebook": ("1", LINE, "ART-2", "--reason", "a mistake"),
    "orders ship": ("1", "--shipment", "SHIP-4", "--line", f"{LINE}=1"),
    "fulfillments push": ("1", "--shipment", "SHIP-3", "--line", f"{LINE}=1"),
    "fulfillments change-quantities": ("SHIP-1", "--line", f"{LINE}=1", "--reason", "a mistake"),
    "fulfillments shipped-elsewhere": ("SHIP-3", "--reason", "by hand"),
    "fulfillments update-tracking": ("SHIP-1", "--tracking-number", "JD-NEW"),
    "fulfillments retry": ("SHIP-2",),
    "fulfillments give-up": ("SHIP-1", "--reason", "lost"),
    "fulfillments cancel": ("SHIP-2",),
    "boxes save": ("M", "--name", "Medium", "--length-mm", "300", "--width-mm", "200", "--height-mm", "150"),
    "boxes delete": ("M",),
    "origins save": ("--company", "Tea GmbH", "--street", "Domstr. 1", "--city", "Köln", "--country", "DE"),
    "origins delete": (),
    "sellers save": (
        "tea",
        *("--legal-name", "Tea GmbH", "--prefix", "DE", "--street", "Domstr. 1", "--zip", "50667", "--city", "Köln"),
        *("--country", "DE"),
    ),
    "documents set-logo": ("tea", "logo.svg"),
    "documents hide-logo": ("tea", SHOP),
    "documents set-colors": ("tea", "--accent", "#1a5632"),
    "documents set-text": ("tea", "closing", "de", "Vielen Dank."),
    "invoices issue": ("1",),
    "invoices export": (),
    "reports export": ("sales-by-customer",),
    "reports schedule": ("taxes", "--every", "daily", "--to", "anna@example.com"),
    "reports unschedule": ("1",),
    "users invite": ("anna@example.com", "--role", "admin"),
    "users set-role": (USER, "packer"),
    "users activate": (USER,),
    "users reset-password": (USER,),
    "users remove-second-factor": (USER,),
    "users unlink": (USER,),
    "users deactivate": (USER,),
    "trace lot": ("ART-1", "L1"),
    "recall preview": ("ART-1=L2", "--affected", "shipped"),
    "stock shopify push": (SHOP, "--item", "ART-1"),
    "stock shopify pause": (SHOP, "--reason", "a count"),
    "stock shopify resume": (SHOP,),
    "stock shopify safety": ("save", "5", "--item", "ART-1"),
    "locations shopify map": (SHOP, str(LOCATION_ID), "Rack", "--rest"),
    "recall open": ("ART-1=L1", "--reason", "glass found"),
    "recall notice": (OPEN_RECALL, "1", "--channel", "email"),
    "recall answer": (OPEN_RECALL, "1", "--note", "sends it back"),
    "recall export": (OPEN_RECALL, "customers"),
    "recall close": (OPEN_RECALL, "ART-1=L2=scrapped", "--reason", "all is back"),
    "exceptions close": ("3", "--note", "a note"),
    "exceptions confirm": ("2",),
    "orders hold": ("1", "--reason", "the customer called"),
    "orders release": ("1", "--reason", "paid by phone"),
    "orders comment": ("1", "Call back"),
    "orders delete-comment": ("1", "1"),
    "issues acknowledge": ("1",),
    "issues assign": ("1",),
    "issues ignore": ("1", "--hours", "24"),
    "issues resolve": ("1",),
    "issues reopen": ("1",),
    "issues comment": ("1", "a comment"),
    "holds rules": ("save", SHOP, "New", "first_order"),
    "notifications channels": ("add", "Team", "slack", "--url-file", "hook.txt"),
    "notifications rules": ("save", "no_webhooks", "--channel", "1", "--store", SHOP),
    "notifications quiet-hours": ("--time-zone", "Europe/Berlin", "--from", "22:00", "--until", "07:00"),
    "shops disconnect": (SHOP,),
}
"""In an order in which each has something to change."""

CALLS_SHOPIFY = "calls Shopify; its use case records it: tests/domain/use_cases"
READS = "changes nothing"
PROCESS = "runs a process, whose work records itself"
LEDGER = "the ledger of stock names who moved what: tests/domain/use_cases/assignment"
NOT_RECORDED_HERE = {
    **dict.fromkeys(("demo", "serve", "worker", "sandbox"), PROCESS),
    **dict.fromkeys(
        ("customers import", "orders import", "orders reconcile", "products sync", "webhooks repair"), CALLS_SHOPIFY
    ),
    **dict.fromkeys(("shops add", "shops refresh-tokens", "shops exchange-token"), CALLS_SHOPIFY),
    **dict.fromkeys(("doctor", "console password", "webhooks toml", "products suggest", "products export"), READS),
    **dict.fromkeys(
        ("customers duplicates", "orders explain", "orders unsettled", "stock verify", "invoices verify"), READS
    ),
    "reports schedules": READS,
    "orders timeline": READS,
    **dict.fromkeys(("invoices pdf", "invoices xml"), "needs an invoice: tests/entrypoints/cli/test_invoices.py"),
    **dict.fromkeys(("invoices packing-slip", "documents preview"), READS),
    **dict.fromkeys(
        (
            "labels rates",
            "labels rates-many",
            "labels buy-many",
            "labels return",
            "labels buy",
            "labels void",
            "labels check",
            "labels ship-again",
            "labels give-up",
        ),
        "needs a purchase in a state of its own: tests/entrypoints/cli/test_labels.py",
    ),
    "manifests close": "needs a bought label: tests/entrypoints/cli/test_labels.py",
    **dict.fromkeys(("manifests day", "manifests print"), READS),
    **dict.fromkeys(("labels print", "labels customs-forms", "labels verify-address"), READS),
    "carriers accounts": "reads the key from standard input: tests/entrypoints/cli/test_labels.py",
    "print-agent": "changes nothing: the label is bought, and who took it is recorded",
    "orders correct-lot": "needs a lot that was named afterwards: tests/entrypoints/cli/test_exceptions.py",
    "exceptions name-lot": "needs units that left without a lot: tests/entrypoints/cli/test_exceptions.py",
    "orders settle": "has a worker look again; what that moves is in the ledger of stock",
    **dict.fromkeys(("orders propose", "orders lots", "orders pick-list"), READS),
    **dict.fromkeys(("orders assign", "orders unassign", "orders reassign"), LEDGER),
    "trace order": READS,
    **dict.fromkeys(("search find", "search rebuild"), READS),
    **dict.fromkeys(
        ("notifications test", "notifications retry", "notifications dismiss"),
        "needs a receiver, or what one refused: tests/domain/use_cases/notifications",
    ),
    "notifications deliveries": READS,
    **dict.fromkeys(("stock shopify compare", "stock shopify explain", "stock shopify history"), READS),
    "locations shopify read": READS,
    "migrate": "changes the tables, of which the audit log is one",
    "moved": "needs an installation that has moved: tests/domain/use_cases/shops/test_confirm_move.py",
    "keys rotate": "needs a second key: tests/domain/use_cases/shops/test_rotate_keys.py",
    "customers keep-separate": "needs a possible duplicate: tests/domain/use_cases/customers/test_keep_separate.py",
    "privacy report": "needs a request: tests/entrypoints/cli/test_privacy.py",
}
_READING = {"list", "show"}
_WITH_A_LEDGER = ("stock ", "lots ", "locations ", "returns ")
"""Stock has a ledger of its own, which names who moved what."""


def list_commands() -> set[str]:
    names = {name for command in COMMANDS for name in list_below(command, load_command(command))}
    return {name for name in names if name.split()[-1] not in _READING and not is_in_the_ledger(name)}


def list_below(name: str, command: object) -> set[str]:
    """The commands of a group; of the groups inside, those about Shopify count command by command."""
    if not isinstance(command, TyperGroup):
        return {name}
    found = set()
    for child, each in command.commands.items():
        found |= list_below(f"{name} {child}", each) if child == "shopify" else {f"{name} {child}"}
    return found


def is_in_the_ledger(name: str) -> bool:
    return name.startswith(_WITH_A_LEDGER) and " shopify " not in name


def test_every_command_that_changes_something_is_in_one_of_the_lists() -> None:
    others = {name for name in NOT_RECORDED_HERE if not is_in_the_ledger(name)}
    assert list_commands() == RECORDED.keys() | others


def test_a_command_that_changes_something_is_in_the_audit_log(connector: Connector, tmp_path: Path) -> None:
    build_world(connector.container)
    (tmp_path / "items.csv").write_text("item,name,sku\nART-9,Biscuit,BIS\n")
    (tmp_path / "mappings.csv").write_text(f"variant,item\n{FREE_VARIANT},ART-2\n")
    (tmp_path / "logo.svg").write_text(LOGO)
    (tmp_path / "hook.txt").write_text("https://hooks.slack.com/services/T0/B0/a-token\n")
    count = len(list_entries(connector.container))
    for name, arguments in RECORDED.items():
        result = run_command(*name.split(), *arguments)
        assert (name, result.exit_code) == (name, 0), result.output
        entries = list_entries(connector.container)
        assert (name, len(entries) > count) == (name, True)
        assert entries[0].actor == Actor(ActorKind.COMMAND_LINE, getpass.getuser())
        count = len(entries)
