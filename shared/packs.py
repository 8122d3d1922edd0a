"""A content pack as it travels: its signed manifest, what it asks of a device, and why a device cannot open it."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Annotated, TypeVar

import msgspec

from shared.devices import DeviceState
from shared.errors import BadInput
from shared.ids import ResourceId
from shared.json_faults import fault
from shared.resources import Resource
from shared.sentences import N_, Sentence

MANIFEST = "pack.json"
MAX_MANIFEST_BYTES = 4 * 1_048_576
MAX_FILES = 5_000
MAX_FILE_BYTES = 2**32 - 1
"""The most that a stick formatted as FAT holds in one file."""
MAX_TITLE = 200
MB = 1_000_000
OTHER = "application/octet-stream"
KINDS: Mapping[str, str] = {
    ".epub": "application/epub+zip", ".gif": "image/gif", ".jpeg": "image/jpeg", ".jpg": "image/jpeg",
    ".m4a": "audio/mp4", ".mp3": "audio/mpeg", ".mp4": "video/mp4", ".ogg": "audio/ogg", ".pdf": "application/pdf",
    ".png": "image/png", ".webm": "video/webm", ".webp": "image/webp",
}  # fmt: skip
"""What the ending of a file says that it is. The rest no browser opens by itself: a page of a pack runs nowhere."""
INLINE = frozenset(KINDS.values())

T = TypeVar("T")
_DEVICE_NAMES = frozenset(
    ("aux", "con", "nul", "prn", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)))
)
_STRANGE = re.compile(r'[\\:*?"<>|\x00-\x1f\x7f]')
_Count = Annotated[int, msgspec.Meta(ge=0, le=10_000_000)]
_Word = Annotated[str, msgspec.Meta(max_length=80)]


class Needs(msgspec.Struct, frozen=True):
    """What a device must have. 0: nobody said, and it is not asked for."""

    android: _Count = 0
    storage_mb: _Count = 0
    memory_mb: _Count = 0


class PackFile(msgspec.Struct, frozen=True):
    """One file of a pack, and what pages call it."""

    path: Annotated[str, msgspec.Meta(max_length=240)]
    """Below the folder of the manifest, with ``/``."""
    sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    size: Annotated[int, msgspec.Meta(ge=0, le=MAX_FILE_BYTES)]
    mime: _Word = OTHER
    content: _Word = ""
    """The code by which the catalogue names what is in it; empty: it is of the pack as a whole."""
    title: Annotated[str, msgspec.Meta(max_length=MAX_TITLE)] = ""
    minutes: _Count = 0

    @property
    def name(self) -> str:
        """What a person calls it."""
        return self.title or PurePosixPath(self.path).stem

    @property
    def opens(self) -> bool:
        """Whether a browser shows it by itself."""
        return self.mime in INLINE


class Pack(msgspec.Struct, frozen=True, kw_only=True):
    """
    A version of the content of a resource.

    ``expires`` is the last day on which it is offered; None: none.
    """

    resource: Annotated[ResourceId, msgspec.Meta(min_length=1, max_length=80)]
    version: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
    language: _Word = ""
    variety: _Word = ""
    expires: date | None = None
    needs: Needs = Needs()
    files: Annotated[tuple[PackFile, ...], msgspec.Meta(min_length=1, max_length=MAX_FILES)]

    @property
    def size(self) -> int:
        """Bytes of all its files; what lies in it twice is on the disk once."""
        return sum({one.sha256: one.size for one in self.files}.values())

    def expired(self, today: date | None) -> bool:
        """Tell whether it is offered no more; None: nobody knows which day it is, and nothing expires."""
        return self.expires is not None and today is not None and today > self.expires


class SignedPack(msgspec.Struct, frozen=True):
    """``pack.json``: a manifest as it was signed, byte by byte, and the signature of the release key."""

    manifest: msgspec.Raw
    release_signature: bytes


def signed(manifest: bytes, signature: bytes) -> bytes:
    """Return the ``pack.json`` of a manifest and its signature."""
    return msgspec.json.encode(SignedPack(msgspec.Raw(manifest), signature))


def read_signed(text: bytes) -> SignedPack:
    """
    Read a ``pack.json``; nothing in it is trusted before its signature was checked.

    Raises:
        BadInput: Too long, or not one.
    """
    return _decoded(text, SignedPack)


def manifest_of(pack: Pack) -> bytes:
    """Return the bytes of a pack that are signed."""
    return msgspec.json.encode(pack)


def read_pack(manifest: bytes) -> Pack:
    """
    Read a manifest that somebody vouches for.

    Raises:
        BadInput: A field is missing or wrong, a path leads elsewhere, or two files go by one name.
    """
    pack = _decoded(manifest, Pack)
    lost = next((one.path for one in pack.files if not is_safe(one.path)), None)
    if lost is not None:
        raise BadInput("El paquete nombra un archivo que no puede ser suyo: «%(path)s». No se usó.", path=shown(lost))
    names = [name_of(one.path) for one in pack.files]
    if len(set(names)) < len(names):
        raise BadInput("El paquete nombra dos veces el mismo archivo. No se usó: pida otro a la oficina.")
    return pack


def is_safe(path: str) -> bool:
    """
    Tell whether a path from outside stays below its folder, on any system.

    >>> is_safe("cuentos/01 zorro.pdf"), is_safe("../clave"), is_safe("/etc/passwd"), is_safe("C:/x"), is_safe("a//b")
    (True, False, False, False, False)
    >>> is_safe("a\\\\b"), is_safe("con.txt"), is_safe("x. "), is_safe(".oculto"), is_safe("pack.json")
    (False, False, False, False, False)
    """
    parts = path.split("/")
    return (
        0 < len(path) <= 240
        and path.casefold() != MANIFEST
        and _STRANGE.search(path) is None
        and all(part and part == part.strip(" ") and part[0] != "." and part[-1] != "." for part in parts)
        and all(part.partition(".")[0].casefold() not in _DEVICE_NAMES for part in parts)
    )


def name_of(path: str) -> str:
    """Return a path as systems that know no capitals, or compose accents, compare it."""
    return unicodedata.normalize("NFC", path).casefold()


def shown(path: str) -> str:
    """
    Return a path from outside as it may be shown.

    >>> shown("a" + chr(10) + "b"), len(shown("x" * 300))
    ('a?b', 80)
    """
    return "".join(letter if letter.isprintable() else "?" for letter in path[:80])


def kind_of(path: str) -> str:
    """
    Return what a file is, by its ending.

    >>> kind_of("El zorro.PDF"), kind_of("juego.html")
    ('application/pdf', 'application/octet-stream')
    """
    return KINDS.get(PurePosixPath(path).suffix.casefold(), OTHER)


def needs_of(resource: Resource) -> Needs:
    """Return what the catalogue says that a pack asks of a device."""
    asks = resource.requires
    return Needs(asks.android, asks.storage_mb, asks.memory_mb)


@dataclass(frozen=True, slots=True)
class Lack:
    """What a device lacks, or what nobody knows of it: ``has`` is None then."""

    what: str
    """``android``, ``storage`` or ``memory``."""
    needs: int
    has: int | None

    @property
    def certain(self) -> bool:
        """Whether it is known to be too little."""
        return self.has is not None

    def said(self) -> Sentence:
        """Return it in words."""
        known, unknown = _LACKS[self.what]
        if self.has is None:
            return Sentence(unknown, {"needs": f"{self.needs:,}"})
        return Sentence(known, {"needs": f"{self.needs:,}", "has": f"{self.has:,}"})


_LACKS: Mapping[str, tuple[str, str]] = {
    "android": (
        N_("Pide Android %(needs)s o más nuevo y tiene Android %(has)s."),
        N_("Pide Android %(needs)s y no está anotado cuál tiene."),
    ),
    "storage": (
        N_("Pide %(needs)s MB libres y tiene %(has)s MB."),
        N_("Pide %(needs)s MB libres y no está anotado cuánto tiene."),
    ),
    "memory": (
        N_("Pide %(needs)s MB de memoria y tiene %(has)s MB."),
        N_("Pide %(needs)s MB de memoria y no está anotada cuánta tiene."),
    ),
}


def why_not(device: DeviceState, needs: Needs) -> tuple[Lack, ...]:
    """
    Return why a device cannot open what asks for *needs*, or nothing where it can.

    Unknown is not "no": what nobody noted of a device is returned as unknown.

    >>> tablet = DeviceState(resource="tablet", serial="A1", android=7, storage_mb=16_000, memory_mb=2_000)
    >>> [lack.what for lack in why_not(tablet, Needs(android=9, memory_mb=1_000))]
    ['android']
    >>> [(lack.what, lack.certain) for lack in why_not(tablet, Needs(storage_mb=600))]
    [('storage', False)]
    """
    too_small = device.storage_mb if (device.storage_mb or needs.storage_mb) < needs.storage_mb else None
    free = device.free_mb if device.free_mb is not None else too_small
    asked = (
        ("android", needs.android, device.android),
        ("storage", needs.storage_mb, free),
        ("memory", needs.memory_mb, device.memory_mb),
    )
    return tuple(Lack(what, need, has) for what, need, has in asked if need and (has is None or has < need))


def _decoded(text: bytes, shape: type[T]) -> T:
    if len(text) > MAX_MANIFEST_BYTES:
        raise BadInput("El «pack.json» es demasiado grande. No se usó: pida otro paquete a la oficina.")
    try:
        return msgspec.json.decode(text, type=shape)
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise BadInput(
            "El «pack.json» no se puede leer: %(problem)s. Pida otro paquete a la oficina.",
            problem=fault(error, text),
        ) from error
