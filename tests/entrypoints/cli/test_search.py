"""`novex-shopify search`."""

import json

from novex_shopify.domain.model.search import RecordKind
from novex_shopify.domain.use_cases.stock.records import get_stock
from novex_shopify.entrypoints.embedded.connector import Connector
from tests.builders import an_item
from tests.entrypoints.cli.commands import run_command


def test_a_lot_is_found_also_after_the_index_was_lost(connector: Connector) -> None:
    connector.put_items([an_item("ART-1")])
    for arguments in (
        ("locations", "add", "Rack", "--kind", "rack"),
        ("stock", "receive", "ART-1", "L-2026/05", "--location", "Rack", "--quantity", "5"),
    ):
        assert run_command(*arguments).exit_code == 0
    found = json.loads(run_command("search", "find", "l 2026 05", "--json").stdout)
    assert [(row["kind"], row["title"], row["notes"]) for row in found] == [("lot", "L-2026/05", ["Tea, Earl Grey"])]
    with connector.transaction() as tx:
        (lot,) = get_stock(tx).lots.get_many([int(found[0]["id"])])
        tx.search.remove(RecordKind.LOT, None, None)
    result = run_command("search", "find", lot.code)
    assert (result.exit_code, result.stderr) == (0, 'Nothing matches "L-2026/05".\n')
    assert run_command("search", "rebuild").stdout == "lot: 1 indexed\n"
    assert [each.title for each in connector.search("L-2026/05")] == ["L-2026/05"]
