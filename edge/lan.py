"""The door to the school's network: whether it is open, where it answers, and under which name."""

import logging
from collections.abc import Callable, Sequence
from typing import Protocol

from edge.config import Config
from edge.database import Database
from edge.name_responder import NameResponder
from shared.errors import NotReady
from shared.own_addresses import own_addresses
from shared.reachable import ALL_IPV4, url_of, working

_SWITCH, _POSTER = "lan", "poster_of"
_log = logging.getLogger(__name__)


class Server(Protocol):
    """What serves the pupils' page to other machines."""

    def close(self) -> None:
        """Serve no more."""


class Lan:
    """
    Whether the pupils' page is served to other machines.

    What was said on the page goes before the setting, as it does for what sending may cost.

    Args:
        found: Tells this laptop's addresses.
        named: Makes what says the name on the network.
    """

    def __init__(
        self,
        config: Config,
        db: Database,
        *,
        found: Callable[[], tuple[str, ...]] = own_addresses,
        named: Callable[[str, Callable[[], tuple[str, ...]]], NameResponder] = NameResponder,
    ) -> None:
        self._config, self._db, self._found, self._named = config, db, found, named
        self._serve: Callable[[str], Server] | None = None
        self._server: Server | None = None
        self._responder: NameResponder | None = None
        self.trouble: NotReady | None = None
        """Why it is not open although it was to be."""
        self._secured: Server | None = None
        self.secure_trouble: NotReady | None = None
        """Why the staff's door is not open although a certificate is set."""

    def start(self, serve: Callable[[str], Server]) -> None:
        """
        Open where that is wanted; *serve* serves on an address and port ("0.0.0.0:8071").

        Raises:
            NotReady: It cannot be opened where the setting says; what was said on the page is kept as ``trouble``.
        """
        self._serve = serve
        if not self.wanted:
            return
        try:
            self._open()
        except NotReady as error:
            if self._config.lan_host:
                raise
            self.trouble = error
            _log.warning("network door not opened")

    @property
    def wanted(self) -> bool:
        """Whether it is to be open."""
        return self._db.setting(_SWITCH, bool, bool(self._config.lan_host))

    @property
    def is_open(self) -> bool:
        """Whether it is."""
        return self._server is not None

    @property
    def can_switch(self) -> bool:
        """Whether it can be opened and closed here: the pages are served by a running node."""
        return self._serve is not None

    @property
    def host(self) -> str:
        """Where it listens, or would: the setting, else every IPv4 address."""
        return self._config.lan_host or ALL_IPV4

    @property
    def name(self) -> str:
        """The name under which this laptop answers on the network; "" where it does not."""
        return self._responder.name if self._responder else ""

    def open(self) -> None:
        """
        Open now and at every start.

        Raises:
            NotReady: Another program has the port. It is tried again at the next start.
        """
        self._db.put(_SWITCH, True)
        self.trouble = None
        self._open()

    def close(self) -> None:
        """Close now, and keep closed at every start."""
        self._db.put(_SWITCH, False)
        self.trouble = None
        self.stop()

    def stop(self) -> None:
        """Close, as the program does that ends; at the next start it is as it was."""
        for one in (self._responder, self._server):
            if one is not None:
                one.close()
        self._responder = self._server = None

    def secure(self, serve: Callable[[], Server]) -> None:
        """Open the staff's door, over TLS, where a certificate is set; what stands in its way is kept."""
        if self._config.tls_cert is None and self._config.tls_key is None:
            return
        try:
            self._secured = serve()
        except NotReady as error:
            # The laptop's own pages must open whatever became of a certificate.
            self.secure_trouble = error
            _log.warning("tls door not opened")

    def unsecure(self) -> None:
        """Close the staff's door."""
        if self._secured is not None:
            self._secured.close()
        self._secured = None

    def secure_urls(self) -> tuple[str, ...]:
        """Return where the staff gets in from other machines; nothing where they do not."""
        if self._secured is None:
            return ()
        names = (*self._config.tls_names, *working(self._found(), self._config.tls_host))
        return tuple(url_of(one, self._config.tls_port, "https") for one in names)

    def addresses(self) -> tuple[str, ...]:
        """Return the addresses under which the page answers when open, the best first."""
        return working(self._found(), self.host)

    def urls(self) -> tuple[str, ...]:
        """Return the same as people type them."""
        return tuple(url_of(one, self._config.lan_port) for one in self.addresses())

    @property
    def name_url(self) -> str:
        """What people type instead of the numbers; "" where the name is not answered."""
        return url_of(self.name, self._config.lan_port) if self.name else ""

    @property
    def printed(self) -> str:
        """The address on the poster that hangs; "" where none was printed."""
        return self._db.setting(_POSTER, str, "")

    def note_printed(self, url: str) -> None:
        """Note that a poster with this address hangs now."""
        self._db.put(_POSTER, url)

    @property
    def needs_poster(self) -> bool:
        """Whether the poster is to be printed, or printed again."""
        return self.is_open and must_print(self.printed, self.urls())

    def _open(self) -> None:
        if self._server is not None or self._serve is None:
            return
        host = f"[{self.host}]" if ":" in self.host else self.host
        self._server = self._serve(f"{host}:{self._config.lan_port}")
        if self._config.lan_name:
            self._responder = self._named(self._config.lan_name, self.addresses)
            self._responder.start()


def must_print(printed: str, urls: Sequence[str]) -> bool:
    """
    Tell whether the wall needs another poster: the one that hangs there bears an address that does not answer now.

    Without a network there is nothing better to print; one more address makes no poster wrong.

    >>> must_print("", ["http://10.42.0.1:8071"]), must_print("http://10.42.0.1:8071", ["http://192.168.1.7:8071"])
    (True, True)
    >>> must_print("http://10.42.0.1:8071", ["http://192.168.1.7:8071", "http://10.42.0.1:8071"])
    False
    >>> must_print("http://10.42.0.1:8071", [])
    False
    """
    return bool(urls) and printed not in urls
