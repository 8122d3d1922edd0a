"""Starting, watching and stopping the demonstration's real processes."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import requests

from shared.errors import NotReady

Kept = TypeVar("Kept")


@dataclass(slots=True)
class Workshop:
    """A folder in which commands run and servers live; leaves no process behind."""

    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    commands: Mapping[str, str] = field(default_factory=dict)
    """Where a command is, if not beside this interpreter."""
    servers: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _kept: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    def __enter__(self) -> "Workshop":
        (self.folder / "logs").mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, *_: object) -> None:
        for server in self.servers.values():
            server.terminate()
        for server in self.servers.values():
            try:
                server.wait(15)
            except subprocess.TimeoutExpired:
                server.kill()
        self._kept.close()

    def keep(self, thing: AbstractContextManager[Kept]) -> Kept:
        """Open something that is closed after the servers have stopped."""
        return self._kept.enter_context(thing)

    def run(self, *command: str, told: str | None = None, cwd: Path | None = None) -> str:
        """
        Run one of our commands to its end and return what it printed.

        Raises:
            NotReady: It failed; the message holds its own words and where its log is.
        """
        log = self.folder / "logs" / "commands.log"
        done = subprocess.run(
            [self._executable(command[0]), *command[1:]],
            check=False,
            input=told,
            capture_output=True,
            text=True,
            env=self._environment(),
            cwd=cwd,
        )
        with log.open("a", encoding="utf-8") as lines:
            lines.write(f"$ {' '.join(command)}\n{done.stdout}{done.stderr}\n")
        if done.returncode:
            words = (done.stderr or done.stdout).strip()[-2_000:]
            raise NotReady(
                "«%(command)s» no terminó bien:\n%(words)s\nEl registro completo: %(log)s",
                command=" ".join(command),
                words=words,
                log=log,
            )
        return done.stdout

    def ask(self, *command: str) -> dict[str, Any]:
        """Run a command that reports as JSON."""
        answer: dict[str, Any] = json.loads(self.run(*command, "--json"))
        return answer

    def serve(self, name: str, command: Sequence[str], address: str, extra: Mapping[str, str] | None = None) -> None:
        """Start a server and wait until it answers at *address*."""
        log = self.folder / "logs" / f"{name}.log"
        with log.open("wb") as lines:
            server = subprocess.Popen(
                [self._executable(command[0]), *command[1:]],
                stdout=lines,
                stderr=subprocess.STDOUT,
                env=self._environment() | dict(extra or {}),
            )
        self.servers[name] = server

        def answers() -> bool:
            if server.poll() is not None:
                raise NotReady("%(name)s se detuvo al arrancar: %(log)s", name=name, log=log.read_text()[-2_000:])
            try:
                return requests.get(address, timeout=2, allow_redirects=False).status_code < 500
            except requests.RequestException:
                return False

        wait_for(f"{name} en {address}", answers, timeout_s=60)

    def _executable(self, name: str) -> str:
        """Find a command beside this interpreter, so that the demonstration needs no activated environment."""
        beside = Path(sys.executable).parent / name
        return self.commands.get(name, str(beside) if beside.exists() else name)

    def _environment(self) -> dict[str, str]:
        return {**os.environ, **self.environment}  # noqa: TID251 - children inherit PATH and the like


def wait_for(what: str, ready: Callable[[], bool], *, timeout_s: float, every_s: float = 1.0) -> None:
    """
    Wait until *ready*.

    Raises:
        NotReady: It did not happen in time.
    """
    until = time.monotonic() + timeout_s
    while not ready():
        if time.monotonic() > until:
            raise NotReady(
                "No llegó a tiempo (%(timeout_s)s s): %(what)s. Mire los registros en la carpeta logs.",
                timeout_s=f"{timeout_s:.0f}",
                what=what,
            )
        time.sleep(every_s)


def free_port() -> int:
    """Return a loopback port that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port
