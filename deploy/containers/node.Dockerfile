# El nodo de una escuela: para probar la región entera en un equipo. En una escuela se instala con el paquete de deploy/edge.
# Desde la carpeta del proyecto: docker build -f deploy/containers/node.Dockerfile -t chasqui-node .
FROM debian:bookworm-slim AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends python3 python3-venv \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY setup.cfg pyproject.toml README.md deploy/containers/node.lock ./
COPY shared shared
COPY sync sync
COPY edge edge
COPY hub hub
COPY models models
# Cada archivo con su suma, y nada que no esté en la lista; tampoco lo que construye lo que viene sin construir.
RUN python3 -m venv /opt/chasqui/env \
 && grep '^setuptools==' node.lock > first.lock \
 && /opt/chasqui/env/bin/pip install --no-cache-dir --no-deps --require-hashes -r first.lock \
 && /opt/chasqui/env/bin/pip install --no-cache-dir --no-deps --no-build-isolation --require-hashes -r node.lock \
 && /opt/chasqui/env/bin/pip install --no-cache-dir --no-deps --no-build-isolation '.[edge]' \
 && /opt/chasqui/env/bin/pip check

FROM debian:bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates python3 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10070 --user-group --home-dir /srv/chasqui-edge --shell /usr/sbin/nologin escuela \
 && install -d -o escuela -g escuela -m 0700 /srv/chasqui-edge
COPY --from=build /opt/chasqui/env /opt/chasqui/env
ENV PATH=/opt/chasqui/env/bin:/usr/local/bin:/usr/bin:/bin \
    CHASQUI_EDGE_DIR=/srv/chasqui-edge
USER 10070:10070
WORKDIR /srv/chasqui-edge
VOLUME ["/srv/chasqui-edge"]
# Las páginas del personal se abren solo desde el mismo equipo: este contenedor usa la red del equipo (network_mode: host).
EXPOSE 8070
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 \
  CMD ["python3", "-c", "import urllib.request as ask; ask.urlopen('http://127.0.0.1:8070/', timeout=8)"]
CMD ["chasqui-edge", "run"]
