"""The words for a requirement that a school does not meet, or of which nobody has said whether it does."""

from collections.abc import Mapping

UNKNOWN = "_unknown"
"""Ends the ``limit`` of a line refused because nobody has said whether the school meets a requirement."""

_NOT_THERE: Mapping[str, tuple[str, str]] = {
    "power": (
        "El local no tiene energía eléctrica y este recurso no se puede usar sin ella.",
        "Si el local ya tiene energía, actualice la ficha del local con la fecha.",
    ),
    "coverage": (
        "El operador no tiene cobertura registrada en el lugar.",
        "Si comprobó señal de ese operador, anótelo en la ficha del local y objete esta línea.",
    ),
    "internet": (
        "El local no tiene un enlace a internet registrado.",
        "Si el local ya tiene enlace, actualice la ficha del local y objete esta línea.",
    ),
    "level": (
        "El recurso es de otro nivel educativo.",
        "Si el servicio atiende ese nivel, avise a la región para corregir el padrón.",
    ),
    "language": (
        "El recurso está en una lengua que la escuela no enseña.",
        "Si la escuela enseña esa lengua, avise a la región para corregir la ficha.",
    ),
    "android": (
        "Los equipos de la escuela tienen una versión de Android anterior a la que pide el recurso.",
        "Si la escuela tiene equipos más nuevos, regístrelos y objete esta línea.",
    ),
    "storage": (
        "Los equipos de la escuela no tienen el espacio que pide el recurso.",
        "Si liberó espacio en los equipos, regístrelo y objete esta línea.",
    ),
}
_NOBODY_SAID: Mapping[str, tuple[str, str]] = {
    "power": (
        "No se sabe si el local tiene energía eléctrica y este recurso no se puede usar sin ella.",
        "Anote en la ficha del local si tiene energía: con eso entra en el próximo reparto.",
    ),
    "coverage": (
        "No se sabe si el operador tiene cobertura en el lugar.",
        "Anote en la ficha del local si hay señal: con eso entra en el próximo reparto.",
    ),
    "internet": (
        "No se sabe si el local tiene un enlace a internet.",
        "Anote en la ficha del local si tiene enlace: con eso entra en el próximo reparto.",
    ),
    "level": (
        "No se sabe qué nivel educativo atiende el servicio.",
        "Avise a la región para completar el padrón: con eso entra en el próximo reparto.",
    ),
    "language": (
        "No se sabe en qué lenguas enseña la escuela.",
        "Anote en la ficha las lenguas de la escuela: con eso entra en el próximo reparto.",
    ),
}
_OTHER = (
    "La escuela no cumple un requisito del recurso.",
    "Revise la ficha del local con la región y objete esta línea si algo cambió.",
)

MESSAGES: tuple[str, ...] = (
    *(text for pair in _NOT_THERE.values() for text in pair),
    *(text for pair in _NOBODY_SAID.values() for text in pair),
    *_OTHER,
)


def words(limit: str) -> tuple[str, str]:
    """
    Return why a resource is of no use at the school and what would change it, in Spanish, whole sentences.

    >>> words("level")[0], words("coverage_unknown")[0]
    ('El recurso es de otro nivel educativo.', 'No se sabe si el operador tiene cobertura en el lugar.')
    """
    if limit.endswith(UNKNOWN):
        return _NOBODY_SAID.get(limit.removesuffix(UNKNOWN), _OTHER)
    return _NOT_THERE.get(limit, _OTHER)
