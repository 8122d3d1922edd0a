"""The hub's real front on a loopback port, served from a thread."""

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import requests

from hub.certificate import certificate_file
from hub.config import Config
from hub.connections import MOST, Door, PatientProtocol
from hub.front import Front
from hub.keyfiles import read_keys
from hub.server import bound, service


@contextmanager
def serving(
    config: Config, *, speaks: type[PatientProtocol] = PatientProtocol, most: int = MOST, **more: Any
) -> Iterator[str]:
    """Serve the hub of *config*; give its address."""
    with closing(Front(config, **more)) as front, Door(bound("127.0.0.1", 0), config.proxies, most) as listening:
        server = service(front, certificate_file(config, read_keys(config)) if config.tls else None, speaks)
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.005)
        try:
            yield f"{'https' if config.tls else 'http'}://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(30)


@dataclass
class Caller:
    """Asks the hub at an address."""

    url: str

    def put(self, path: str, data: bytes | Iterable[bytes]) -> requests.Response:
        return requests.put(self.url + path, data=data, timeout=60)

    def get(self, path: str, **headers: str) -> requests.Response:
        return requests.get(self.url + path, headers=headers, timeout=60)
