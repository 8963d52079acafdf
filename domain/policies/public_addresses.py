"""Which IP addresses are of the internet, and not of this machine or of a private network."""

import ipaddress

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_6TO4 = ipaddress.ip_network("2002::/16")


def is_public(address: str) -> bool:
    """Return whether anyone on the internet means the same by this address. A zone after `%` is ignored.

    An IPv6 address that stands for an IPv4 address is judged by that one.
    """
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return is_public(str(parsed.ipv4_mapped))
        if parsed in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)))
        if parsed in _6TO4:
            return False
    return parsed.is_global and not parsed.is_multicast
