"""The headers of every answer, which hosts are ours, and what may travel in the clear."""

import ipaddress
from collections.abc import Mapping

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
MACHINE_HEADERS: Mapping[str, str] = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
"""Of answers to programs, where a browser can be led to them (GET): it must not make a page of one, nor keep it."""


def host_name(header: str) -> str:
    """
    Return the name or address in a Host header, without its port.

    >>> host_name("LocalHost:8070"), host_name("[::1]:8070")
    ('localhost', '::1')
    """
    text = header.strip().lower()
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0]


def host_allowed(header: str, names: frozenset[str]) -> bool:
    """
    Tell whether a Host header is ours: a listed name, or a bare address, which no name server can redirect.

    >>> [host_allowed(h, frozenset({"localhost"})) for h in ("localhost:8070", "192.168.1.7", "evil.example", "")]
    [True, True, False, False]
    """
    name = host_name(header)
    return name in names or _is_address(name)


def is_private(address: str | None, *, secure: bool) -> bool:
    """
    Tell whether nobody else can read this connection: TLS, or this very machine.

    >>> is_private("127.0.0.1", secure=False), is_private("192.168.1.7", secure=False)
    (True, False)
    """
    if secure:
        return True
    if address is None or not _is_address(address):
        return False
    parsed = ipaddress.ip_address(address)
    mapped = getattr(parsed, "ipv4_mapped", None)
    return bool((mapped or parsed).is_loopback)


def local_path(target: str | None, fallback: str) -> str:
    """
    Return *target* when it stays on this site, else *fallback*.

    >>> local_path("/envio?x=1", "/"), local_path("//evil.example", "/"), local_path("https://evil", "/")
    ('/envio?x=1', '/', '/')
    """
    if not target or not target.startswith("/") or target[1:2] in ("/", "\\") or any(c < " " for c in target):
        return fallback
    return target


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
