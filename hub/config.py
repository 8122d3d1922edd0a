"""The hub's settings, read once from the environment; the defaults run on a laptop."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from hub.forwarded import Network, networks
from hub.lake_place import Local, Objects, place_at, place_of
from shared.clock import Clock, SystemClock, clock_from
from shared.errors import BadInput, NotReady

_PREFIX = "CHASQUI_HUB_"


@dataclass(frozen=True, slots=True)
class Config:
    """Where a hub keeps its data and how it is reached."""

    folder: Path
    host: str = "127.0.0.1"
    port: int = 8060
    database: str = ""
    """SQLAlchemy URL; empty: SQLite in the folder."""
    lake: Path | Objects | None = None
    spark_master: str = "local[2]"
    spark_memory: str = "2g"
    """What Java may take here, and on a cluster each of its executors."""
    spark_conf: Path | None = None
    """A file of further settings of Spark, as its own ``spark-defaults.conf`` is written; they go before ours."""
    spark_from: int = 1_500_000
    """How many new events a night counts without Spark: of fewer it takes longer to start Spark than to count them."""
    spark_host: str = ""
    """Under which name or address a cluster's workers reach this machine; empty: its own name."""
    threads: int = 32
    """Requests for pages served at once; uploads hold none of them."""
    clock: Clock = field(default_factory=SystemClock)
    min_free_mb: int = 256
    """Below this an upload is refused before its body is read."""
    max_spool_mb: int = 512
    rate: int = 600
    """Requests a minute under ``/v1`` of one address, and of one token; what brings a school's news is not counted."""
    hosts: tuple[str, ...] = ()
    """Names under which browsers may ask for the hub's pages, besides ``localhost`` and bare addresses."""
    proxies: tuple[Network, ...] = ()
    """Where a proxy stands that is believed of whom it asks for and over what; nobody else is."""
    tls: bool = False
    """Speak TLS, with a certificate that the hub's own key signs."""
    sticks: tuple[Path, ...] = ()
    """Folders where sticks are mounted, beside the usual ones."""
    serving: str = ""
    """Address of a TensorFlow Serving that computes forecasts; empty: LiteRT does, here."""
    copies: str = ""
    """Where copies go by themselves: a folder of another disk, or ``rclone:REMOTE:FOLDER``."""
    copies_kept: int = 14
    log: str = "text"
    """``json``: each line of the log is an object."""
    metrics_token: str = ""
    """Who says it may read ``/metrics``; empty: nobody may."""
    java_home: str = ""
    search_path: str = ""
    """The machine's PATH, where ``java`` is looked for."""
    second_factor: bool = True
    """Whether every account of the office must have a code of its telephone besides its passphrase."""

    @classmethod
    def from_env(cls, folder: Path | None = None) -> "Config":
        """
        Read CHASQUI_HUB_DIR, _HOST, _PORT, _DATABASE, _LAKE, _SPARK_MASTER, _SPARK_MEMORY, _SPARK_CONF, _SPARK_FROM,
        _SPARK_HOST, _THREADS, _HOSTS, _PROXY, _TLS, _CLOCK, _SECOND_FACTOR, _MIN_FREE_MB, _RATE, _STICKS, _SERVING,
        _COPIES, _COPIES_KEPT, _LOG, _METRICS_TOKEN.

        Raises:
            BadInput: A number or size that is none, a clock that is no ISO 8601 instant, a proxy that is no address.
        """
        env = os.environ
        lake = env.get(_PREFIX + "LAKE", "")
        try:
            clock = clock_from(env.get(_PREFIX + "CLOCK", ""))
        except ValueError as error:
            raise BadInput(
                "%(prefix)sCLOCK no es un instante ISO 8601: %(problem)s.", prefix=_PREFIX, problem=error
            ) from error
        return cls(
            folder=(folder or Path(env.get(_PREFIX + "DIR", "chasqui-hub"))).absolute(),
            host=env.get(_PREFIX + "HOST", "127.0.0.1"),
            port=_number("PORT", 8060, 65_535),
            database=env.get(_PREFIX + "DATABASE", ""),
            lake=_lake(place_at(lake)) if lake else None,
            spark_master=env.get(_PREFIX + "SPARK_MASTER", "local[2]"),
            spark_memory=_memory("SPARK_MEMORY", "2g"),
            spark_conf=Path(conf).absolute() if (conf := env.get(_PREFIX + "SPARK_CONF", "")) else None,
            spark_from=_number("SPARK_FROM", 1_500_000, 1_000_000_000),
            spark_host=env.get(_PREFIX + "SPARK_HOST", ""),
            threads=_number("THREADS", 32, 256),
            clock=clock,
            min_free_mb=_number("MIN_FREE_MB", 256, 1_000_000),
            rate=_number("RATE", 600, 1_000_000),
            hosts=tuple(env.get(_PREFIX + "HOSTS", "").replace(",", " ").split()),
            proxies=networks(env.get(_PREFIX + "PROXY", "")),
            tls=env.get(_PREFIX + "TLS", "") not in ("", "0"),
            sticks=tuple(Path(one) for one in env.get(_PREFIX + "STICKS", "").split(os.pathsep) if one),
            serving=_address("SERVING"),
            copies=env.get(_PREFIX + "COPIES", ""),
            copies_kept=_number("COPIES_KEPT", 14, 10_000),
            log=log_form(),
            metrics_token=env.get(_PREFIX + "METRICS_TOKEN", ""),
            java_home=env.get("JAVA_HOME", ""),
            search_path=env.get("PATH", ""),
            second_factor=env.get(_PREFIX + "SECOND_FACTOR", "1") != "0",
        )

    @property
    def database_url(self) -> str:
        """The SQLAlchemy URL of the database."""
        return self.database or f"sqlite:///{self.database_file}"

    @property
    def database_file(self) -> Path:
        """The file of the database, where it is SQLite in the folder."""
        return self.folder / "hub.db"

    @property
    def lake_place(self) -> Local | Objects:
        """Where the immutable Parquet files lie."""
        return place_of(self.lake or self.folder / "lake")

    @property
    def lake_folder(self) -> Path:
        """
        The folder in which they lie.

        Raises:
            NotReady: They lie in a store of objects.
        """
        place = self.lake_place
        if isinstance(place, Objects):
            raise NotReady(
                "El lago está en un almacén de objetos (CHASQUI_HUB_LAKE): esto solo se hace en una carpeta."
            )
        return place.root

    @property
    def spool_folder(self) -> Path:
        """Where the bytes of uploads wait until they are whole."""
        return self.folder / "spool"

    @property
    def models_folder(self) -> Path:
        """Where released models lie, each named by its SHA-256."""
        return self.folder / "models"

    @property
    def reports_folder(self) -> Path:
        """Where the nightly reports are written."""
        return self.folder / "reports"

    @property
    def keys_file(self) -> Path:
        """The hub's online keys; secret."""
        return self.folder / "hub.key"

    @property
    def release_key_file(self) -> Path:
        """The release key, as ``init`` leaves it: to be moved offline."""
        return self.folder / "release.key"


def environment() -> dict[str, str]:
    """Return the environment of this process, for another that takes its place."""
    return dict(os.environ)


def log_form() -> str:
    """
    Read CHASQUI_HUB_LOG alone, which holds before there is a folder.

    Raises:
        BadInput: It is neither ``text`` nor ``json``.
    """
    text = os.environ.get(_PREFIX + "LOG", "") or "text"
    if text not in ("text", "json"):
        raise BadInput("CHASQUI_HUB_LOG=%(text)s no sirve: ponga text o json.", text=text[:20])
    return text


def _lake(place: Local | Objects) -> Path | Objects:
    return place.root if isinstance(place, Local) else place


def _address(name: str) -> str:
    text = os.environ.get(_PREFIX + name, "").strip().rstrip("/")
    if text and not text.startswith(("http://", "https://")):
        raise BadInput(
            "%(name)s=%(text)s no sirve: escriba una dirección como http://127.0.0.1:8501.",
            name=_PREFIX + name,
            text=text[:60],
        )
    return text


def _memory(name: str, default: str) -> str:
    text = os.environ.get(_PREFIX + name, "") or default
    if not re.fullmatch(r"[1-9][0-9]{0,5}[mg]", text):
        raise BadInput(
            "%(name)s=%(text)s no sirve: escriba cuánta memoria, como 2g o 1500m.", name=_PREFIX + name, text=text[:20]
        )
    return text


def _number(name: str, default: int, most: int) -> int:
    text = os.environ.get(_PREFIX + name, "")
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
        raise BadInput(
            "%(name)s=%(text)s no sirve: ponga un número entre %(least)s y %(most)s.",
            name=_PREFIX + name,
            text=text[:20],
            least=1,
            most=most,
        )
    return int(text)
