"""Versions of the program that behave as a test needs, in folders as the real ones."""

import os
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from edge.program import launcher
from edge.program.folder import LAUNCHER
from edge.program.launcher import VERSIONS, WHOLE, python_of, write_state

SERVES = """
class Pages(http.server.BaseHTTPRequestHandler):
    server_version, sys_version = "chasqui", ""
    def version_string(self): return "chasqui"
    def log_message(self, *_): pass
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(NAME.encode())
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["CHASQUI_EDGE_PORT"])), Pages).serve_forever()
"""
DIES = "sys.exit(7)"
HANGS = "import time; time.sleep(600)"


def make(program: Path, name: str, runs: str, *, beside: str = "sys.exit(0)") -> None:
    """Make a version that does *runs* for ``run``, and *beside* for what looks after the database."""
    python = python_of(program, name)
    python.parent.mkdir(parents=True)
    log, body = program / "log.txt", textwrap.dedent(runs)
    python.write_text(
        f"#!{sys.executable}\nimport http.server, os, sys\nNAME = {name!r}\nWORDS = sys.argv[1:]\n"
        f"with open({str(log)!r}, 'a') as log: log.write(NAME + ' ' + ' '.join(WORDS[2:]) + chr(10))\n"
        f"if WORDS[2] == 'edge.program.database_copy':\n{textwrap.indent(beside, '    ')}\n{body}\n"
    )
    python.chmod(0o755)
    (program / VERSIONS / name / WHOLE).touch()


def log_of(program: Path) -> list[str]:
    """Return what was run, in order: the version and its words."""
    log = program / "log.txt"
    return log.read_text().splitlines() if log.exists() else []


def on_trial(program: Path, *, before: str = "0.1-a", now: str = "0.2-b", starts: int = 0, back: bool = False) -> None:
    write_state(program, {"current": now, "trial": {"before": before, "starts": starts, "back": back}, "told": {}})


@contextmanager
def launched(program: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Run the launcher as the system does; give its process and the port of the pages."""
    (program / LAUNCHER).write_bytes(Path(launcher.__file__).read_bytes())
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    line = [sys.executable, "-I", str(program / LAUNCHER), *(arguments or ("run", "--dir", str(program / "data")))]
    process = subprocess.Popen(line, env=os.environ | {"CHASQUI_EDGE_PORT": str(port)})
    try:
        yield process, port
    finally:
        process.terminate()
        process.wait(20)


def wait_until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 30
    while not true():
        if time.monotonic() > until:
            pytest.fail("it never came to that")
        time.sleep(0.05)
