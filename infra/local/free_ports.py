"""Prints as many free ports of this machine as are asked for."""

import socket
import sys

from infra.local.home import HOST


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on, all different."""
    probes = [socket.create_server((HOST, 0)) for _ in range(count)]
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports


if __name__ == "__main__":
    print(*free_ports(int(sys.argv[1])))
