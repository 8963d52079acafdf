"""What in the state of an installation needs a person, in words."""

from datetime import datetime

from novex_shopify.domain.model.installation_status import InstallationStatus
from novex_shopify.domain.model.refused_deliveries import RefusedDeliveries
from novex_shopify.domain.timing import MAX_EVENT_DELAY, MAX_SHIPMENT_DELAY, WORKER_ACTIVITY_TIMEOUT

MIN_FREE_BYTES = 10 * 1024**2
"""Room for one webhook of full size."""


def find_disk_problem(free_bytes: int | None) -> str | None:
    """None also if nothing is known, as of a server's disk: then only its answers say that it is full."""
    if free_bytes is None or free_bytes >= MIN_FREE_BYTES:
        return None
    return f"the database's disk has {free_bytes / 1024**2:.1f} MB left, less than one webhook can have"


def find_worker_problem(status: InstallationStatus) -> str | None:
    """A process may run and do nothing, so the evidence is a periodic job that was done."""
    job = status.last_job
    if job is None:
        return "no worker is running (none has ever run)"
    if status.read_at - job.started_at <= WORKER_ACTIVITY_TIMEOUT:
        return None
    return f"no worker is running (the last was {job.worker} at {_format(job.started_at)})"


def find_event_problem(status: InstallationStatus) -> str | None:
    since = status.event_due_since
    if since is None or status.read_at - since <= MAX_EVENT_DELAY:
        return None
    return f"an event has been due since {_format(since)}"


def find_shipment_problem(status: InstallationStatus) -> str | None:
    since = status.shipment_waiting_since
    if since is None or status.read_at - since <= MAX_SHIPMENT_DELAY:
        return None
    return f"a shipment has been waiting to sync to Shopify since {_format(since)}"


def find_settling_problem(status: InstallationStatus) -> str | None:
    if status.unsettled_orders:
        count = status.unsettled_orders
        orders = "1 order" if count == 1 else f"{count} orders"
        return f"the lots of {orders} could not be brought in line with Shopify"
    since = status.settling_due_since
    if since is None or status.read_at - since <= MAX_EVENT_DELAY:
        return None
    return f"the lots of an order have waited to be brought in line with Shopify since {_format(since)}"


def find_address_problem(status: InstallationStatus) -> str | None:
    if status.previous_app_url is None:
        return None
    return (
        f"this database was used at {status.previous_app_url}, and APP_URL is {status.app_url}: nothing is sent to"
        " Shopify until a person confirms the move by `novex-shopify moved`, or by Confirm move at /console/moved"
    )


def list_shop_problems(status: InstallationStatus) -> list[str]:
    """One line for each store that cannot be reached or sends no webhooks, with its name."""
    connection_problems = [
        f"{shop.domain}: {shop.connection_state}" for shop in status.shops if shop.connection_problem and shop.connected
    ]
    outages = [
        f"{outage.shop}: no webhooks since {_format(outage.last_delivery_at)} (unusual for this store)"
        for outage in status.outages
    ]
    refused = [f"{each.shop}: {describe_refused(each)}" for each in status.refused_deliveries]
    return [*connection_problems, *outages, *refused]


def describe_refused(refused: RefusedDeliveries) -> str:
    return (
        f"the last {refused.count} webhooks had a wrong signature, and none was accepted since {_format(refused.since)}"
    )


def _format(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
