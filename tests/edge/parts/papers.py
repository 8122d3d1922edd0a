"""Tables that leave the laptop, and the papers that a school signs."""

from tests.edge.parts import Part

REPORTS = ("existencias", "prestamos", "entregas", "uso")
PART = Part(
    who_may={
        "exports.page": "C",
        "exports.show": "C",
        "exports.csv": "C",
        "exports.xlsx": "C",
    },
    words={"report": "existencias"},
    with_values=(*(f"/exportar/{name}" for name in REPORTS), "/exportar/uso?mes=2026-06"),
    names=("CSV", "XLSX"),
    browsed=("/exportar/", "/exportar/existencias", "/exportar/entregas", "/exportar/uso?mes=2026-06"),
)
