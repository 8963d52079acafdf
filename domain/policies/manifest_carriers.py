"""Which carriers have manifests."""

_WITHOUT_MANIFESTS = {"ups": "UPS", "fedex": "FedEx"}
"""Names of accounts begin with them, such as UPSDAP and FedExDefault. EasyPost publishes no list of the carriers that
have scan forms; these two scan each parcel. What EasyPost says of another is shown."""


def find_missing_manifest_reason(carrier: str) -> str | None:
    """Why a carrier, by the name of its account, has no manifests; None if it is to be asked for one."""
    name = "".join(filter(str.isalnum, carrier.casefold()))
    brand = next((brand for start, brand in _WITHOUT_MANIFESTS.items() if name.startswith(start)), None)
    return f"{brand} has no manifests: its driver scans each parcel." if brand else None
