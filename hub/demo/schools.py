"""What the schools do in the demonstration, one function a step."""

import json
import re
from html import unescape
from pathlib import Path

from hub.demo.badroad import BadRoad
from hub.demo.browsing import Browser, delivery_form
from hub.demo.processes import free_port, wait_for
from hub.demo.stage import PROJECT, ROADS, Demo, NodeProcess
from shared.errors import NotReady
from shared.resources import ResourceKind, read_catalogue

LOGIN = "coordinacion"
SYNC_TIMEOUT_S = 240
WITHOUT_PACKS = (0, 1)
"""Laptops whose schools have no packs yet: what the plan chooses for them is on their pages."""


def enrol_and_record(demo: Demo) -> str:
    """Enrol each node with a code of its own; record a school year in its own log, with no connection."""
    sites = sorted(folder.name for folder in (demo.region / "nodes").iterdir())
    for number, site in enumerate(sites):
        node = _node(demo, number, site)
        demo.nodes.append(node)
        invitation = demo.shop.folder / f"invitation-{number}.json"
        demo.hub("enrol", "--site", site, "--url", node.road.url, "--out", str(invitation))
        demo.edge(node, "init", "--invitation", str(invitation))
        demo.edge(node, "user", "add", LOGIN, "--role", "coordinator", told=f"{demo.passphrase}\n")
        source = demo.region / "nodes" / site
        demo.edge(node, "import", "people", str(source / "people.csv"))
        facts = source / "facts.jsonl"
        if number == 0 and demo.options.kolibri_file:
            # Sessions of a real export that lie after the day of this demonstration are refused.
            demo.edge(node, "import", "kolibri", str(demo.options.kolibri_file), "--accept")
        if number in WITHOUT_PACKS:
            facts = _without_packs(demo, facts)
        demo.edge(node, "record", str(facts))
    demo.figures["events_recorded"] = _recorded(demo)
    return f"{demo.figures['events_recorded']:,} registros guardados en {len(sites)} laptops, sin conexión"


def open_roads(demo: Demo) -> str:
    """Start the nodes; each agent finds its bad road and sends until the region has signed for everything."""
    for node in demo.nodes:
        settings = {"CHASQUI_EDGE_PORT": str(node.port), "CHASQUI_EDGE_SYNC_EVERY_S": "3"}
        command = ["chasqui-edge", "run", "--dir", str(node.folder)]
        demo.shop.serve(f"node-{node.folder.name}", command, f"{node.url}/entrar", settings)
    wait_for("que la región confirme todo", lambda: _all_sent(demo), timeout_s=SYNC_TIMEOUT_S)
    demo.figures["events_at_hub"] = demo.ask_hub("status")["events"]
    cuts = sum(node.road.traffic.cuts for node in demo.nodes)
    return f"{demo.figures['events_at_hub']:,} registros en la región; los caminos se cortaron {cuts} veces"


def forecast_offline(demo: Demo) -> str:
    """Each node fetches the released model over its road, checks it and forecasts by itself."""
    wait_for("que cada laptop pronostique con el modelo", lambda: _all_foresee(demo), timeout_s=SYNC_TIMEOUT_S)
    return f"{sum(status['forecasts'] for status in demo.ask_nodes())} pronósticos hechos en las laptops"


def read_decisions(demo: Demo) -> str:
    """Wait for the decisions and read one as a coordinator does: every line with its reason."""
    wait_for("que lleguen las decisiones", lambda: _all_decided(demo), timeout_s=SYNC_TIMEOUT_S)
    demo.figures["lines_at_schools"] = sum(status["lines"] for status in demo.ask_nodes())
    page = _browser(receiver(demo), demo.passphrase).open("/llegadas")
    reasons = re.findall(r'data-l="Por qué">.*?<br>(.*?)</td>', page, re.DOTALL)
    if not reasons:
        raise NotReady("La página de llegadas no muestra motivos.")
    return unescape(re.sub(r"<[^>]+>", " ", max(reasons, key=len))).strip()


def confirm_delivery(demo: Demo) -> str:
    """Confirm a delivery on the school's page, one unit rejected; wait until the region sees it."""
    node = receiver(demo)
    pecosa = demo.ask_node(node)["shipments"][0]
    browser = _browser(node, demo.passphrase)
    path = f"/recepcion/{pecosa}"
    browser.send(path, delivery_form(browser.open(path), pecosa, deliverer="Transportes de la demostración"))
    wait_for("que la región vea la entrega", lambda: _delivered(demo), timeout_s=SYNC_TIMEOUT_S)
    status = demo.ask_hub("status")
    demo.figures["deliveries_confirmed"] = status["deliveries"]
    demo.figures["rejected_seen_at_hub"] = status["rejected_units"]
    demo.figures["events_recorded"] = _recorded(demo)
    demo.figures["events_at_hub"] = status["events"]
    return f"PECOSA {pecosa}: 1 unidad rechazada, vista en la región"


def _node(demo: Demo, number: int, site: str) -> NodeProcess:
    road = demo.shop.keep(BadRoad(("127.0.0.1", demo.hub_port), ROADS[number % len(ROADS)]))
    return NodeProcess(site, demo.shop.folder / "nodes" / site.strip("~"), free_port(), road)


def _without_packs(demo: Demo, facts: Path) -> Path:
    """Leave the simulated use of digital content out: a Kolibri export is that use, or the school has none yet."""
    resources = read_catalogue((PROJECT / "hub" / "data" / "catalogue.json").read_bytes()).resources
    packs = {one.id for one in resources if one.kind is ResourceKind.PACK}
    rest = demo.shop.folder / f"facts-without-packs-{facts.parent.name}.jsonl"
    lines = facts.read_text(encoding="utf-8").splitlines(keepends=True)
    rest.write_text("".join(line for line in lines if json.loads(line).get("resource") not in packs), encoding="utf-8")
    return rest


def _recorded(demo: Demo) -> int:
    return sum(int(status["events"]) for status in demo.ask_nodes())


def _all_sent(demo: Demo) -> bool:
    return all(status["pending"] == status["marks"] == 0 for status in demo.ask_nodes())


def _all_foresee(demo: Demo) -> bool:
    return all(status["model"] and status["forecasts"] for status in demo.ask_nodes())


def _all_decided(demo: Demo) -> bool:
    return all(status["decisions"] for status in demo.ask_nodes())


def _delivered(demo: Demo) -> bool:
    return bool(demo.ask_hub("status")["deliveries"])


def receiver(demo: Demo) -> NodeProcess:
    """Return the first node that something was sent to."""
    for node, status in zip(demo.nodes, demo.ask_nodes(), strict=True):
        if status["shipments"]:
            return node
    raise NotReady("Ninguna escuela con laptop recibió una entrega. Mire el plan.")


def _browser(node: NodeProcess, passphrase: str) -> Browser:
    browser = Browser(node.url)
    browser.sign_in(LOGIN, passphrase)
    return browser
