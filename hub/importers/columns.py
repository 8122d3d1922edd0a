"""The columns that listings of schools have, under the names that ministry, regions and spreadsheets give them."""

from shared.tabular import Column

LISTING = (
    Column("cod_mod", ("código modular", "cod modular", "código modular ie", "código modular del servicio")),
    Column("anexo", ("nro anexo", "número de anexo")),
    Column(
        "name",
        ("cen_edu", "nombre", "nombre ie", "nombre iiee", "nombre de la ie", "nombre de ie", "nombre de la iiee",
         "institución educativa", "nombre institución educativa", "nombre de la institución educativa",
         "nombre del servicio", "nombre de ssee", "nombre del servicio educativo", "centro educativo", "ie", "iiee"),
    ),
    Column("nivel", ("d_niv_mod", "nivel educativo", "nivel modalidad", "modalidad nivel", "nivel y modalidad")),
    Column("niv_mod", ("código nivel", "cod nivel")),
    Column("gestion", ("d_gestion", "tipo de gestión", "gestión dependencia")),
    Column("gestion_texto", ("d_gestion",)),
    Column("ugel", ("d_dreugel", "dre ugel", "nombre ugel", "nombre de la ugel", "nom ugel")),
    Column("codooii", ("cod ugel", "código ugel", "código de ugel", "código de la ugel", "código dre ugel")),
    Column("distrito", ("d_dist", "nombre distrito", "nom distrito")),
    Column("ubigeo", ("codgeo", "id ubigeo", "ubigeo inei", "código ubigeo", "código de ubigeo", "cod ubigeo", "inei")),
    Column("codlocal", ("código local", "código de local", "cod local", "código local minedu", "código del local",
                        "código de local educativo", "código del local educativo")),
    Column("lat", ("nlat_ie", "latitud", "latitude", "lat ie", "latitud ie", "y", "coordenada y", "coord y", "norte",
                   "utm norte")),
    Column("lon", ("nlong_ie", "longitud", "longitude", "long", "lng", "long ie", "longitud ie", "x", "coordenada x",
                   "coord x", "este", "utm este")),
    Column("students", ("talumno", "alumnos", "estudiantes", "total alumnos", "total de alumnos", "total estudiantes",
                        "total de estudiantes", "matrícula", "matrícula total", "total matrícula", "matriculados",
                        "número de alumnos", "número de estudiantes", "nro alumnos", "nro estudiantes",
                        "cantidad de alumnos", "cantidad de estudiantes", "alumnos censo educativo")),
    Column("served", ("nro usuarios", "número de usuarios", "usuarios")),
    Column("rurality", ("ruralidad", "grado de ruralidad", "dareacenso", "área geográfica", "área")),
    Column("area_censo", ("área censo", "código área")),
    Column("cp_cercano_tipo",),
    Column("power", ("energía", "energía eléctrica", "electricidad")),
    Column("coverage", ("cobertura",)),
    Column("internet"),
    Column("languages", ("lenguas", "lengua", "idiomas")),
    Column("altitud_m", ("altitud", "altitude", "msnm")),
    Column("simulated", ("simulado",)),
    Column("estado", ("d_estado", "estado del servicio")),
    Column("iged"),
)  # fmt: skip
"""Never among them: who directs or promotes a school, and how to call or write to that person."""
LEVELS = {
    "A1": "Inicial - Cuna", "A2": "Inicial - Jardín", "A3": "Inicial - Cuna Jardín", "A5": "Inicial No Escolarizado",
    "B0": "Primaria", "F0": "Secundaria", "D1": "Básica Alternativa - Inicial e Intermedio",
    "D2": "Básica Alternativa - Avanzado", "E0": "Básica Especial", "E1": "Básica Especial - Inicial",
    "E2": "Básica Especial - Primaria", "L0": "Técnico Productiva - CETPRO",
}  # fmt: skip
"""``NIV_MOD`` in the words of the ministry's listing."""
MANAGEMENT = {"1": "Pública de gestión directa", "2": "Pública de gestión privada", "3": "Privada"}
AREAS = {"1": "Urbana", "2": "Rural"}
