"""Commands of plans."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import msgspec

from hub import caveats
from hub import cli_options as cli
from hub.plan_rows import STATUSES, PlanRow
from shared.allocation import Line
from shared.badges import badge
from shared.changes import what_would_change
from shared.clock import LIMA
from shared.ids import ResourceId, SchoolId
from shared.reasons import why
from shared.resources import Catalogue
from shared.sentences import Sentence, counted

_INPUTS = {"schools": "las escuelas", "catalogue": "el catálogo", "weights": "los pesos", "quintiles": "los quintiles"}
_OLDER = (
    "se calculó con la regla anterior, que esta versión ya no recalcula. Sus líneas, precios y motivos siguen "
    "guardados como se publicaron; para recalcularlos use la versión de chasqui-hub con la que se hizo."
)
_UNCOUNTED = "Lo que se supuso donde nadie contó no da lo mismo: %s."
_CHANGED = (
    "Desde que se calculó cambiaron: %s. De eso no se guardan versiones y se recalculó con lo de hoy: una diferencia "
    "puede venir de ahí. Compare con un respaldo de la fecha del plan; si alguien tocó lo guardado lo dice "
    "«chasqui-hub plan check-history»."
)


def register(main: click.Group) -> None:
    """Add these commands to *main*."""
    main.add_command(plan)


@click.group()
def plan() -> None:
    """Planes de reparto: ver, aprobar, publicar."""


@plan.command("show")
@click.argument("id_", metavar="[PLAN]", default="latest")
@click.option("--lines", "most", type=click.IntRange(min=0), default=20, show_default=True, help="Líneas en palabras.")
@cli.as_json
@cli.in_dir
def plan_show(id_: str, most: int, json_: bool, folder: Path | None) -> None:
    """Muestra un plan con sus líneas y motivos: el último, o el que se nombre; con --json, todas las líneas."""
    from hub import limits, lock_outcome, outdated, restores
    from hub.history_told import names_of
    from hub.inputs import reasons_asked
    from hub.nightly import plan_told
    from hub.objecting import objected

    store = cli.open_store(folder)
    row = store.plan(id_)
    signing = limits.signing_of(store, row)
    lines = store.plan_lines(row.id)
    reasons = dict(sorted(Counter(line.reason.value for line in lines).items()))
    catalogue, asked_for = store.catalogue(), reasons_asked(store.requests(), row.heard)
    beside = objected(store, row, lines)
    laid, moved = lock_outcome.beside(row, lines), outdated.words(store, row)
    if json_:
        allocation = [
            {
                **_line_fields(line, catalogue, asked_for),
                "objections": [one.text() for one in _beside(line, beside)],
                "locks": [one.text() for one in _beside(line, laid)],
            }
            for line in lines
        ]
        found = {**plan_told(row, reasons)[0], "restore": restores.report(store), "allocation": allocation}
        found["signatures"] = {
            "needed": signing.rule.needed,
            "office": signing.rule.office,
            "limit": msgspec.to_builtins(signing.rule.limit),
            "signed": [{"office": one.office, "account": one.login, "on": one.on} for one in row.approvals],
            "missing": signing.missing,
        }
        cli.tell(found, "", json_=True)
        return
    cli.tell(*plan_told(row, dict(sorted(Counter(badge(line).words.text() for line in lines).items()))), json_=False)
    for words in [*_signed_words(row), *(one.text() for one in [*signing.words(), *moved]), *restores.told(store)]:
        click.echo(words)
    names = names_of(store)
    for line in lines[:most]:
        told = _line_fields(line, catalogue, asked_for)
        request = f" Pidió {line.asked:,}: «{told['asked_for']}»." if told["asked_for"] else ""
        said = "".join(f" {one.text()}" for one in [*_beside(line, laid), *_beside(line, beside)])
        whose = f"{names.get(line.school, line.school)}, {names.get(line.resource, line.resource)}"
        click.echo(f"{whose}: {line.units:,}.{request} {told['why']} {told['change']}{said}")
    if len(lines) > most:
        left = counted(len(lines) - most, "línea", "líneas")
        click.echo(f"No se ve aquí: {left}. Pida más con --lines, o todas con --json.")


def _beside(line: Line, told: Mapping[tuple[SchoolId, ResourceId], list[Sentence]]) -> list[Sentence]:
    return told.get((line.school, line.resource), [])


def _signed_words(row: PlanRow) -> list[str]:
    return [f"Firmó {one.role} ({one.login}), {one.on.astimezone(LIMA):%d/%m/%Y %H:%M}." for one in row.approvals]


def _line_fields(
    line: Line, catalogue: Catalogue, asked_for: Mapping[tuple[SchoolId, ResourceId], str]
) -> dict[str, Any]:
    return {
        "school": line.school,
        "resource": line.resource,
        "units": line.units,
        "asked": line.asked,
        "asked_for": asked_for.get((line.school, line.resource), "") if line.asked else "",
        "need": {"p10": line.need.p10, "p50": line.need.p50, "p90": line.need.p90},
        "price": line.price,
        "reason": line.reason.value,
        "why": why(line, catalogue).text(),
        "change": what_would_change(line, catalogue).text(),
    }


@plan.command("approve")
@click.argument("id_", metavar="PLAN")
@click.option("--login", required=True, help="Cuenta de quien aprueba; se pide su clave.")
@click.option("--passphrase-file", "file", type=cli.FILE, help="Archivo con la clave, que si no se escribe.")
@cli.as_json
@cli.in_dir
def plan_approve(id_: str, login: str, file: Path | None, folder: Path | None, *, json_: bool) -> None:
    """Aprueba un plan con la clave de una cuenta de operación o administración, escrita o por la entrada."""
    from hub.limits import signing_of
    from hub.signing import sign

    store = cli.open_store(folder)
    row = sign(store, id_, login=login, passphrase=cli.passphrase(file))
    signing = signing_of(store, row)
    counts = counted(len(row.approvals), "aprobación", "aprobaciones")
    notes = [one.text() for one in caveats.of_plan(row)]
    lacking = [one.text() for one in (signing.words() if signing.missing else [])]
    told = {"plan": row.id, "status": row.status.value, "approvals": len(row.approvals), "caveats": notes}
    words = [f"Plan {row.id}: {STATUSES[row.status]}, con {counts}.", *lacking, *notes]
    cli.tell({**told, "needed": signing.rule.needed, "missing": signing.missing}, "\n".join(words), json_=json_)


@plan.command("publish")
@click.argument("id_", metavar="PLAN")
@cli.as_json
@cli.in_dir
def plan_publish(id_: str, json_: bool, folder: Path | None) -> None:
    """Publica un plan aprobado: cada escuela recibe su decisión."""
    from hub import planning

    store = cli.open_store(folder)
    before = store.plan(id_).published
    decisions = planning.publish(store, id_)
    lines = sum(len(decision.lines) for decision in decisions)
    size = f"{counted(len(decisions), 'local', 'locales')}, {counted(lines, 'línea', 'líneas')}"
    words = f"Ya se publicó el {before:%d/%m/%Y}, y no cambió nada: {size}." if before else f"Publicado: {size}."
    told = {"plan": id_, "sites": len(decisions), "lines": lines, "published_before": before and before.isoformat()}
    cli.tell(told, words, json_=json_)


@plan.command("audit")
@click.argument("id_", metavar="[PLAN]", default="latest")
@cli.as_json
@cli.in_dir
def plan_audit(id_: str, json_: bool, folder: Path | None) -> None:
    """Recalcula cada línea de un plan desde lo que se publicó con él; sale con 1 si alguna no da lo mismo."""
    from hub import auditing
    from hub.pack_choice import packs_in

    store = cli.open_store(folder)
    row = store.plan(id_)
    found = auditing.audit(store, row.id)
    if found.older:
        told = {"plan": row.id, "lines": row.lines, "older_rule": True, "changed": list(found.changed)}
        cli.tell(told, f"Plan {row.id}: {_OLDER}", json_=json_)
        return
    differing = [f"{line.school} {line.resource}" for line in found.lines]
    packs, wrong_packs = packs_in(row.inputs), sorted({f"{line.site} {line.resource}" for line in found.packs})
    told = {
        "plan": row.id,
        "lines": row.lines,
        "differ": differing,
        "changed": list(found.changed),
        "uncounted": list(found.uncounted),
        "packs": len(packs),
        "packs_differ": wrong_packs,
    }
    words = [f"Plan {row.id}: {row.lines - len(differing)} de {row.lines} líneas dan lo mismo."]
    # With other schools than those of then nearly every line may differ: what changed is said, once.
    words += [f"No da lo mismo: {', '.join(differing[:20])}."] if differing and not found.changed else []
    if packs:
        words.append(f"Paquetes de contenidos: {len(packs) - len(wrong_packs)} de {len(packs)} líneas dan lo mismo.")
    if not found.changed:
        words += [f"No dan lo mismo estos paquetes: {', '.join(wrong_packs[:20])}."] if wrong_packs else []
        words += [_UNCOUNTED % ", ".join(found.uncounted)] if found.uncounted else []
    words += [_CHANGED % ", ".join(_INPUTS[name] for name in found.changed)] if found.changed else []
    cli.tell(told, "\n".join(words), json_=json_)
    if differing or wrong_packs or found.uncounted:
        raise SystemExit(1)
