import socket
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from edge.config import Config
from edge.door import LOOPBACK
from edge.fresh import Newcomers
from edge.joining import create_joining_app
from edge.page_server import page_server
from shared.errors import NotReady
from sync.plugged import Plugged


def opened(folder: Path, listen: str) -> Any:
    app = create_joining_app(Newcomers(Config(dir=folder), Plugged()))
    return page_server(app, listen, 1, {}, spool=tempfile.TemporaryFile)


def test_a_port_that_another_program_has_is_told_with_what_chooses_another(tmp_path: Path) -> None:
    with (
        closing(socket.create_server((LOOPBACK, 0))) as other,
        pytest.raises(NotReady, match=r"ya lo usa otro programa\. .*CHASQUI_EDGE_PORT"),
    ):
        opened(tmp_path, f"{LOOPBACK}:{other.getsockname()[1]}")


def test_an_address_of_another_machine_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotReady, match="este equipo no tiene esa dirección"):
        opened(tmp_path, "192.0.2.9:8070")
