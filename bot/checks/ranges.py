"""A node's addresses and the ranges that its pods take theirs from, read without trust."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from bot.kube_object import KubeObject

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address


def ranges_of(node: KubeObject) -> tuple[Network, ...]:
    """The node's pod ranges, one for each IP family; what is no range is left out."""
    written = node.texts("spec", "podCIDRs") or (node.text("spec", "podCIDR"),)
    return tuple(network for one in written if (network := network_of(one)) is not None)


def addresses_of(node: KubeObject) -> tuple[str, ...]:
    """The node's own addresses, inner and outer ones."""
    kinds = ("InternalIP", "ExternalIP")
    return tuple(one.text("address") for one in node.each("status", "addresses") if one.text("type") in kinds)


def network_of(written: str) -> Network | None:
    """The network that this text names, host part or not; None where it names none."""
    try:
        return ip_network(written.strip(), strict=False)
    except ValueError:
        return None


def address_of(written: str) -> Address | None:
    """The address that this text is; None where it is none."""
    try:
        return ip_address(written.strip())
    except ValueError:
        return None


def is_within(one: Network, network: Network) -> bool:
    """Whether all of the first lies in the second."""
    return one.prefixlen >= network.prefixlen and one.network_address in network
