"""The node's settings: the one place that reads the environment."""

import os
import platform
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from edge.ration import MOST_MB, Allowance
from shared.clock import Clock, clock_from
from shared.errors import BadInput

DEFAULT_DIR = Path.home() / ".chasqui" / "edge"
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Config:
    """Where a node lives and how it runs; the defaults run on a laptop. Secrets are files in ``dir``, not settings."""

    dir: Path = DEFAULT_DIR
    host: str = "127.0.0.1"
    """Address of the staff's pages. Anything but loopback needs TLS in front."""
    port: int = 8070
    lan_host: str = ""
    """Address of the pupils' plain-HTTP page on the LAN; empty: no such page."""
    lan_port: int = 8071
    lan_name: str = "chasqui"
    """Name before ``.local`` under which phones find this laptop; empty: none is said."""
    tls_cert: Path | None = None
    """The school's own certificate, with its chain (PEM); None: no page over TLS."""
    tls_key: Path | None = None
    tls_host: str = "0.0.0.0"  # noqa: S104 - only where somebody set a certificate
    tls_port: int = 8443
    tls_names: tuple[str, ...] = ()
    """Names in the certificate under which the pages may be asked for, beside addresses and ``lan_name``."""
    clock_text: str = ""
    """ISO 8601 with offset: start the clock there (demonstrations and drills)."""
    sync_every_s: int = 900
    """Longest wait between two attempts while there is no failure."""
    daily_mb: int = 0
    """Megabytes a day that sending over the network may take by itself; 0: no limit. The page goes before it."""
    metered: bool = False
    """The line is paid by the byte: one exchange a day, or by hand. The page goes before it."""
    sticks: tuple[Path, ...] = ()
    """Folders where sticks are mounted, beside the usual ones."""
    hub_url: str = ""
    """Overrides the address of the invitation."""
    threads: int = 4
    clock: Clock = field(default_factory=lambda: clock_from(""))
    computer: str = field(default_factory=platform.node)
    """The name of this computer, as its system has it."""

    @classmethod
    def from_env(cls, dir: Path | None = None, environ: Mapping[str, str] | None = None) -> Self:
        """
        Read the settings; *dir* from the command line goes before ``CHASQUI_EDGE_DIR``.

        >>> Config.from_env(environ={"CHASQUI_EDGE_PORT": "8099"}).port
        8099

        Raises:
            BadInput: A number that is none, or a clock that is no ISO date.
        """
        env = os.environ if environ is None else environ
        usual = cls()

        def number(name: str, default: int, least: int = 0, most: int = 65_535) -> int:
            text = env.get(name, "")
            if not text:
                return default
            if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
                raise BadInput(
                    "%(name)s=%(text)s no sirve: ponga un número entre %(least)s y %(most)s.",
                    name=name,
                    text=text[:20],
                    least=least,
                    most=most,
                )
            return int(text)

        lan_name = env.get("CHASQUI_EDGE_NAME", usual.lan_name).lower()
        if lan_name and not _LABEL.fullmatch(lan_name):
            raise BadInput(
                "CHASQUI_EDGE_NAME=%(text)s no es un nombre: ponga letras sin tilde, cifras y guiones, hasta 40.",
                text=lan_name[:60],
            )
        clock_text = env.get("CHASQUI_EDGE_CLOCK", "")
        try:
            clock = clock_from(clock_text)
        except ValueError as error:
            raise BadInput(
                "CHASQUI_EDGE_CLOCK=%(text)s no es una fecha: use 2026-10-17T08:00:00-05:00.",
                text=clock_text[:40],
            ) from error
        return cls(
            dir=(dir or Path(env.get("CHASQUI_EDGE_DIR") or DEFAULT_DIR)).expanduser().resolve(),
            host=env.get("CHASQUI_EDGE_HOST", usual.host),
            port=number("CHASQUI_EDGE_PORT", usual.port, 1),
            lan_host=env.get("CHASQUI_EDGE_LAN_HOST", usual.lan_host),
            lan_port=number("CHASQUI_EDGE_LAN_PORT", usual.lan_port, 1),
            lan_name=lan_name,
            tls_cert=_path(env.get("CHASQUI_EDGE_TLS_CERT", "")),
            tls_key=_path(env.get("CHASQUI_EDGE_TLS_KEY", "")),
            tls_host=env.get("CHASQUI_EDGE_TLS_HOST") or usual.tls_host,
            tls_port=number("CHASQUI_EDGE_TLS_PORT", usual.tls_port, 1),
            tls_names=tuple(env.get("CHASQUI_EDGE_TLS_NAMES", "").lower().replace(",", " ").split()),
            clock_text=clock_text,
            sync_every_s=number("CHASQUI_EDGE_SYNC_EVERY_S", usual.sync_every_s, 1, 86_400),
            daily_mb=number("CHASQUI_DAILY_MB", usual.daily_mb, 0, MOST_MB),
            metered=bool(number("CHASQUI_METERED", usual.metered, 0, 1)),
            sticks=tuple(Path(one) for one in env.get("CHASQUI_EDGE_STICKS", "").split(os.pathsep) if one),
            hub_url=env.get("CHASQUI_EDGE_HUB_URL", usual.hub_url),
            threads=number("CHASQUI_EDGE_THREADS", usual.threads, 1, 64),
            clock=clock,
        )

    @property
    def database(self) -> Path:
        """The node's one database."""
        return self.dir / "node.db"

    @property
    def allowance(self) -> Allowance:
        """What sending may cost as long as the page says nothing."""
        return Allowance(self.daily_mb, self.metered)

    @property
    def models(self) -> Path:
        """The folder of released models."""
        return self.dir / "models"


def _path(text: str) -> Path | None:
    return Path(text).expanduser() if text else None
