"""A newer version of the program out of a signed package: checked, made beside the one in force, and put on trial."""

import logging
import platform
import re
import shutil
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from edge.copying import fits
from edge.program.folder import (
    NotInstalled,
    make_version,
    name_of,
    number_of,
    put_in_force,
    version_of,
)
from edge.program.launcher import forget_versions, read_state
from shared import os_errors
from shared.disk import FULL, full_disk_told, room_in
from shared.errors import BadBundle, BadInput, NoSpace, NotReady
from shared.whole import DISK, Disk, make_folder, whole
from sync.keys import HubPublic
from sync.lock import WriterLock
from sync.program_package import Package, copy_bundle, is_plain, read_head

NOT_HERE = (
    "Este programa no se instaló con el paquete de la región: no se puede actualizar así. Instálelo con «install.sh» y "
    "repita."
)
_BUSY = "Otra actualización está en marcha. Espere a que termine."
_INCOMING = "incoming"
_WHEEL = re.compile(r"[^/]+/wheels/([A-Za-z0-9_.+-]+\.whl)", re.ASCII)
_UNPACKED = 5
"""How many times the size of its bundle a version takes at most, with the bundle and its wheels."""
_log = logging.getLogger(__name__)


def this_platform() -> str:
    """Return what bundles call this computer's system."""
    systems = {("linux", "x86_64"): "linux_x64", ("win32", "AMD64"): "windows_x64"}
    return systems.get((sys.platform, platform.machine()), f"{sys.platform}_{platform.machine()}")


def this_python() -> str:
    """Return the version of Python as bundles write it."""
    return ".".join(map(str, sys.version_info[:2]))


def look_at(file: Path, hub: HubPublic) -> Package:
    """
    Return what a package says of itself, vouched for by the release key of *hub*.

    Raises:
        BadInput: It cannot be read.
        BadBundle: It is no package.
        Untrusted: The release key does not vouch for it.
    """
    with _opened(file) as opened:
        return read_head(opened, hub)


def check(package: Package, program: Path) -> None:
    """
    Check that a package is for this computer, and newer than what it has.

    Raises:
        BadInput: It is not.
        NotReady: Another version is on trial.
    """
    state = read_state(program)
    if package.platform != this_platform():
        raise BadInput("El paquete es para %(system)s; esta laptop usa otro.", system=package.platform)
    if this_python() not in package.pythons:
        raise BadInput(
            "El paquete es para Python %(theirs)s y esta laptop tiene %(ours)s.",
            theirs=", ".join(package.pythons),
            ours=this_python(),
        )
    if state["trial"]:
        raise NotReady("Hay otra versión a prueba. Abra Chasqui, espere un minuto y repita.")
    try:
        newer = number_of(package.version) > number_of(version_of(state["current"]))
    except ValueError as error:
        raise BadBundle("El paquete no dice qué versión trae. No se cambió nada.") from error
    if not newer:
        raise BadInput(
            "El paquete trae la versión %(theirs)s, y aquí ya está la %(ours)s. No se cambió nada.",
            theirs=package.version,
            ours=version_of(state["current"]),
        )


def update(
    program: Path,
    file: Path,
    hub: HubPublic,
    *,
    run: Callable[[list[str]], None] | None = None,
    disk: Disk = DISK,
) -> Package:
    """
    Make the version of a package and put it on trial; the node that runs is started anew by its launcher.

    Cut anywhere, what was in force is; done again, it goes on.

    Raises:
        BadInput: The file cannot be read, or is for another computer or an older version.
        BadBundle: It is no package, or not the one that was signed.
        Untrusted: The release key does not vouch for it.
        NotReady: Another update goes on or is on trial, or the version cannot be made here.
        NoSpace: There is no room.
    """
    with WriterLock(program / "update.lock", _BUSY), _opened(file) as opened:
        package = read_head(opened, hub)
        check(package, program)
        if not fits(room_in(program), package.size * _UNPACKED):
            raise NoSpace(FULL)
        try:
            with full_disk_told():
                _make(program, package, opened, run, disk)
        except NotInstalled as error:
            _log.error("version not made version=%s why=%s", package.version, error)
            raise NotReady("La versión nueva no se pudo instalar: %(why)s", why=str(error)[-300:]) from error
        except (zipfile.BadZipFile, EOFError) as error:
            raise BadBundle("El paquete está dañado. Cópielo otra vez al USB y repita. No se cambió nada.") from error
        except OSError as error:
            raise NotReady("La versión nueva no se pudo instalar: %(why)s", why=os_errors.reason(error)) from error
        finally:
            shutil.rmtree(program / _INCOMING, ignore_errors=True)
    _log.info("program on trial version=%s", package.version)
    return package


def _make(
    program: Path, package: Package, opened: BinaryIO, run: Callable[[list[str]], None] | None, disk: Disk
) -> None:
    name = name_of(package.version, package.mark)
    incoming, state = program / _INCOMING, read_state(program)
    shutil.rmtree(incoming, ignore_errors=True)
    # What an update that was cut left, and what failed before: there is room for two.
    forget_versions(program, (state["current"], name))
    make_folder(incoming / "wheels", disk)
    with whole(incoming / "bundle.zip", disk=disk) as copied:
        copy_bundle(opened, package, copied)
    with zipfile.ZipFile(incoming / "bundle.zip") as archive:
        for inner in archive.infolist():
            if wheel := _WHEEL.fullmatch(inner.filename):
                with archive.open(inner) as source, (incoming / "wheels" / wheel[1]).open("wb") as target:
                    shutil.copyfileobj(source, target)
    make_version(program, name, incoming / "wheels", run=run, disk=disk)
    put_in_force(program, name)


def _opened(file: Path) -> BinaryIO:
    if not is_plain(file):
        raise BadInput("No se encuentra «%(file)s». Revise el nombre y repita.", file=file)
    try:
        return file.open("rb")
    except OSError as error:
        raise os_errors.refused(error) or error from error
