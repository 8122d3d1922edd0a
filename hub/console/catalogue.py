"""The page of the catalogue: its resources and packs, every version with what it changed, and one resource by form."""

from collections.abc import Mapping
from types import MappingProxyType

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import cataloguing, limits
from hub.console.blueprint import console, page_of, store
from hub.console.field_words import KINDS, change_told, name_of, tongue_of, value_of
from hub.console.navigation import MORE
from hub.console.view import ADMIN, ALL_READ, Group, Listed, View
from hub.importers.catalogue import fields_of
from hub.offices import SIGNERS
from shared.acts import Actor
from shared.errors import BadInput
from shared.ids import ResourceId
from shared.resources import Resource, ResourceKind
from shared.web import N_, Role, saved, say, who
from shared.web import gettext as _

_LONGEST = 200
_BEFORE = "antes_"
"""What a field said when the page was made goes along under its name after this."""
_USUAL = fields_of(Resource(id=ResourceId(""), name="", kind=ResourceKind.CONSUMABLE, language=""))
"""What a field says of a resource of which nothing is told: the list leaves it out."""
_VERSIONS, _CHANGES = 10, 12
_NONE: Mapping[str, str] = MappingProxyType({})
_SAID = (
    "lot",
    "weight_g",
    "volume_ml",
    "value",
    "language",
    *cataloguing.NEEDS,
    *cataloguing.NEEDED,
    *cataloguing.LISTS,
)


@console.get("/catalogo")
def catalogue() -> str:
    """List what is offered, and every version."""
    known = store().catalogue()
    return render_template(
        "catalogue.html",
        in_force=known.version,
        page=page_of([_row(one) for one in sorted(known.resources, key=lambda one: (one.kind, one.name))]),
        versions=page_of([_version(one) for one in cataloguing.versions(store())], _VERSIONS, name="versiones"),
        may_change=who().role is Role.ADMIN,
    )


@console.get("/catalogo/<resource_id>")
def resource(resource_id: str) -> str:
    """Show the form of one resource."""
    return _form(*_known(resource_id))


@console.post("/catalogo/<resource_id>")
def edit_resource(resource_id: str) -> Response | tuple[str, int]:
    """Keep a resource as the form says it is, as a new version."""
    (version, one), touched = _known(resource_id), _touched()
    try:
        new = cataloguing.edit(store(), one.id, touched, version=_asked_version(), why=_why(), by=_me())
    except cataloguing.WrongFields as problem:
        return _form(version, one, touched, wrong={name: say(told) for name, told in problem.fields.items()}), 400
    except BadInput as problem:
        return _form(version, one, touched, say(problem.said)), 400
    saved(_("Guardado. Catálogo, versión %(version)s: baja a todas las escuelas.", version=new))
    return redirect(url_for("console.catalogue"))


@console.post("/catalogo/<resource_id>/retirar")
def withdraw_resource(resource_id: str) -> Response | tuple[str, int]:
    """Offer a resource no more."""
    version, one = _known(resource_id)
    try:
        new = cataloguing.withdraw(store(), one.id, version=_asked_version(), why=_why(), by=_me())
    except BadInput as problem:
        return _form(version, one, {}, say(problem.said), withdrawing=True), 400
    saved(_("«%(name)s» ya no se ofrece. Catálogo, versión %(version)s.", name=one.name, version=new))
    return redirect(url_for("console.catalogue"))


def _form(
    version: int,
    one: Resource,
    touched: Mapping[str, str] = _NONE,
    error: str = "",
    *,
    wrong: Mapping[str, str] = _NONE,
    withdrawing: bool = False,
) -> str:
    before = cataloguing.written(one)
    return render_template(
        "resource.html",
        one=one,
        kind=_(KINDS[one.kind]),
        seen=version,
        form={**before, **touched},
        before=before,
        words={name: name_of(name) for name in cataloguing.FIELDS},
        texts=cataloguing.WORDS,
        lists=cataloguing.LISTS,
        numbers=(*cataloguing.NUMBERS, *cataloguing.NEEDED),
        units={"weight_g": " (g)", "volume_ml": " (ml)"},
        needs=cataloguing.NEEDS,
        why=_why(),
        error=error,
        wrong=wrong,
        withdrawing=withdrawing,
        most=limits.MAX_WHY,
    )


def _row(one: Resource) -> dict[str, object]:
    fields = fields_of(one)
    said = [
        (name_of(name), value_of(name, fields[name]), tongue_of(name, fields[name]))
        for name in _SAID
        if name == "lot" or fields[name] not in (_USUAL[name], 0, ())
    ]
    parts = [f"{part.resource} × {part.units_per_unit}" for part in one.kit_without_power]
    return {"id": one.id, "name": one.name, "kind": _(KINDS[one.kind]), "said": said, "parts": parts}


def _version(one: cataloguing.Version) -> dict[str, object]:
    changes = [change_told(each) for each in one.changes]
    return {
        "number": one.number,
        "count": one.resources,
        "act": one.act,
        "changes": changes[:_CHANGES],
        "more": max(0, len(changes) - _CHANGES),
    }


def _known(id_: str) -> tuple[int, Resource]:
    known = store().catalogue()
    return known.version, known.by_id().get(ResourceId(id_)) or abort(404)


def _touched() -> dict[str, str]:
    # What this person did not touch may have been changed by another since: it is not put back.
    said = {name: request.form.get(name, "")[:_LONGEST] for name in cataloguing.FIELDS}
    return {name: text for name, text in said.items() if text.strip() != request.form.get(_BEFORE + name, "\0").strip()}


def _asked_version() -> int:
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _why() -> str:
    return request.form.get("motivo", "")[: limits.MAX_WHY + 1]


def _me() -> Actor:
    return Actor(who().login, SIGNERS[who().role])


VIEW = View(
    {
        "console.catalogue": ALL_READ,
        "console.resource": ADMIN,
        "console.edit_resource": ADMIN,
        "console.withdraw_resource": ADMIN,
    },
    under=MORE,
    listed=(
        Listed(
            "console.catalogue",
            N_("Catálogo"),
            N_("Recursos y paquetes: lote, peso, qué necesitan, lenguas; sus versiones."),
            "box",
            Group.REGION,
        ),
    ),
)
