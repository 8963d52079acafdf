"""Bulk operations: allowed queries, contents of files, endings."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.entrypoints.sandbox.harness import ManualTime, SandboxShop

RUN = """mutation run($inner: String!, $group: Boolean! = false) {
  bulkOperationRunQuery(query: $inner, groupObjects: $group) {
    bulkOperation { id status type } userErrors { field message code }
  }
}"""
READ = """query read($id: ID!) {
  bulkOperation(id: $id) {
    id type query status errorCode createdAt completedAt objectCount rootObjectCount fileSize url partialDataUrl
  }
}"""
CANCEL = """mutation cancel($id: ID!) {
  bulkOperationCancel(id: $id) { bulkOperation { status } userErrors { field message } }
}"""
CUSTOMERS = """{ customers { edges { node {
  id firstName tags defaultEmailAddress { emailAddress } addressesV2 { edges { node { id city } } }
} } } }"""
VARIANTS = "{ productVariants { nodes { id sku barcode product { legacyResourceId title status } } } }"
ADDRESS_COUNT = 31  # 25 people, of whom six have a second one


def start_operation(shop: SandboxShop, query: str = CUSTOMERS, *, group: bool = False) -> str:
    answer = shop.query(RUN, inner=query, group=group)["bulkOperationRunQuery"]
    assert answer["userErrors"] == []
    gid: str = answer["bulkOperation"]["id"]
    return gid


def fetch_operation(shop: SandboxShop, gid: str) -> Any:
    return shop.query(READ, id=gid)["bulkOperation"]


def run_operation(shop: SandboxShop, query: str = CUSTOMERS, *, group: bool = False) -> Any:
    gid = start_operation(shop, query, group=group)
    shop.wait_for_deliveries()
    return fetch_operation(shop, gid)


def fetch_file(shop: SandboxShop, url: str, **headers: str) -> httpx.Response:
    answer = shop.client.get(url, headers=headers)
    return httpx.Response(answer.status_code, headers=dict(answer.headers), content=answer.content)


def read_lines(shop: SandboxShop, operation: Any, link: str = "url") -> list[Any]:
    return [json.loads(line) for line in fetch_file(shop, operation[link]).text.splitlines()]


def fail_next_operation(shop: SandboxShop, **how: Any) -> None:
    shop.call_control_api("POST", "/bulk-faults", how, status=201)


def test_customers_come_with_their_addresses_as_lines_of_their_own(connected: SandboxShop) -> None:
    operation = run_operation(connected)
    found = read_lines(connected, operation)
    people = [line for line in found if "__parentId" not in line]
    addresses = [line for line in found if "__parentId" in line]
    assert (len(people), len(addresses)) == (25, ADDRESS_COUNT)
    assert people[0]["defaultEmailAddress"] == {"emailAddress": "customer01@tea-house.example"}
    assert people[0]["tags"] == []
    assert all(set(line) == {"id", "city", "__parentId"} for line in addresses)
    assert {line["__parentId"] for line in addresses} == {line["id"] for line in people}


def test_a_completed_operation_has_its_size_and_file_url(connected: SandboxShop) -> None:
    operation = run_operation(connected)
    answer = fetch_file(connected, operation["url"])
    assert operation["status"] == "COMPLETED"
    assert operation["errorCode"] is operation["partialDataUrl"] is None
    assert (operation["objectCount"], operation["rootObjectCount"]) == (str(25 + ADDRESS_COUNT), "25")
    assert (operation["fileSize"], operation["query"]) == (str(len(answer.content)), CUSTOMERS)
    assert operation["completedAt"] >= operation["createdAt"]


def test_variants_carry_their_product_within(connected: SandboxShop) -> None:
    found = read_lines(connected, run_operation(connected, VARIANTS))
    assert len(found) == connected.query("{ productVariantsCount { count } }")["productVariantsCount"]["count"]
    assert found[0]["sku"] == "TEA-EARL-100"
    assert found[0]["product"].keys() == {"legacyResourceId", "title", "status"}


def test_nodes_and_edges_and_a_page_size_give_the_same_file(connected: SandboxShop) -> None:
    by_nodes = "{ customers(first: 3) { nodes { id firstName } } }"
    by_edges = "{ customers { edges { node { id firstName } } } }"
    assert read_lines(connected, run_operation(connected, by_nodes)) == read_lines(
        connected, run_operation(connected, by_edges)
    )


def test_children_follow_their_parents_only_if_so_asked(connected: SandboxShop) -> None:
    loose = read_lines(connected, run_operation(connected))
    grouped = read_lines(connected, run_operation(connected, group=True))
    assert grouped[1]["__parentId"] == grouped[0]["id"]
    assert all("__parentId" not in line for line in loose[:25])
    assert sorted(map(str, loose)) == sorted(map(str, grouped))


def test_lists_within_lists_name_the_nearest_parent(connected: SandboxShop) -> None:
    connected.place_order(lines=[{"sku": "POT-BLK"}])
    query = "{ orders { nodes { id fulfillmentOrders { nodes { id lineItems { nodes { id } } } } } } }"
    order, routed, line = read_lines(connected, run_operation(connected, query, group=True))
    assert (routed["__parentId"], line["__parentId"]) == (order["id"], routed["id"])


def test_a_filter_in_the_query_holds(connected: SandboxShop) -> None:
    query = '{ productVariants(query: "sku:POT-BLK") { nodes { id sku } } }'
    assert [line["sku"] for line in read_lines(connected, run_operation(connected, query))] == ["POT-BLK"]


def test_nothing_found_is_no_file(connected: SandboxShop) -> None:
    operation = run_operation(connected, '{ productVariants(query: "sku:NONE") { nodes { id } } }')
    assert (operation["status"], operation["url"], operation["fileSize"]) == ("COMPLETED", None, None)
    assert operation["objectCount"] == "0"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("{", "Syntax Error"),
        ("{ customers { nodes { id shoeSize } } }", "shoeSize"),
        ("{ shop { id } }", "at least one connection"),
        ("{ customers { nodes { id } } products { nodes { id } } }", "one top-level field"),
        ("query q($n: Int) { customers(first: $n) { nodes { id } } }", "variables"),
        ("mutation { bulkOperationCancel(id: 1) { userErrors { message } } }", "a query"),
        ("{ customers { nodes { email addressesV2 { nodes { id } } } } }", "must select the 'id' field"),
        ("{ orders { nodes { id refunds { refundLineItems { nodes { quantity } } } } } }", "implement Node"),
        (
            "{ orders { nodes { id fulfillmentOrders { nodes { id fulfillments { nodes { id fulfillmentLineItems "
            "{ nodes { id } } } } } } } } }",
            "nesting depth",
        ),
        (
            "{ customers { nodes { id a: addressesV2 { nodes { id } } b: addressesV2 { nodes { id } } "
            "c: addressesV2 { nodes { id } } d: addressesV2 { nodes { id } } e: addressesV2 { nodes { id } } } } }",
            "more than 5",
        ),
    ],
)
def test_a_query_that_breaks_a_rule_is_refused(connected: SandboxShop, query: str, words: str) -> None:
    answer = connected.query(RUN, inner=query)["bulkOperationRunQuery"]
    (error,) = answer["userErrors"]
    assert answer["bulkOperation"] is None
    assert (error["field"], error["code"]) == (["query"], "INVALID")
    assert words in error["message"]


def test_a_sixth_operation_is_refused_until_one_has_ended(connected: SandboxShop) -> None:
    fail_next_operation(connected, final_status="RUNNING", times=5)
    running = [start_operation(connected) for _ in range(5)]
    refused = connected.query(RUN, inner=CUSTOMERS)["bulkOperationRunQuery"]
    assert [error["code"] for error in refused["userErrors"]] == ["LIMIT_REACHED"]
    connected.query(CANCEL, id=running[0])
    connected.wait_for_deliveries()
    assert run_operation(connected)["status"] == "COMPLETED"


def test_a_scope_that_is_missing_fails_the_operation(store: SandboxShop) -> None:
    store.connect("read_products")
    operation = run_operation(store)
    assert (operation["status"], operation["errorCode"], operation["url"]) == ("FAILED", "ACCESS_DENIED", None)


def test_starting_costs_ten_points(connected: SandboxShop) -> None:
    cost = connected.execute(RUN, inner=CUSTOMERS).json()["extensions"]["cost"]
    assert (cost["requestedQueryCost"], cost["actualQueryCost"]) == (10, 10)


def test_an_operation_is_cancelled_and_keeps_what_it_has(connected: SandboxShop) -> None:
    fail_next_operation(connected, final_status="RUNNING")
    gid = start_operation(connected)
    connected.wait_for_deliveries()
    assert fetch_operation(connected, gid)["status"] == "RUNNING"
    answer = connected.query(CANCEL, id=gid)["bulkOperationCancel"]
    connected.wait_for_deliveries()
    operation = fetch_operation(connected, gid)
    assert (answer["bulkOperation"], answer["userErrors"]) == ({"status": "CANCELING"}, [])
    assert (operation["status"], operation["url"]) == ("CANCELED", None)
    assert read_lines(connected, operation, "partialDataUrl")


def test_what_has_ended_cannot_be_cancelled(connected: SandboxShop) -> None:
    gid = run_operation(connected)["id"]
    answer = connected.query(CANCEL, id=gid)["bulkOperationCancel"]
    assert [error["message"] for error in answer["userErrors"]] == [
        "A bulk operation cannot be canceled when it is completed"
    ]


def test_an_operation_that_never_was_is_null(connected: SandboxShop) -> None:
    gid = "gid://shopify/BulkOperation/1"
    assert fetch_operation(connected, gid) is None
    answer = connected.query(CANCEL, id=gid)["bulkOperationCancel"]
    assert [error["message"] for error in answer["userErrors"]] == ["Bulk operation does not exist"]


def test_the_file_is_readable_only_with_its_signed_url(connected: SandboxShop) -> None:
    url = run_operation(connected)["url"]
    assert fetch_file(connected, url).status_code == 200
    assert fetch_file(connected, url.replace("Expires=1", "Expires=2")).status_code == 403
    assert "SignatureDoesNotMatch" in fetch_file(connected, url.partition("?")[0]).text


def test_the_address_is_good_for_seven_days(connected: SandboxShop, time: ManualTime) -> None:
    url = run_operation(connected)["url"]
    time.advance(7 * 24 * 3600 - 1)
    assert fetch_file(connected, url).status_code == 200
    time.advance(1)
    late = fetch_file(connected, url)
    assert (late.status_code, "ExpiredToken" in late.text) == (403, True)


def test_a_part_of_the_file_can_be_fetched(connected: SandboxShop) -> None:
    url = run_operation(connected)["url"]
    whole = fetch_file(connected, url)
    rest = fetch_file(connected, url, Range="bytes=100-")
    few = fetch_file(connected, url, Range="bytes=5-9")
    size = len(whole.content)
    assert (rest.status_code, rest.content) == (206, whole.content[100:])
    assert rest.headers["Content-Range"] == f"bytes 100-{size - 1}/{size}"
    assert (few.content, few.headers["ETag"]) == (whole.content[5:10], whole.headers["ETag"])
    assert fetch_file(connected, url, Range=f"bytes={size}-").status_code == 416


def test_the_end_is_sent_to_subscribers_without_the_file_url(connected: SandboxShop) -> None:
    connected.subscribe("BULK_OPERATIONS_FINISH")
    gid = run_operation(connected)["id"]
    (delivery,) = connected.call_control_api("GET", "/deliveries")["deliveries"]
    assert delivery["topic"] == "bulk_operations/finish"
    assert delivery["body"].keys() == {
        "admin_graphql_api_id", "completed_at", "created_at", "error_code", "status", "type",
    }  # fmt: skip
    body = delivery["body"]
    assert (body["admin_graphql_api_id"], body["status"], body["error_code"]) == (gid, "completed", None)


@pytest.mark.parametrize("code", ["INTERNAL_SERVER_ERROR", "TIMEOUT", "ACCESS_DENIED"])
def test_a_failed_operation_keeps_the_first_part(connected: SandboxShop, code: str) -> None:
    fail_next_operation(connected, final_status="FAILED", error_code=code, line_count=7)
    connected.subscribe("BULK_OPERATIONS_FINISH")
    operation = run_operation(connected)
    (delivery,) = connected.call_control_api("GET", "/deliveries")["deliveries"]
    assert (operation["status"], operation["errorCode"], operation["url"]) == ("FAILED", code, None)
    assert len(read_lines(connected, operation, "partialDataUrl")) == 7
    assert (delivery["body"]["status"], delivery["body"]["error_code"]) == ("failed", code.lower())


@pytest.mark.parametrize("status", ["CANCELED", "EXPIRED"])
def test_an_operation_ends_without_a_complete_file(connected: SandboxShop, status: str) -> None:
    fail_next_operation(connected, final_status=status)
    operation = run_operation(connected)
    assert (operation["status"], operation["url"]) == (status, None)
    assert (operation["partialDataUrl"] is not None) == (status == "CANCELED")


def test_only_the_operations_meant_go_wrong(connected: SandboxShop) -> None:
    fail_next_operation(connected, final_status="FAILED", times=2)
    assert [run_operation(connected)["status"] for _ in range(3)] == ["FAILED", "FAILED", "COMPLETED"]


def test_a_link_that_is_expired_from_the_start(connected: SandboxShop) -> None:
    fail_next_operation(connected, expired_url=True)
    assert fetch_file(connected, run_operation(connected)["url"]).status_code == 403


def test_a_count_that_does_not_agree_with_the_file(connected: SandboxShop) -> None:
    fail_next_operation(connected, object_count_error=3)
    operation = run_operation(connected)
    assert int(operation["objectCount"]) == len(read_lines(connected, operation)) + 3


def test_an_end_without_a_webhook(connected: SandboxShop) -> None:
    fail_next_operation(connected, skip_webhook=True)
    connected.subscribe("BULK_OPERATIONS_FINISH")
    assert run_operation(connected)["status"] == "COMPLETED"
    assert connected.call_control_api("GET", "/deliveries")["deliveries"] == []


@pytest.mark.parametrize(
    ("damage", "is_so"),
    [
        ("truncated_line", lambda body: not body.endswith(b"\n") and _is_unreadable(body.splitlines()[-1])),
        ("malformed_line", lambda body: sum(map(_is_unreadable, body.splitlines())) == 1),
        ("not_utf8", lambda body: b"\xfc" in body and sum(map(_is_unreadable, body.splitlines())) == 1),
    ],
)
def test_a_file_that_cannot_be_read_through(
    connected: SandboxShop, damage: str, is_so: Callable[[bytes], bool]
) -> None:
    fail_next_operation(connected, damage=damage)
    assert is_so(fetch_file(connected, run_operation(connected)["url"]).content)


def test_a_download_breaks_off_and_the_rest_can_be_fetched(connected: SandboxShop) -> None:
    fail_next_operation(connected, interrupted_downloads=1)
    operation = run_operation(connected)
    with pytest.raises(ConnectionResetError):
        fetch_file(connected, operation["url"])
    half = int(operation["fileSize"]) // 2
    rest = fetch_file(connected, operation["url"], Range=f"bytes={half}-")
    assert (rest.status_code, len(rest.content)) == (206, int(operation["fileSize"]) - half)


def _is_unreadable(line: bytes) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return True
    return False
