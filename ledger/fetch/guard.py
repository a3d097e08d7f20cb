"""Where connections may go: the public internet, and what the operator names. Asked at the moment of connecting.

A name is resolved once, every address it has is checked, and the connection is made to an address that was checked.
So neither a redirect nor a name that changes its address between two questions (DNS rebinding) leads inside.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from ledger.fetch.addresses import read_host
from ledger.fetch.trouble import Barred, Trouble
from ledger.model.errors import InvalidAddress

IP = IPv4Address | IPv6Address
#: The addresses of a name, in the order in which to try them. Raises OSError if it has none.
Resolver = Callable[[str], Awaitable[Sequence[str]]]

#: Ports of public hosts that are asked. A web server elsewhere is rare, another kind of server is not.
PUBLIC_PORTS = frozenset({80, 443})
#: More addresses of one name than this are not looked at: a hostile name has thousands.
_MOST_ADDRESSES = 64

# The special-purpose registries of IANA; the first that holds an address names it.
_SPECIAL: tuple[tuple[IPv4Network | IPv6Network, str], ...] = tuple(
    (ip_network(network), word)
    for network, word in (
        ("169.254.169.254", "a cloud's metadata address"),
        ("169.254.170.2", "a cloud's metadata address"),
        ("100.100.100.200", "a cloud's metadata address"),
        ("168.63.129.16", "a cloud's metadata address"),  # looks public
        ("192.0.0.192", "a cloud's metadata address"),
        ("fd00:ec2::254", "a cloud's metadata address"),
        ("0.0.0.0/8", "an unspecified address"),
        ("10.0.0.0/8", "a private address"),
        ("100.64.0.0/10", "an address shared behind a carrier's NAT"),
        ("127.0.0.0/8", "a loopback address"),
        ("169.254.0.0/16", "a link-local address"),
        ("172.16.0.0/12", "a private address"),
        ("192.0.0.0/24", "a reserved address"),
        ("192.0.2.0/24", "an address for documentation"),
        ("192.88.99.0/24", "a 6to4 relay"),
        ("192.168.0.0/16", "a private address"),
        ("198.18.0.0/15", "an address for benchmarks"),
        ("198.51.100.0/24", "an address for documentation"),
        ("203.0.113.0/24", "an address for documentation"),
        ("224.0.0.0/4", "a multicast address"),
        ("240.0.0.0/4", "a reserved address"),
        ("::/128", "an unspecified address"),
        ("::1/128", "a loopback address"),
        ("::ffff:0:0/96", "an IPv4 address inside an IPv6 one"),
        ("::/96", "an IPv4 address inside an IPv6 one"),
        ("64:ff9b:1::/48", "an address behind a local NAT64"),
        ("100::/64", "an address that discards"),
        ("2001::/32", "a Teredo address"),
        ("2001::/23", "a reserved address"),
        ("2001:db8::/32", "an address for documentation"),
        ("2002::/16", "a 6to4 address"),
        ("3fff::/20", "an address for documentation"),
        ("fc00::/7", "a private address"),
        ("fe80::/10", "a link-local address"),
        ("fec0::/10", "a site-local address"),
        ("ff00::/8", "a multicast address"),
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")
_GLOBAL_UNICAST = IPv6Network("2000::/3")


def special(ip: IP) -> str | None:
    """What kind of address this is, if it is not one of the public internet."""
    if isinstance(ip, IPv6Address) and ip in _NAT64:
        # A network without IPv4 reaches all of the old internet this way: what counts is who is behind.
        return special(IPv4Address(int(ip) & 0xFFFFFFFF))
    for network, word in _SPECIAL:
        if ip.version == network.version and ip in network:
            return word
    if isinstance(ip, IPv6Address) and ip not in _GLOBAL_UNICAST:
        return "a reserved address"
    return None if ip.is_global else "a reserved address"


@dataclass(frozen=True, slots=True)
class Allowed:
    """Networks and hosts inside that the operator wants fetched."""

    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    hosts: frozenset[str] = frozenset()

    @classmethod
    def of(cls, entries: Iterable[str]) -> Allowed:
        """Read entries such as `10.1.0.0/16`, `fd00::/8`, `127.0.0.1` and `wiki.example`.

        Raises:
            InvalidAddress: an entry is none of these.
        """
        networks: list[IPv4Network | IPv6Network] = []
        hosts: set[str] = set()
        for entry in (entry.strip() for entry in entries):
            try:
                networks.append(ip_network(entry.strip("[]")))
            except ValueError:
                try:
                    hosts.add(_plain_name(entry))
                except ValueError:
                    raise InvalidAddress(
                        f"“{entry}” names no network to allow; write 10.1.0.0/16, an address or a host name."
                    ) from None
        return cls(tuple(networks), frozenset(hosts))

    def holds(self, host: str, ip: IP) -> bool:
        """Whether this address, reached by this name, was named."""
        return host in self.hosts or any(ip.version == network.version and ip in network for network in self.networks)


@dataclass(frozen=True, slots=True)
class Guard:
    """Decides on connections."""

    resolve: Resolver
    allowed: Allowed = Allowed()
    ports: frozenset[int] = PUBLIC_PORTS

    async def admit(self, host: str, port: int) -> list[str]:
        """The addresses of `host` that a connection may go to.

        Raises:
            Barred: one of its addresses, or the port, is none to be asked. One is enough: who mixes public
                and private addresses under one name means no good.
            Trouble: the name has no address.
        """
        ips = [_literal(text) for text in await self._addresses(host)]
        for ip in ips:
            if self.allowed.holds(host, ip):
                continue
            if word := special(ip):
                where = "is" if str(ip) == host else f"leads to {ip},"
                raise Barred(
                    "guard", f"{where} {word}; it is asked only if DEAL_LEDGER_FETCH_ALLOW_PRIVATE names its network"
                )
            if port not in self.ports:
                usual = " and ".join(str(number) for number in sorted(self.ports))
                raise Barred("guard", f"asks for port {port}; public hosts are asked on {usual} only")
        return [str(ip) for ip in ips]

    async def _addresses(self, host: str) -> Sequence[str]:
        try:
            return [str(ip_address(host))]
        except ValueError:
            pass
        try:
            found = await self.resolve(host)
        except (OSError, UnicodeError) as error:
            raise Trouble("network", f"cannot be found: {_said(error)}", again=True) from None
        if not found:
            raise Trouble("network", "cannot be found: its name has no address", again=True)
        return found[:_MOST_ADDRESSES]


def _literal(text: str) -> IP:
    """The address that a resolver gave, without the zone that it may have added."""
    return ip_address(text.partition("%")[0])


def _plain_name(entry: str) -> str:
    name = read_host(entry)
    if name.replace(".", "").isdigit():
        raise ValueError("a numeric address in an unusual spelling")
    return name


def _said(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or "its name does not resolve"
