"""The same journey with no network at all: a USB stick goes to the hub and comes back."""

from pathlib import Path

import pytest

from hub.demo import office
from hub.demo.processes import Workshop
from hub.demo.schools import LOGIN
from hub.demo.stage import TODAY, Demo, Options

pytestmark = [pytest.mark.journey, pytest.mark.spark]


def test_a_fact_carried_on_a_stick_becomes_a_decision_carried_back(tmp_path: Path) -> None:
    clock = {"CHASQUI_EDGE_CLOCK": TODAY, "CHASQUI_HUB_CLOCK": TODAY}
    stick, node = tmp_path / "stick", tmp_path / "node"
    stick.mkdir()
    with Workshop(tmp_path, clock) as shop:
        demo = Demo(shop, Options(nodes=1, schools=12, events=500))
        office.simulate_region(demo)
        office.prepare_hub(demo)
        source = next((demo.region / "nodes").iterdir())
        demo.hub(
            "enrol", "--site", source.name, "--url", "http://127.0.0.1:9", "--out", str(tmp_path / "invitation.json")
        )

        def edge(*command: str, told: str | None = None) -> str:
            return shop.run("chasqui-edge", *command, "--dir", str(node), told=told)

        edge("init", "--invitation", str(tmp_path / "invitation.json"))
        edge("user", "add", LOGIN, "--role", "coordinator", told=f"{demo.passphrase}\n")
        edge("import", "people", str(source / "people.csv"))
        edge("record", str(source / "facts.jsonl"))
        edge("export-bundle", str(stick))
        demo.hub("carry", str(stick))
        edge("import-bundle", str(stick))
        sent = shop.ask("chasqui-edge", "status", "--dir", str(node))
        office.decide(demo)
        office.approve_and_publish(demo)
        edge("export-bundle", str(stick))
        demo.hub("carry", str(stick))
        edge("import-bundle", str(stick))
        status = shop.ask("chasqui-edge", "status", "--dir", str(node))

        assert sent["pending"] == 0
        assert 0 < status["lines"] < demo.figures["lines_published"]
        assert status["decisions"] == 1
        assert demo.ask_hub("status")["events"] == sent["events"] > 100
