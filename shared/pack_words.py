"""The sentences of a content pack: why it goes to a school or does not, and what would change it, on both sides."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.allocation import PackLine, PackReason
from shared.sentences import N_, Sentence

_WHY: Mapping[PackReason, str] = {
    PackReason.CHOSEN: N_(
        "Se espera que lo usen %(learners)s estudiantes. Ocupa %(storage)s MB del disco y por la línea pasan "
        "%(sync)s MB."
    ),
    PackReason.NEEDED: N_(
        "Va porque otro paquete elegido lo necesita. Ocupa %(storage)s MB del disco y por la línea pasan %(sync)s MB."
    ),
    PackReason.STORAGE: N_(
        "No cabe en el disco con lo elegido y lo que necesita: ocupa %(storage)s MB y quedan %(left)s MB."
    ),
    PackReason.WINDOW: N_(
        "No pasa por la línea en este período con lo elegido y lo que necesita: son %(sync)s MB y quedan %(left)s MB."
    ),
    PackReason.BOTH: N_(
        "Ni más disco ni más línea bastan por sí solos: ocupa %(storage)s MB y por la línea pasan %(sync)s MB."
    ),
    PackReason.SIZE_UNKNOWN: N_(
        "No se ofrece: el catálogo no dice cuánto ocupa o cuánto pasa por la línea, o falta de otro que necesita."
    ),
    PackReason.STORAGE_UNKNOWN: N_("No se ofrece: no se sabe cuánto espacio libre tiene el equipo de la escuela."),
    PackReason.WINDOW_UNKNOWN: N_("No se ofrece: no se sabe cuánto pasa por la línea de la escuela en el período."),
    PackReason.MANY: N_("No se miró: había más paquetes de los que se comparan, y los otros sirven a más."),
}
_CHANGE: Mapping[PackReason, str] = {
    PackReason.STORAGE: N_("Con más espacio libre en el disco se elegiría."),
    PackReason.WINDOW: N_("Con una línea que lleve más se elegiría."),
    PackReason.BOTH: N_("Harían falta a la vez más espacio libre y una línea que lleve más."),
    PackReason.SIZE_UNKNOWN: N_("Que la región complete el tamaño en el catálogo."),
    PackReason.STORAGE_UNKNOWN: N_("Lo dice la laptop de la escuela al enviar, o la región en su lista de locales."),
    PackReason.WINDOW_UNKNOWN: N_("Que la región diga en su lista de locales cuánto pasa por la línea."),
}
_BADGES: Mapping[PackReason, tuple[str, str, str]] = {
    PackReason.CHOSEN: ("ok", "ok", N_("Va")),
    PackReason.NEEDED: ("ok", "box", N_("Va con otro paquete")),
    PackReason.STORAGE: ("queue", "box", N_("No cabe en el disco")),
    PackReason.WINDOW: ("queue", "queue", N_("No pasa por la línea")),
    PackReason.BOTH: ("queue", "box", N_("Faltan disco y línea")),
    PackReason.SIZE_UNKNOWN: ("off", "info", N_("Tamaño sin decir")),
    PackReason.STORAGE_UNKNOWN: ("off", "info", N_("Espacio sin saber")),
    PackReason.WINDOW_UNKNOWN: ("off", "info", N_("Línea sin saber")),
    PackReason.MANY: ("off", "info", N_("Sin mirar")),
}


@dataclass(frozen=True, slots=True)
class PackTold:
    """A line in words, each a whole sentence of its language."""

    tone: str
    icon: str
    badge: Sentence
    why: Sentence
    change: Sentence | None
    """What would change it; None where it goes, or where nothing that anybody can do would."""


def told(line: PackLine) -> PackTold:
    """
    Return why a pack goes or does not, with its sizes in megabytes.

    >>> told(PackLine(site="074294", resource="p", chosen=False, reason=PackReason.STORAGE, storage_mb=1800,
    ...               left_mb=600)).why.text()
    'No cabe en el disco con lo elegido y lo que necesita: ocupa 1,800 MB y quedan 600 MB.'
    """
    tone, icon, badge = _BADGES[line.reason]
    counts = {"learners": line.learners, "storage": line.storage_mb, "sync": line.sync_mb, "left": line.left_mb}
    values = {name: f"{count:,}" for name, count in counts.items()}
    why = _WHY[line.reason]
    change = _CHANGE.get(line.reason)
    return PackTold(
        tone, icon, Sentence(badge), Sentence(why, values if "%(" in why else {}), Sentence(change) if change else None
    )
