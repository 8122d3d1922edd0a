"""The report of an incident, of one page: for whoever must be told within its 48 hours."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from hub.incidents import HOURS, Entry, Incident, Touched, Wrote
from shared.clock import LIMA
from shared.sentences import N_, counted

HELD = N_(
    "De cada escuela la región tiene registros de uso, existencias, entregas, pedidos y cargos: de personas, "
    "seudónimos y no nombres. Los nombres están solo en la laptop de la escuela: "
    "si lo perdido es una laptop o su copia, pregunte ahí."
)
VERIFY = N_(
    "Verifique en la norma vigente de protección de datos personales el plazo, a quién y por qué medio se avisa; "
    "este informe cuenta 48 horas desde que se notó."
)
WHOM = (
    N_("la Autoridad Nacional de Protección de Datos Personales, si la norma lo pide (verifique)"),
    N_("el oficial de datos personales de la entidad, y la dirección"),
    N_("las escuelas de la lista, y por ellas las familias, si puede afectarlas"),
)


def fields(found: Incident, now: datetime) -> dict[str, Any]:
    """Return a report for another program."""
    return {
        "number": found.number,
        "what": found.what,
        "noticed": found.noticed.isoformat(timespec="seconds"),
        "due": found.due.isoformat(timespec="seconds"),
        "hours_left": round((found.due - now).total_seconds() / 3600, 1),
        "sites": [
            {"site": one.site, "names": list(one.names), "students": one.students, "few": one.few,
             "computers": one.computers, "revoked": one.revoked}
            for one in found.touched
        ],
        "done": [one.words for one in found.entries if one.kind is Wrote.DONE],
        "told": [one.words for one in found.entries if one.kind is Wrote.TOLD],
        "closed": found.closed.at.isoformat(timespec="seconds") if found.closed else None,
        "acts_since": found.acts,
    }  # fmt: skip


def words(found: Incident, now: datetime) -> str:
    """Return a report on one page."""
    left = (found.due - now).total_seconds() / 3600
    until = f"quedan {left:.0f} horas" if left > 0 else f"pasaron {-left:.0f} horas de ese momento"
    return "\n".join(
        [
            f"INFORME DEL INCIDENTE {found.number}",
            "",
            f"Qué pasó: {found.what}",
            f"Se notó: {_moment(found.noticed)}. Se anotó: {_moment(found.opened)}.",
            f"{HOURS} horas desde que se notó: {_moment(found.due)} ({until}).",
            "",
            "A quiénes puede tocar:",
            *(f"  {_told(one)}" for one in found.touched),
            *([] if found.touched else ["  Todavía no se dijo qué locales."]),
            f"  {_people(found.touched)}",
            f"Qué datos: {HELD}",
            "",
            "Qué se hizo:",
            *_entries(found.entries, Wrote.DONE),
            f"  Actos en el historial desde que se notó: {found.acts} («chasqui-hub plan history»).",
            "A quién se avisó:",
            *_entries(found.entries, Wrote.TOLD),
            "A quién avisar:",
            *(f"  {one}" for one in WHOM),
            VERIFY,
            *([f"Se cerró el {_moment(found.closed.at)}: {found.closed.words}"] if found.closed else []),
        ]
    )


def _told(one: Touched) -> str:
    names = ", ".join(one.names) or "—"
    computers = f"{counted(one.computers, 'laptop', 'laptops')}, {one.revoked} de baja"
    return f"{one.site} {names}: {_students(one)}; {computers}"


def _students(one: Touched) -> str:
    if one.few:
        return "menos de 5 estudiantes"
    return (
        "no se sabe cuántos estudiantes" if one.students is None else counted(one.students, "estudiante", "estudiantes")
    )


def _people(touched: Sequence[Touched]) -> str:
    known = sum(one.students or 0 for one in touched)
    more = sum(one.students is None for one in touched)
    rest = f", más los de {counted(more, 'local', 'locales')} de que no se dice" if more else ""
    return (
        f"En total: {counted(len(touched), 'local', 'locales')}, {counted(known, 'estudiante', 'estudiantes')}{rest}."
    )


def _entries(entries: Sequence[Entry], kind: Wrote) -> list[str]:
    found = [f"  {_moment(one.at)}: {one.words}" for one in entries if one.kind is kind]
    return found or ["  Nada todavía."]


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(LIMA):%d/%m/%Y %H:%M}"
