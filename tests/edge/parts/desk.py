"""The coordinator's desk: home, what is recorded, what is needed, what arrives."""

from tests.edge.parts import Part
from tests.edge.views.busy_school import CHARGER
from tests.edge.views.school import GUIDE, SHIPMENT, TABLET

PART = Part(
    who_may={
        "home.page": "C T I",
        "more.page": "C T I",
        "record.use": "C T",
        "record.save_use": "C T",
        "asking.page": "C T",
        "asking.save": "C T",
        "answers.page": "C T",
        "answers.mark_read": "C",
        "count.page": "C",
        "count.save": "C",
        "register.page": "C T",
        "register.save": "C T",
        "calendar_page.page": "C T I",
        "calendar_page.save": "C",
        "importing.page": "C I",
        "importing.preview": "C I",
        "importing.take": "C I",
        "paste.page": "C I",
        "paste.preview": "C I",
        "needs.page": "C T I",
        "needs.resource": "C T I",
        "arrivals.page": "C T I",
        "arrivals.oppose": "C",
        "arrivals.receive": "C",
        "arrivals.confirm": "C",
    },
    words={"pecosa": SHIPMENT.pecosa, "resource": GUIDE},
    unlisted={"paste.page": "/importar/", "home.page": "the navigation", "more.page": "the navigation"},
    with_values=(
        "/registrar?aula=-", "/registrar?aula=1", f"/necesidad/{GUIDE}", f"/necesidad/{TABLET}",
        f"/necesidad/{CHARGER}", "/llegadas?decision=2026-05/074294", "/llegadas?decision=2026-04/074294",
        "/recepcion/000123", "/recepcion/000101", "/no-hay",
    ),
    names=("Huamanga", "Se acordó en la reunión."),
    browsed=(
        "/", "/mas/", "/registrar", "/cuaderno/", "/calendario/", "/importar/", "/importar/pegar", "/contar", "/pedir",
        "/pedidos/", "/necesidad/", "/llegadas", "/recepcion/000123",
    ),
)  # fmt: skip
