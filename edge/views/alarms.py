"""What a person must know whatever they came for: a disk that fills up, a second computer that writes as this one."""

from dataclasses import dataclass

from edge.views.node import node
from shared.web import gettext as _
from shared.web.formats import number


@dataclass(frozen=True, slots=True)
class Alarm:
    """A note above the page: the state it shows, what happened in bold, and what to do."""

    code: str
    what: str
    todo: str


def alarms() -> list[Alarm]:
    """Return what is wrong with this computer, the worst first."""
    health, branch = node().store.health(), node().store.outbox.branch()
    found = []
    if health["disk_low"]:
        free = number(health["disk_free_mb"])
        what = _("Queda poco espacio en el disco: %(free)s MB.", free=free)
        todo = _("Lo registrado está a salvo. Borre lo que no use antes de que se llene, o pida ayuda a soporte.")
        found.append(Alarm("err", what, todo))
    if branch == "twin":
        what = _("Otra computadora usa la misma identidad: envía como si fuera esta.")
        todo = _(
            "La región guarda las dos historias y no las mezcla. Siga con una sola; para la otra pida a la oficina una "
            "invitación nueva."
        )
        found.append(Alarm("err", what, todo))
    if branch == "copy":
        what = _("Este equipo trabaja sobre una copia anterior de sus datos.")
        todo = _(
            "Lo que ya había enviado sigue en la región, aunque aquí no aparezca. Avise a la oficina. Si la misma "
            "carpeta está en otra computadora, siga con una sola."
        )
        found.append(Alarm("queue", what, todo))
    return found
