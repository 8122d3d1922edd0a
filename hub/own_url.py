"""The hub's own address: as who opens its pages types it, and as a school comes to it over the network."""

from collections.abc import Callable
from ipaddress import ip_address

from hub.config import Config
from shared.own_addresses import own_addresses
from shared.reachable import ALL_IPV4, ALL_IPV6, url_of, working

_EVERY = (ALL_IPV4, ALL_IPV6)


def url_to_open(config: Config, found: Callable[[], tuple[str, ...]] = own_addresses) -> str:
    """
    Return the address under which the pages of a hub that listens directly can be opened.

    Listening at every address is an address of none. Without TLS no other machine is shown a page, so it is this one's.

    Args:
        found: Tells this computer's addresses.
    """
    if config.host not in _EVERY:
        return url_of(config.host, config.port, _scheme(config))
    here = "127.0.0.1" if config.host == ALL_IPV4 else "::1"
    seen = working(found(), config.host) if config.tls else ()
    return url_of(seen[0] if seen else here, config.port, _scheme(config))


def url_for_schools(config: Config, found: Callable[[], tuple[str, ...]] = own_addresses) -> str:
    """Return the address under which a laptop on the network finds the hub; empty where this computer cannot tell."""
    if config.proxies:
        # What a proxy is called, only who put it there knows; in a container this computer's address is nobody's.
        return ""
    seen = working(found(), config.host)
    return url_of(seen[0], config.port, _scheme(config)) if seen else ""


def only_for_itself(config: Config) -> bool:
    """Tell whether no other computer can reach the hub, as it is set."""
    if config.proxies:
        return False
    try:
        return ip_address(config.host).is_loopback
    except ValueError:
        return config.host == "localhost"


def _scheme(config: Config) -> str:
    return "https" if config.tls else "http"
