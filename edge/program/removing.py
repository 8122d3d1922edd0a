"""
Takes the program off this laptop; the node's data stays where it is.

A copy of this file lies beside the versions, run by the system's own Python: it imports nothing of ours.
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

FILE, NOTE = "remove.py", "installed.json"
_SERVICE, _TASK = "chasqui-edge", "Chasqui"
_OURS = (
    "state.json", "state.json.part", "update.lock", "ajustes.txt", "launch.py", "chasqui-edge", "chasqui-edge.cmd",
    NOTE, FILE,
)  # fmt: skip


def note(program: Path, paths: Sequence[str]) -> None:
    """Keep the paths outside the program's folder that were made for it."""
    known = json.loads((program / NOTE).read_text(encoding="utf-8")) if (program / NOTE).exists() else []
    (program / NOTE).write_text(json.dumps(sorted({*known, *paths})), encoding="utf-8")


def command_of(program: Path) -> Path:
    """Return what is typed, or clicked, to remove the program."""
    return program / ("desinstalar.cmd" if os.name == "nt" else "desinstalar")


def write_command(program: Path, python: Path) -> None:
    """Write what ``command_of`` names."""
    command = command_of(program)
    if os.name == "nt":
        command.write_bytes(f'@chcp 65001 >nul\r\n@"{python.with_name("python.exe")}" -I "%~dp0{FILE}"\r\n'.encode())
        return
    words = f"exec {shlex.quote(str(python))} -I {shlex.quote(str(program / FILE))}"
    command.write_text(f"#!/bin/sh\n{words}\n", encoding="utf-8")
    command.chmod(0o755)


def remove(program: Path, do: Callable[[Sequence[str]], object]) -> None:
    """
    Stop the node, and remove the program, what starts it and its icons; *do* runs commands of the system.

    Raises:
        OSError: Something is in use; done again, it goes on.
    """
    if os.name == "nt":
        do(["schtasks", "/End", "/TN", _TASK])
        do(["schtasks", "/Delete", "/TN", _TASK, "/F"])
    else:
        do(["systemctl", "--user", "disable", "--now", _SERVICE])
    made = json.loads((program / NOTE).read_text(encoding="utf-8")) if (program / NOTE).exists() else []
    for path in made:
        Path(path).unlink(missing_ok=True)
    if os.name != "nt":
        do(["systemctl", "--user", "daemon-reload"])
    for name in ("versions", "incoming"):
        if (program / name).exists():
            shutil.rmtree(program / name)
    for name in (*_OURS, command_of(program).name):
        (program / name).unlink(missing_ok=True)
    # What somebody else put there stays.
    if not any(program.iterdir()):
        program.rmdir()


def _run(line: Sequence[str]) -> None:
    try:
        subprocess.run(line, capture_output=True, check=False, timeout=90)
    except (OSError, subprocess.TimeoutExpired):
        return


def main(program: Path) -> int:
    """Remove the program in *program*; return the exit code."""
    try:
        remove(program, _run)
    except OSError as error:
        print(f"Falta quitar «{error.filename}» ({error.strerror}). Cierre Chasqui y repita.", file=sys.stderr)
        return 1
    print("Chasqui se quitó de esta laptop. Los datos del nodo siguen en su carpeta: no se tocó ninguno.")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parent))
