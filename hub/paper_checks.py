"""Whether a computer of its school signed a printed paper: by the code under it and the keys known here."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import Connection, select

from hub import schema
from hub.database import at
from hub.rows import NodeState
from hub.store import Store
from shared.clock import LIMA
from shared.ids import fours
from shared.sentences import N_, Sentence
from sync.signed_paper import Code, is_signed_by, read_code


class Verdict(StrEnum):
    """What the region can say of a code."""

    GOOD = "signed"
    REVOKED = "signed by a revoked computer"
    NOBODYS = "signed by no computer of that school"
    NO_COMPUTER = "no computer of that school is known"
    NO_SCHOOL = "no such school"
    TYPED = "no signature"


@dataclass(frozen=True, slots=True)
class Checked:
    """A code as it was read, and what is known of whoever signed it; empty where that is not known."""

    code: Code
    verdict: Verdict
    name: str = ""
    """Of the school."""
    site: str = ""
    node: str = ""
    enrolled: date | None = None

    @property
    def is_good(self) -> bool:
        """Tell whether a computer of the school signed it that nobody revoked."""
        return self.verdict is Verdict.GOOD


def check_paper(store: Store, text: str) -> Checked:
    """
    Say who signed the code *text*: not whether what the paper says is still so, which only the school knows.

    Raises:
        BadInput: It is no code of a paper.
    """
    code = read_code(text)
    if not code.school:
        return Checked(code, Verdict.TYPED)
    with store.read() as connection:
        return _of_school(connection, code)


def _of_school(connection: Connection, code: Code) -> Checked:
    table = schema.schools
    school = connection.execute(select(table.c.site, table.c.name).where(table.c.id == code.school)).first()
    if school is None:
        return Checked(code, Verdict.NO_SCHOOL)
    of_site = schema.nodes.c.site == school.site
    nodes = connection.execute(select(schema.nodes).where(of_site).order_by(schema.nodes.c.enrolled_s)).all()
    # A computer that an operator accepted from a file of before has no key here.
    known = [row for row in nodes if row.verify_key]
    signer = next((row for row in known if is_signed_by(code, row.verify_key)), None)
    if signer is None:
        verdict = Verdict.NOBODYS if known else Verdict.NO_COMPUTER
        return Checked(code, verdict, school.name, school.site)
    good = signer.state != NodeState.REVOKED
    day = at(signer.enrolled_s).astimezone(LIMA).date()
    return Checked(code, Verdict.GOOD if good else Verdict.REVOKED, school.name, school.site, signer.node, day)


def words_of(found: Checked) -> tuple[Sentence, Sentence]:
    """Return what was found, and what to do with it."""
    what, todo = _WORDS[found.verdict]
    values = {
        "school": f"{found.name} ({found.code.school})" if found.name else found.code.school,
        "node": fours(found.node),
        "site": found.site,
        "day": f"{found.enrolled:%d/%m/%Y}" if found.enrolled else "",
    }
    return Sentence(what, values), Sentence(todo, values)


_WORDS = {
    Verdict.GOOD: (
        N_("Corresponde: lo firmó un equipo de %(school)s."),
        N_(
            "Es el equipo %(node)s del local %(site)s, inscrito el %(day)s. Que lo anotado siga siendo lo mismo solo "
            "lo sabe la escuela: en su laptop, «Comprobar un papel»."
        ),
    ),
    Verdict.REVOKED: (
        N_("Lo firmó un equipo de %(school)s que está dado de baja."),
        N_(
            "Es el equipo %(node)s del local %(site)s, inscrito el %(day)s. Si se lo robaron, pudo firmarlo quien lo "
            "tiene: pregunte a la escuela."
        ),
    ),
    Verdict.NOBODYS: (
        N_("No corresponde: no lo firmó ningún equipo inscrito de %(school)s."),
        N_(
            "Alguien cambió el código, o se leyó mal, o es de un equipo que todavía no se inscribió. Lea el QR otra "
            "vez; si sigue, pida a la escuela que lo imprima de nuevo."
        ),
    ),
    Verdict.NO_COMPUTER: (
        N_("No se puede comprobar: de %(school)s no hay ningún equipo inscrito."),
        N_("Se podrá cuando su laptop se inscriba. Mientras tanto se comprueba en la laptop que lo imprimió."),
    ),
    Verdict.NO_SCHOOL: (
        N_("La región no tiene la escuela %(school)s."),
        N_("O el código se leyó mal, o es de otra región: ahí se comprueba."),
    ),
    Verdict.TYPED: (
        N_("Escrito a mano, el código no trae la firma."),
        N_("Lea el QR con el lector. Sin él, se comprueba en la laptop de la escuela que lo imprimió."),
    ),
}
