"""Which folder can be no stick: the node's own."""

from pathlib import Path

from shared.errors import BadInput


def check_outside(own: Path, folder: Path) -> None:
    """
    Return where *folder* may be a stick for the node whose folder is *own*.

    Raises:
        BadInput: It is that folder or lies in it: nobody carries it to the office.
    """
    if folder.resolve().is_relative_to(own.resolve()):
        raise BadInput(
            "«%(folder)s» es la carpeta de datos de esta laptop, o está dentro de ella. No se copió nada: de ahí "
            "nadie lo lleva a la oficina. Elija la carpeta del USB y repita.",
            folder=str(folder)[:200],
        )
