"""The classes of the school: add one, give one another name, remove an empty one."""

from dataclasses import dataclass, field

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from edge.views.acting import actor
from edge.views.choices import first_school, known_school, schools
from edge.views.node import node
from edge.views.view import COORDINATOR, Group, Listed, Task, View
from shared import web
from shared.errors import BadInput
from shared.web import N_, say
from shared.web import gettext as _

pages = Blueprint("classes", __name__, url_prefix="/escuela/aulas", template_folder="../templates")


@dataclass(frozen=True, slots=True)
class Form:
    """What was written, and what is wrong with it by the id of the field."""

    changing: str = ""
    """The id of the class that is given another name; empty for a new one."""
    name: str = ""
    school: str = ""
    errors: dict[str, str] = field(default_factory=dict)


@pages.get("/")
def page() -> str:
    """List the classes with how many pupils each has."""
    return _page(Form(changing=request.args.get("cambiar", "")))


@pages.post("/")
def change() -> Response | tuple[str, int]:
    """Add, rename or remove a class."""
    form = request.form
    changing, name = form.get("aula", ""), form.get("nombre", "")[:200]
    school = form.get("escuela", first_school())
    lists = node().store.class_lists
    at = "nombre"
    try:
        match form.get("op"):
            case "crear":
                at = "escuela" if school not in dict(schools()) else at
                lists.add_class(known_school(school), name, actor())
                web.saved(_("Aula creada. Ahora agregue a sus estudiantes."))
            case "cambiar":
                lists.rename_class(_number(changing), name, actor())
                web.saved(_("El aula tiene su nuevo nombre."))
            case "quitar":
                at = "lista"
                lists.remove_class(_number(changing), actor())
                web.saved(_("Aula quitada."))
            case _:
                raise BadInput("Elija el aula.")
    except BadInput as problem:
        kept = changing if form.get("op") == "cambiar" else ""
        return _page(Form(kept, name, school, {at: say(problem.said)})), 400
    return redirect(url_for("classes.page"))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _page(form: Form) -> str:
    lists, names = node().store.class_lists, dict(schools())
    rows = node().store.people.classes()
    changed = next((row for row in rows if str(row.id) == form.changing), None)
    return render_template(
        "classes.html",
        rows=[{"row": row, "school": names.get(row.school, row.school) if len(names) > 1 else ""} for row in rows],
        changed=changed,
        form=form,
        name=form.name or (changed.name if changed and not form.errors else ""),
        schools=schools(),
        loose=len(lists.of_no_class()),
        gone=len(lists.departed()),
    )


def _tasks() -> list[Task]:
    """What a laptop needs before anybody can be helped by name."""
    if not web.may("classes.page"):
        return []
    rows = node().store.people.classes()
    if not rows:
        detail = _("Con ellas se anota quién usó qué. También llegan con una lista.")
        return [Task(_("Cree las aulas de la escuela"), detail, url_for("classes.page"))]
    if not any(row.learners for row in rows):
        detail = _("Uno por uno, o todos con una lista que ya tenga.")
        return [Task(_("Agregue a los estudiantes"), detail, url_for("pupils.page"))]
    return []


VIEW = View(
    pages,
    {"classes.page": COORDINATOR, "classes.change": COORDINATOR},
    under="more.page",
    listed=(
        Listed(
            "classes.page",
            N_("Aulas"),
            N_("Crear un aula o cambiarle el nombre."),
            "home",
            Group.SCHOOL,
        ),
    ),
    tasks=_tasks,
)
