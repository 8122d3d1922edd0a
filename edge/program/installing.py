"""
Puts the program of a bundle onto this laptop, lets the system start it, and makes the icon; again: a newer one.

Runs by the system's Python out of the wheel itself, before anything is installed: it imports no package of others.
"""

import argparse
import getpass
import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from edge.program import launcher, removing
from edge.program.autostart import ICON, SERVICE, TASK, desktop_of, shortcut_of, task_of, unit_of
from edge.program.folder import LAUNCHER, NotInstalled, make_version, name_of, number_of, put_in_force, version_of
from shared.whole import make_folder, write_whole

BUNDLE = "bundle.json"
Say = Callable[[str], None]
Do = Callable[[Sequence[str]], bool]
"""Runs a command of the system and tells whether it went well."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where things go on this laptop."""

    home: Path
    program: Path
    desktop: Path | None
    windows: bool = os.name == "nt"

    @property
    def python(self) -> Path:
        """The interpreter that starts the launcher: the system's own, without a window on Windows."""
        base = Path(str(getattr(sys, "_base_executable", sys.executable)))
        silent = base.with_name("pythonw.exe")
        return silent if self.windows and silent.exists() else base

    @property
    def launcher(self) -> Path:
        """What every start goes through."""
        return self.program / LAUNCHER

    @property
    def command(self) -> Path:
        """What is typed."""
        return self.program / ("chasqui-edge.cmd" if self.windows else "chasqui-edge")


def main(bundle: Path, arguments: Sequence[str]) -> int:
    """Install; return the exit code."""
    parser = argparse.ArgumentParser(prog="install", description="Instala Chasqui en esta laptop, sin internet.")
    parser.add_argument("--to", type=Path, help="Carpeta del programa.")
    parser.add_argument("--data", type=Path, help="Carpeta de datos del nodo; si no, .chasqui/edge en la del usuario.")
    parser.add_argument("--desktop", type=Path, help="Escritorio donde va el icono.")
    parser.add_argument("--no-service", action="store_true", help="No arranca con la máquina.")
    parser.add_argument("--no-icon", action="store_true", help="No pone iconos.")
    told = parser.parse_args(arguments)
    home = Path.home()
    place = Place(home, (told.to or usual_program(home)).absolute(), told.desktop or usual_desktop(home))
    try:
        install(bundle, place, print, data=told.data)
    except NotInstalled as error:
        print(f"No se pudo instalar. No se cambió lo que había.\n{error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"No se pudo instalar: {error.strerror} ({error.filename}). Revise el disco y repita.", file=sys.stderr)
        return 1
    made = [] if told.no_icon else put_icons(place)
    made += [] if told.no_service else start_with_machine(place, run, print)
    removing.note(place.program, [*made, *link_command(place)])
    print(f"Listo. Para quitarlo, conservando los datos: {removing.command_of(place.program)}")
    return 0


def install(bundle: Path, place: Place, say: Say, *, data: Path | None = None) -> None:
    """
    Make the version of *bundle* and put it in force.

    Raises:
        NotInstalled: It is for another system or Python, older than what is there, or not whole.
        OSError: The disk does not take it.
    """
    told = json.loads((bundle / BUNDLE).read_text(encoding="utf-8"))
    version, name = told["version"], name_of(told["version"], told["mark"])
    check_newer(place.program, version)
    say(f"Instalando Chasqui {version} en «{place.program}» (uno o dos minutos)")
    make_folder(place.program)
    make_version(place.program, name, bundle / "wheels")
    # Before it is in force: what starts it must be there.
    for module, file in ((launcher, LAUNCHER), (removing, removing.FILE)):
        write_whole(place.program / file, code_of(str(module.__name__)))
    write_command(place)
    removing.write_command(place.program, place.python)
    if data is not None:
        tell_data(place.program, data.absolute())
    put_in_force(place.program, name)


def check_newer(program: Path, version: str) -> None:
    """
    Check that a version is not older than the one in force.

    Raises:
        NotInstalled: It is.
    """
    if not (program / launcher.STATE).exists():
        return
    there = version_of(launcher.read_state(program)["current"])
    if number_of(version) < number_of(there):
        raise NotInstalled(f"Ya está instalada la versión {there}, más nueva que {version}.")


def code_of(module: str) -> bytes:
    """Return the source of a module of ours, also out of a wheel."""
    loader = sys.modules[module].__spec__
    assert loader is not None
    assert loader.loader is not None
    return str(loader.loader.get_source(module)).encode()  # type: ignore[attr-defined]


def write_command(place: Place) -> None:
    """Write what is typed: ``chasqui-edge``."""
    if place.windows:
        text = f'@"{_percent(place.python.with_name("python.exe"))}" -I "{_percent(place.launcher)}" %*\r\n'
        write_whole(place.command, b"@chcp 65001 >nul\r\n" + text.encode())
        return
    words = f"exec {shlex.quote(str(place.python))} -I {shlex.quote(str(place.launcher))}"
    write_whole(place.command, f'#!/bin/sh\n{words} "$@"\n'.encode(), mode=0o777)


def link_command(place: Place) -> list[str]:
    """Put the command where a terminal finds it, unless another is there; return the path that was made."""
    link = place.home / ".local" / "bin" / "chasqui-edge"
    if place.windows or (link.exists() and link.resolve() != place.command.resolve()):
        return []
    make_folder(link.parent)
    link.unlink(missing_ok=True)
    link.symlink_to(place.command)
    return [str(link)]


def tell_data(program: Path, data: Path) -> None:
    """Keep in the settings where the node's data lies."""
    path = program / launcher.SETTINGS
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    others = [line for line in lines if not line.startswith("CHASQUI_EDGE_DIR=")]
    write_whole(path, "".join(f"{line}\n" for line in [*others, f"CHASQUI_EDGE_DIR={data}"]).encode())


def put_icons(place: Place) -> list[str]:
    """Make the icon that opens the page, in the menu and on the desktop; return the paths."""
    launcher.read_settings(place.program)
    url = f"http://127.0.0.1:{os.environ.get('CHASQUI_EDGE_PORT') or '8070'}/"  # noqa: TID251
    if place.windows:
        icons = [place.desktop / f"{ICON}.url"] if place.desktop else []
        text = shortcut_of(url)
    else:
        icons = [place.home / ".local" / "share" / "applications" / "chasqui.desktop"]
        icons += [place.desktop / "chasqui.desktop"] if place.desktop else []
        text = desktop_of(url)
    for icon in icons:
        make_folder(icon.parent)
        # A desktop opens only what may be run.
        write_whole(icon, text.encode(), mode=0o777)
    return [str(icon) for icon in icons]


def start_with_machine(place: Place, do: Do, say: Say) -> list[str]:
    """Let the system start the node, now and always; return the paths that were made."""
    if place.windows:
        task = place.program / "tarea.xml"
        user = f"{os.environ.get('USERDOMAIN', '')}\\{getpass.getuser()}".lstrip("\\")  # noqa: TID251
        write_whole(task, task_of(str(place.python), str(place.launcher), user).encode("utf-16"))
        if not (
            do(["schtasks", "/Create", "/TN", TASK, "/XML", str(task), "/F"]) and do(["schtasks", "/Run", "/TN", TASK])
        ):
            say(f'No se pudo crear la tarea. Ábralo a mano: "{place.command}" run')
        return [str(task)]
    unit = place.home / ".config" / "systemd" / "user" / f"{SERVICE}.service"
    make_folder(unit.parent)
    write_whole(unit, unit_of(str(place.python), str(place.launcher)).encode())
    if not (do(["systemctl", "--user", "daemon-reload"]) and do(["systemctl", "--user", "enable", "--now", SERVICE])):
        say(f"systemd no lo pudo abrir. Ábralo a mano: {shlex.quote(str(place.command))} run")
    elif not do(["loginctl", "enable-linger"]):
        order = f"sudo loginctl enable-linger {getpass.getuser()}"
        say(f"Se abre cuando usted entra. Para que se abra con la máquina: {order}")
    return [str(unit)]


def usual_program(home: Path) -> Path:
    """Return where the program goes when nobody says."""
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "Chasqui"  # noqa: TID251
    return home / ".local" / "share" / "chasqui"


def usual_desktop(home: Path) -> Path | None:
    """Return the desktop of this user, None where there is none."""
    if shutil.which("xdg-user-dir"):
        told = subprocess.run(["xdg-user-dir", "DESKTOP"], capture_output=True, text=True, check=False).stdout.strip()
        if told and Path(told) != home and Path(told).is_dir():
            return Path(told)
    return next((home / name for name in ("Escritorio", "Desktop") if (home / name).is_dir()), None)


def run(line: Sequence[str]) -> bool:
    """Run a command of the system, if it has it."""
    try:
        return subprocess.run(line, capture_output=True, check=False, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _percent(path: Path) -> str:
    return str(path).replace("%", "%%")
