"""The stage of the demonstration: its folder, its hub, its nodes, and what was measured on the way."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hub.demo.badroad import BadRoad
from hub.demo.processes import Workshop, free_port
from hub.demo.weather import Road

TODAY = "2026-10-17T08:00:00-05:00"
PROJECT = Path(__file__).resolve().parents[2]
_WORDS = (
    "ajo ala arco barro cerro cobre cuento faja flor hilo hoja lago lana luna molle nube olla pan piedra puente "
    "quena roca rueda sal sauce sol surco tela tinta trigo tuna valle viento zorro"
)
ROADS = (
    Road(latency_ms=150, kbps=64, seed=1),
    Road(latency_ms=300, kbps=64, reset_mean_bytes=60_000, seed=2),
    Road(latency_ms=150, kbps=64, cut_up_after=6_000, seed=3),
    Road(latency_ms=600, kbps=64, seed=4),
    Road(latency_ms=150, kbps=64, reset_mean_bytes=40_000, seed=5),
    Road(latency_ms=80, kbps=64, seed=6),
)


@dataclass(frozen=True, slots=True)
class Options:
    """What a visitor may choose."""

    schools_file: Path | None = None
    ugel: str = ""
    kolibri_file: Path | None = None
    nodes: int = 6
    schools: int = 60
    events: int = 40_000


@dataclass(slots=True)
class NodeProcess:
    """One school of the demonstration: its folder, its address, its road."""

    site: str
    folder: Path
    port: int
    road: BadRoad

    @property
    def url(self) -> str:
        """The address of its pages."""
        return f"http://127.0.0.1:{self.port}"


@dataclass(slots=True)
class Demo:
    """The hub, its nodes, and what was measured on the way."""

    shop: Workshop
    options: Options
    hub_port: int = field(default_factory=free_port)
    nodes: list[NodeProcess] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)
    passphrase: str = field(default_factory=lambda: "-".join(secrets.choice(_WORDS.split()) for _ in range(6)))
    """Of this demonstration's accounts: drawn anew each time, for nothing here has a default."""

    @property
    def hub_dir(self) -> Path:
        """The hub's folder."""
        return self.shop.folder / "hub"

    @property
    def hub_url(self) -> str:
        """The hub's address, without a bad road."""
        return f"http://127.0.0.1:{self.hub_port}"

    @property
    def region(self) -> Path:
        """What the simulation wrote."""
        return self.shop.folder / "region"

    def hub(self, *command: str, told: str | None = None) -> str:
        """Run a command of the hub."""
        return self.shop.run("chasqui-hub", *command, "--dir", str(self.hub_dir), told=told)

    def ask_hub(self, *command: str) -> dict[str, Any]:
        """Run a command of the hub that reports as JSON."""
        return self.shop.ask("chasqui-hub", *command, "--dir", str(self.hub_dir))

    def edge(self, node: NodeProcess, *command: str, told: str | None = None) -> str:
        """Run a command of one node."""
        return self.shop.run("chasqui-edge", *command, "--dir", str(node.folder), told=told)

    def ask_node(self, node: NodeProcess) -> dict[str, Any]:
        """Return a node's status."""
        return self.shop.ask("chasqui-edge", "status", "--dir", str(node.folder))

    def ask_nodes(self) -> list[dict[str, Any]]:
        """Return every node's status."""
        return [self.ask_node(node) for node in self.nodes]
