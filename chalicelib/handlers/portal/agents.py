"""What a request says of where it comes from, in few words: the browser and the network."""

from __future__ import annotations

import ipaddress

_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def agent_name(header: str) -> str:
    """A browser as people call it.

    >>> agent_name("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36")
    'Chrome · Windows'
    """
    browser = next((name for mark, name in _BROWSERS if mark in header), "")
    system = next((name for mark, name in _SYSTEMS if mark in header), "")
    return " · ".join(filter(None, (browser, system)))


def network(address: str) -> str:
    """The address that limits are counted by: IPv4 as it is, IPv6 by its /64, which one subscriber has alone.

    >>> network("190.15.1.2"), network("2800:bf0:1:2:3:4:5:6")
    ('190.15.1.2', '2800:bf0:1:2::')
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "-"
    if found.version == 6:
        return str(ipaddress.ip_network((found, 64), strict=False).network_address)
    return str(found)
