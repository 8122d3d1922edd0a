"""Tables that leave the laptop, and the papers that a school signs."""

from tests.edge.parts import Part

REPORTS = ("existencias", "prestamos", "entregas", "uso")
PART = Part(
    who_may={
        "exports.page": "C",
        "exports.show": "C",
        "exports.csv": "C",
        "exports.xlsx": "C",
        "papers.page": "C",
        "papers.acta": "C",
        "papers.packing": "C",
        "papers.ugel": "C",
        "checking.page": "CTI",
        "checking.check": "CTI",
    },
    words={"report": "existencias"},
    with_values=(
        *(f"/exportar/{name}" for name in REPORTS), "/exportar/uso?mes=2026-06", "/papeles/acta/000123",
        "/papeles/acta/000101", "/papeles/empaque/000123", "/papeles/ugel?mes=2026-06",
    ),
    names=("CSV", "XLSX"),
    browsed=(
        "/exportar/", "/exportar/existencias", "/exportar/entregas", "/exportar/uso?mes=2026-06", "/papeles/",
        "/papeles/acta/000123", "/papeles/empaque/000123", "/papeles/ugel?mes=2026-06",
        "/comprobar/",
    ),
)  # fmt: skip
