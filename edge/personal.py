"""Which tables hold something of a person, how it is found, and what of it is a secret: for the dossier and erasing."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.sentences import N_


@dataclass(frozen=True, slots=True)
class Held:
    """
    What a table holds of a person.

    Args:
        title: What it is, in words marked with ``N_``.
        where: The condition that finds it: ``?1`` is the pseudonym, ``?2`` the pseudonym as text.
        sealed: Columns that are opened for whom they are about.
        secret: Columns that prove somebody, or that only find them: nobody is given them.
        stays: It stays when the person is erased, under a pseudonym that then leads to nobody.
    """

    title: str
    where: str
    sealed: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()
    stays: bool = False


_PERSON = "person = ?1"
HELD: Mapping[str, Held] = {
    "people": Held(N_("Nombre, código y aula"), _PERSON, sealed=("sealed_code", "sealed_name"), secret=("code_key",)),
    "other_codes": Held(N_("Otros códigos que lo reconocen"), _PERSON, secret=("code_key",)),
    "memberships": Held(N_("Aulas"), _PERSON),
    "departures": Held(N_("Cuándo se fue de la escuela"), _PERSON),
    "custody": Held(N_("Apoderados y sus estudiantes"), "guardian = ?1 OR learner = ?1"),
    "sealed_more": Held(N_("Teléfono y otros datos"), _PERSON, sealed=("body",)),
    "loan_papers": Held(N_("Papeles de préstamos"), "borrower = ?1 OR learner = ?1", sealed=("sealed",)),
    "credentials": Held(N_("Manera de entrar"), _PERSON, secret=("secret",)),
    "cards": Held(N_("Tarjeta para entrar"), _PERSON, secret=("digest",)),
    "sessions": Held(N_("Sesiones abiertas"), _PERSON, secret=("token_hash",)),
    "throttles": Held(N_("Intentos de entrar"), "key = 'account:learner:' || ?2"),
    "assignments": Held(N_("Materiales asignados"), "person = ?1"),
    "pupil_requests": Held(
        N_("Pedidos de su docente"), "learner = ?1", sealed=("sealed_why", "sealed_answer"), secret=("form",)
    ),
    "pupil_notes": Held(N_("Lo que dijo de un material"), _PERSON, sealed=("sealed",)),
    "pack_places": Held(N_("Por dónde va en un material"), _PERSON),
    "loans": Held(N_("Préstamos abiertos"), "borrower = ?1 OR learner = ?1", stays=True),
    "devices": Held(N_("Equipos que tiene"), "holder = ?1 OR learner = ?1", stays=True),
    "day_use": Held(N_("Días en que usó algo"), "learner = ?1", stays=True),
    "audit": Held(N_("Filas del historial"), "subject = ?2 OR login = ?2", stays=True),
}
"""By table. Of the log itself see ``edge.dossier``: its facts are in ``events`` and in ``sealed`` blocks."""

NOBODYS: Mapping[str, str] = {
    "_sqlite_migrations": "steps of the tables",
    "alive": "sums",
    "attempts": "the road to the region",
    "classes": "names of classes",
    "events": "the log: its facts are read by edge.dossier",
    "forecasts": "sums",
    "incarnations": "openings of the log",
    "items": "what the region sends",
    "models": "models",
    "names": "words of the log's facts: they are read with it",
    "one_time_codes": "keyed digests, of accounts of the staff alone",
    "own_days": "the school's calendar",
    "pack_files": "files of packs",
    "packs": "packs",
    "power": "when the laptop ran",
    "receipts": "positions",
    "sealed": "blocks of the log: their facts are read by edge.dossier",
    "serial_counts": "days of counts",
    "settings": "settings",
    "shapes": "shapes of facts",
    "source_keys": "keyed digests of rows of files",
    "spent_forms": "nonces of forms",
    "sqlite_sequence": "SQLite's own",
    "stock": "sums",
    "stream_lives": "positions",
    "stream_positions": "positions",
    "told": "sums",
    "weekly": "sums",
}
"""Tables that hold nothing of a person, each with what it holds. A table in neither fails its test."""
