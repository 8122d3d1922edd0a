"""What came from the region in one exchange, by its kind: in one and in many."""

from collections.abc import Mapping

from shared.sentences import N_

NEWS: Mapping[str, tuple[str, str]] = {
    "decision": (N_("Llegó 1 decisión."), N_("Llegaron %(n)s decisiones.")),
    "shipment": (N_("Llegó 1 orden de salida."), N_("Llegaron %(n)s órdenes de salida.")),
    "reply": (N_("Llegó 1 respuesta de la región."), N_("Llegaron %(n)s respuestas de la región.")),
    "request_answer": (N_("Llegó 1 respuesta a un pedido."), N_("Llegaron %(n)s respuestas a pedidos.")),
    "notice": (N_("Llegó 1 aviso de la región."), N_("Llegaron %(n)s avisos de la región.")),
    "delivery_answer": (
        N_("La región dijo qué pasó con 1 línea que no se aceptó o no se confirmó entera."),
        N_("La región dijo qué pasó con %(n)s líneas que no se aceptaron o no se confirmaron enteras."),
    ),
    "catalogue": (N_("Llegó el catálogo de la región."), N_("Llegaron %(n)s catálogos de la región.")),
    "similarity": (
        N_("Llegaron las recomendaciones de la región."),
        N_("Llegaron %(n)s veces las recomendaciones de la región."),
    ),
    "weights": (N_("Llegaron los pesos del reparto."), N_("Llegaron %(n)s versiones de los pesos del reparto.")),
    "service": (N_("Llegaron los datos del servicio."), N_("Llegaron los datos de %(n)s servicios.")),
    "laptops": (
        N_("Llegó cuáles son las laptops de la escuela."),
        N_("Llegó %(n)s veces cuáles son las laptops de la escuela."),
    ),
    "set_aside": (
        N_("Llegó de la región cuándo no usar el modelo de pronóstico."),
        N_("Llegó %(n)s veces de la región cuándo no usar el modelo de pronóstico."),
    ),
    "calendar": (N_("Llegó el calendario de la región."), N_("Llegaron %(n)s calendarios de la región.")),
}
OTHER = (N_("Llegó 1 novedad de la región."), N_("Llegaron %(n)s novedades de la región."))
