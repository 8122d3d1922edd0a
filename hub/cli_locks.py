"""Commands of locks: laying down how much a school must or may get, taking it back, and what there is."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hub import cli_options as cli
from shared.allocation import LockKind
from shared.errors import BadInput
from shared.ids import SchoolId
from shared.sentences import N_

if TYPE_CHECKING:
    from hub.locking import Laid
    from hub.region_rows import School
    from hub.store import Store

_LOGIN = click.option("--login", default="", help="Cuenta de quien lo hace; se pide su clave.")
_FILE = click.option("--passphrase-file", "file", type=cli.FILE, help="Archivo con la clave, que si no se escribe.")
_ODD = N_("%(odd)s Si es así, repita la orden con --yes. No se fijó nada.")
_WHY = click.option("--why", default="", help="El motivo, sin nombres de personas: lo lee la escuela.")


def register(plan: click.Group) -> None:
    """Add these commands to *plan*."""
    for command in (lock, unlock, locks):
        plan.add_command(command)


@click.command("lock")
@click.argument("school")
@click.argument("resource")
@click.option("--exactly", type=int, help="Unidades que recibe, ni más ni menos.")
@click.option("--at-least", type=int, help="Unidades que recibe al menos.")
@click.option("--at-most", type=int, help="Unidades que recibe a lo más; con 0, queda fuera de ese reparto.")
@click.option("--until", required=True, help="Último día en que vale: cuenta si el período empieza hasta ese día.")
@click.option("--priority", type=int, default=0, show_default=True, help="0 se cumple antes que 1 y 2 si no alcanza.")
@click.option("--yes", is_flag=True, help="Sí, es así: fija también lo que sin esto se pregunta.")
@_WHY
@_LOGIN
@_FILE
@cli.as_json
@cli.in_dir
def lock(
    school: str,
    resource: str,
    exactly: int | None,
    at_least: int | None,
    at_most: int | None,
    until: str,
    priority: int,
    why: str,
    login: str,
    file: Path | None,
    folder: Path | None,
    *,
    yes: bool,
    json_: bool,
) -> None:
    """Fija cuánto recibe ESCUELA de RECURSO en los planes que se calculen desde ahora."""
    from hub import locking
    from hub.lock_checks import Wanted, day_told
    from hub.signing import signer

    kind, units = _quantity({LockKind.EXACT: exactly, LockKind.MIN: at_least, LockKind.MAX: at_most})
    wanted = Wanted(
        school=school, resource=resource, kind=kind, units=units, until=day_told(until), why=why, rank=priority
    )
    store = cli.open_store(folder)
    by = signer(store, login=login, passphrase=cli.passphrase(file))
    odd = () if yes else locking.asked_first(store, wanted).words
    if odd:
        raise BadInput(_ODD, odd=" ".join(one.text() for one in odd))
    found = locking.lay_down(store, wanted, by=by)
    (one,) = (one for one in locking.laid(store) if one.lock.number == found.number)
    told = _fields(one, _names(store))
    words = f"Fijado con el número {found.number}: {_words(told)} Cuenta desde el próximo cálculo."
    cli.tell(told, words, json_=json_)


@click.command("unlock")
@click.argument("number", type=int)
@_WHY
@_LOGIN
@_FILE
@cli.in_dir
def unlock(number: int, why: str, login: str, file: Path | None, folder: Path | None) -> None:
    """Levanta lo fijado con ese NÚMERO; queda en el historial."""
    from hub import locking
    from hub.signing import signer

    store = cli.open_store(folder)
    by = signer(store, login=login, passphrase=cli.passphrase(file))
    locking.lift(store, number, why=why, by=by)
    click.echo(f"Levantado: lo fijado con el número {number} no cuenta desde el próximo cálculo.")


@click.command("locks")
@click.option("--all", "every", is_flag=True, help="También lo que venció o se levantó.")
@cli.as_json
@cli.in_dir
def locks(every: bool, json_: bool, folder: Path | None) -> None:
    """Lista lo fijado: número, escuela, recurso, cuánto, hasta cuándo, quién y por qué."""
    from hub import locking

    store = cli.open_store(folder)
    today, names = locking.today_of(store), _names(store)
    rows = [one for one in locking.laid(store) if every or locking.is_standing(one, today)]
    found = [_fields(one, names) for one in rows]
    words = [f"{told['number']:>5}  {_words(told)}" for told in found] or ["No hay nada fijado."]
    cli.tell({"locks": found}, "\n".join(words), json_=json_)


def _quantity(said: Mapping[LockKind, int | None]) -> tuple[LockKind, int]:
    given = [(kind, units) for kind, units in said.items() if units is not None]
    if len(given) != 1:
        raise BadInput("Diga una cantidad, y una sola: --exactly, --at-least o --at-most. No se fijó nada.")
    return given[0]


def _names(store: "Store") -> Mapping[SchoolId, str]:
    from hub.region_rows import service_names

    schools: list[School] = store.schools()
    return service_names(schools)


def _fields(one: "Laid", names: Mapping[SchoolId, str]) -> dict[str, Any]:
    lock, lifted = one.lock, one.lifted
    return {
        "number": lock.number,
        "school": lock.school,
        "name": names.get(lock.school, ""),
        "resource": lock.resource,
        "kind": lock.kind.value,
        "units": lock.units,
        "priority": lock.rank,
        "until": f"{lock.expires:%Y-%m-%d}",
        "office": lock.office,
        "account": lock.login,
        "why": lock.reason,
        "lifted": lifted and {"by": lifted.login, "at": lifted.at, "why": lifted.told().get("why", "")},
    }


def _words(told: Mapping[str, Any]) -> str:
    from shared.fixed import QUANTITIES

    quantity = QUANTITIES[LockKind(told["kind"])] % {"units": f"{told['units']:,}"}
    name, lifted = f" ({told['name']})" if told["name"] else "", told["lifted"]
    gone = f" Se levantó ({lifted['by']}): {lifted['why']}" if lifted else ""
    who = f"{told['office']} ({told['account']})"
    return (
        f"{told['school']}{name}, {told['resource']}: {quantity}, hasta el {told['until']}. {who}: {told['why']}{gone}"
    )
