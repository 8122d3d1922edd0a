"""The hub's key files: who may read them, and how they come to be."""

from collections.abc import Callable
from pathlib import Path

from hub.config import Config
from shared.errors import BadInput, NotInitialised, Untrusted
from shared.whole import OWNER_ONLY, write_whole
from sync.keys import HubKeys, ReleaseKey
from sync.passphrase import checked, opened_with, sealed_with

SEALED = b"CHASQUI CLAVES 1\n"


def make_keys(config: Config) -> HubKeys:
    """
    Draw the hub's online keys and its release key, each into a file that only its owner may read.

    Raises:
        BadInput: There are keys already: new ones would lock out every node.
    """
    if config.keys_file.exists():
        raise BadInput("Ya hay una central en «%(folder)s». Nada cambió.", folder=config.folder)
    config.folder.mkdir(parents=True, exist_ok=True)
    release = ReleaseKey.generate()
    keys = HubKeys.generate(release.public)
    # The hub's own keys come last: with them the hub exists, and a power cut before leaves none.
    write_secret(config.release_key_file, release.seed)
    write_secret(config.keys_file, keys.to_bytes())
    return keys


def read_keys(config: Config) -> HubKeys:
    """
    Read the hub's online keys.

    Raises:
        NotInitialised: The folder holds no hub.
        BadInput: The file is damaged.
    """
    if not config.keys_file.exists():
        raise NotInitialised(
            "En «%(folder)s» no hay una central. Ejecute primero «chasqui-hub init».", folder=config.folder
        )
    return HubKeys.from_bytes(config.keys_file.read_bytes())


def read_release_key(path: Path) -> ReleaseKey:
    """
    Read the offline release key.

    Raises:
        BadInput: The file is not there, or damaged.
    """
    if not path.is_file():
        raise BadInput(
            "No se encuentra la clave de publicación «%(path)s». Traiga el medio en que se guarda.", path=path
        )
    return ReleaseKey.from_seed(path.read_bytes())


def check_release_key(config: Config, path: Path | None) -> ReleaseKey:
    """
    Read the release key at *path*, or where ``init`` left it, and check that it is the one that the nodes know.

    Raises:
        BadInput: The file is not there, or damaged.
        Untrusted: It is another hub's.
    """
    key = read_release_key(path or config.release_key_file)
    if key.public != read_keys(config).public.release:
        raise Untrusted("Esa clave de publicación no es la de esta central. Traiga la que hizo «chasqui-hub init».")
    return key


def check_new(file: Path) -> None:
    """
    Look at where a file will be written.

    Raises:
        BadInput: There is such a file, or no such folder.
    """
    if file.exists():
        raise BadInput("«%(out)s» ya existe. Elija otro nombre. No se cambió nada.", out=file)
    if not file.absolute().parent.is_dir():
        raise BadInput("No existe la carpeta «%(path)s». Créela, o elija otra, y repita.", path=file.absolute().parent)


def seal_keys(keys: HubKeys, file: Path, phrase: str) -> None:
    """
    Write the online keys to *file*, sealed with *phrase*.

    Raises:
        BadInput: The phrase is too short, there is such a file, or no such folder.
    """
    check_new(file)
    write_secret(file, SEALED + sealed_with(checked(phrase))(keys.to_bytes()))


def read_sealed(file: Path, phrase: Callable[[], str]) -> HubKeys:
    """
    Read keys from a file that ``seal_keys`` wrote, or from a ``hub.key`` as it is; *phrase* is asked for where needed.

    Raises:
        BadInput: No such file, another phrase, or damaged.
    """
    if not file.is_file():
        raise BadInput("No se encuentra «%(path)s». Traiga el medio en que se guarda.", path=file)
    data = file.read_bytes()
    return HubKeys.from_bytes(opened_with(phrase(), data[len(SEALED) :]) if data.startswith(SEALED) else data)


def put_back(config: Config, keys: HubKeys) -> None:
    """
    Write keys into a folder of a hub that lost them.

    Raises:
        BadInput: There are keys already.
    """
    if config.keys_file.exists():
        raise BadInput("Ya hay una central en «%(folder)s». Nada cambió.", folder=config.folder)
    write_secret(config.keys_file, keys.to_bytes())


def write_secret(path: Path, data: bytes) -> None:
    """Write a file that only its owner may read, where the platform knows owners, whole or not at all."""
    write_whole(path, data, mode=OWNER_ONLY)
