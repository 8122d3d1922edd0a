"""What a person must know whatever they came for: a disk that fills up, a second computer that writes as this one."""

from edge.computer import came_from
from edge.sync_rows import BranchCode
from edge.views.node import node
from edge.views.view import Alarm
from shared.web import gettext as _
from shared.web.formats import number


def alarms() -> list[Alarm]:
    """Return what the modules of pages know to be wrong, the worst first."""
    found = [alarm for view in node().views for alarm in view.alarms()]
    return sorted(found, key=lambda alarm: alarm.code != "err")


def of_this_computer() -> list[Alarm]:
    """Return what is wrong with this computer, the worst first."""
    health, branch = node().store.health(), node().store.outbox.branch()
    found = []
    if health["disk_low"]:
        free = number(health["disk_free_mb"])
        what = _("Queda poco espacio en el disco: %(free)s MB.", free=free)
        todo = _("Lo registrado está a salvo. Borre lo que no use antes de que se llene, o pida ayuda a soporte.")
        found.append(Alarm("err", what, todo))
    if branch:
        found.append(_two_histories(branch, came_from(node().store.db)))
    return found


def _two_histories(branch: BranchCode, other: str) -> Alarm:
    """Say that the region holds a history which began as this one; *other* is the computer that wrote it, or ""."""
    kept = _("No se perdió nada: la región guarda las dos historias y no las mezcla.")
    if other and branch == "copy":
        # Whether it still does, nobody knows here: it may be what a backup was made of, and broken since.
        what = _("La laptop «%(name)s» siguió anotando después de que se copió esta carpeta.", name=other)
        todo = _(
            "Lo que se anotó allá no aparece aquí. Si «%(name)s» todavía se usa, siga con una sola de las dos y para "
            "la otra pida a la oficina una invitación nueva. Si ya no se usa, siga en esta y avise a la oficina.",
            name=other,
        )
        return Alarm("err", what, f"{kept} {todo}")
    if other:
        what = _("Esta carpeta se copió de la laptop «%(name)s», que se sigue usando.", name=other)
        todo = _(
            "Lo que se anotó allá no aparece aquí. Siga con una sola de las dos; para la otra pida a la oficina una "
            "invitación nueva."
        )
        return Alarm("err", what, f"{kept} {todo}")
    if branch == "twin":
        what = _("Otra computadora usa la misma identidad: envía como si fuera esta.")
        todo = _("Siga con una sola; para la otra pida a la oficina una invitación nueva.")
        return Alarm("err", what, f"{kept} {todo}")
    what = _("La región tiene registros hechos con otra copia de esta carpeta; aquí no aparecen.")
    todo = _(
        "Si esa copia está en otra laptop, siga con una sola y pida a la oficina una invitación nueva para la otra. Si "
        "aquí se recuperó un respaldo, siga en esta y avise a la oficina."
    )
    return Alarm("queue", what, f"{kept} {todo}")
