"""``chasqui-edge update``: only where a bundle installed the program; the rest is that of the page."""

from pathlib import Path

from tests.edge.live_node import edge, new_node
from tests.edge.program.packages import package


def test_a_developers_installation_is_not_updated(tmp_path: Path) -> None:
    done = edge(new_node(tmp_path), "update", str(package(tmp_path / "usb")))

    assert (done.returncode, done.stdout) == (1, "")
    assert "no se instaló con el paquete" in done.stderr
