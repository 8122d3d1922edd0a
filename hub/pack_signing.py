"""Making a content pack of a folder: what lies in it, measured and signed with the offline release key."""

import hashlib
import logging
from collections.abc import Mapping
from datetime import date
from pathlib import Path, PurePosixPath

import msgspec

from hub.named_files import read_named
from shared.errors import BadInput
from shared.ids import ResourceId
from shared.json_faults import fault
from shared.packs import (
    MANIFEST,
    MAX_FILE_BYTES,
    MAX_FILES,
    MAX_MANIFEST_BYTES,
    Needs,
    Pack,
    PackFile,
    is_safe,
    kind_of,
    manifest_of,
    needs_of,
    read_pack,
    read_signed,
    shown,
    signed,
)
from shared.resources import KOLIBRI, Catalogue, Resource, ResourceKind
from shared.whole import write_whole
from sync.keys import ReleaseKey

_PIECE = 1_048_576
_log = logging.getLogger(__name__)


class DraftFile(msgspec.Struct, frozen=True):
    """What somebody says of a file before it is signed."""

    path: str
    title: str = ""
    content: str = ""
    minutes: int = 0


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """
    What somebody says of a pack before it is signed; the catalogue says the rest.

    Without ``files`` all that lies in the folder is in it, by name.
    """

    resource: ResourceId
    version: int
    language: str = ""
    variety: str = ""
    expires: date | None = None
    needs: Needs | None = None
    files: tuple[DraftFile, ...] = ()


def read_draft(folder: Path) -> Draft:
    """
    Read what ``pack.json`` says of a pack; of one that was signed before, what it said then.

    Raises:
        BadInput: It is not there, or cannot be read.
    """
    text = read_named(folder / MANIFEST)
    try:
        return msgspec.json.decode(text, type=Draft)
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        try:
            pack = read_pack(bytes(read_signed(text).manifest))
        except BadInput:
            raise BadInput("El «pack.json» no sirve: %(problem)s. Corríjalo.", problem=fault(error, text)) from error
        return msgspec.convert(msgspec.to_builtins(pack), Draft)


def sign_pack(folder: Path, draft: Draft, catalogue: Catalogue, key: ReleaseKey, today: date) -> Pack:
    """
    Measure the files of a pack, sign it, and write its ``pack.json``; the files stay as they are.

    Raises:
        BadInput: The catalogue has no such pack or content, a file is missing, is a link or has a name that some
            laptop cannot keep, or the pack has expired already.
    """
    known = _resource(catalogue, draft.resource)
    if draft.expires is not None and draft.expires < today:
        raise BadInput("El paquete venció el %(day)s. Ponga en «expires» un día que no pasó.", day=draft.expires)
    titles = {one.id: one.name for one in known.contents}
    files = tuple(_measured(folder, one, titles) for one in draft.files or _found(folder, titles))
    pack = Pack(
        resource=draft.resource,
        version=draft.version,
        language=draft.language or known.language,
        variety=draft.variety or known.variety,
        expires=draft.expires,
        needs=draft.needs or needs_of(known),
        files=files,
    )
    manifest = manifest_of(pack)
    # A laptop must be able to read what is signed.
    read_pack(manifest)
    text = signed(manifest, key.sign_pack(manifest))
    if len(text) > MAX_MANIFEST_BYTES:
        raise BadInput("El paquete nombra demasiado: acorte los títulos o divídalo en dos.")
    write_whole(folder / MANIFEST, text)
    _log.info(
        "pack signed resource=%s version=%d files=%d bytes=%d", pack.resource, pack.version, len(files), pack.size
    )
    return pack


def _resource(catalogue: Catalogue, name: ResourceId) -> Resource:
    known = catalogue.by_id().get(name)
    if known is None and name.startswith(KOLIBRI):
        return Resource(id=name, name=name, kind=ResourceKind.PACK, language="")
    if known is None or known.kind is not ResourceKind.PACK:
        raise BadInput("El catálogo no tiene un paquete «%(name)s». Revise «resource», o impórtelo antes.", name=name)
    return known


def _found(folder: Path, titles: Mapping[str, str]) -> list[DraftFile]:
    paths = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    visible = [path for path in paths if not any(part.startswith(".") for part in path.split("/")) and path != MANIFEST]
    if not visible or len(visible) > MAX_FILES:
        raise BadInput("Un paquete lleva de 1 a %(most)s archivos; aquí hay %(n)s.", most=MAX_FILES, n=len(visible))
    return [DraftFile(path, content=stem if (stem := PurePosixPath(path).stem) in titles else "") for path in visible]


def _measured(folder: Path, one: DraftFile, titles: Mapping[str, str]) -> PackFile:
    if not is_safe(one.path):
        raise BadInput("«%(path)s» no sirve como nombre en toda laptop. Cámbielo y repita.", path=shown(one.path))
    if titles and one.content and one.content not in titles:
        raise BadInput("El catálogo no tiene el contenido «%(name)s» en ese paquete.", name=one.content)
    path = folder / one.path
    if not path.is_file() or any(above.is_symlink() for above in (path, *path.parents) if folder in above.parents):
        raise BadInput("Falta «%(path)s», o es un enlace. Póngalo en la carpeta y repita.", path=shown(one.path))
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
            size += len(piece)
    if size > MAX_FILE_BYTES:
        raise BadInput("«%(path)s» pasa de 4 GB: no cabe en un USB común. Divídalo y repita.", path=shown(one.path))
    title = one.title or titles.get(one.content, "")
    return PackFile(one.path, digest.hexdigest(), size, kind_of(one.path), one.content, title, one.minutes)
