# La central: recibe de las escuelas, sirve sus páginas, y hace a pedido el trabajo de la noche.
# Desde la carpeta del proyecto: docker build -f deploy/containers/hub.Dockerfile -t chasqui-hub .
FROM debian:bookworm-slim AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends python3 python3-venv \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY setup.cfg pyproject.toml README.md deploy/containers/hub.lock ./
COPY shared shared
COPY sync sync
COPY edge edge
COPY hub hub
COPY models models
# Cada archivo con su suma, y nada que no esté en la lista; tampoco lo que construye lo que viene sin construir.
RUN python3 -m venv /opt/chasqui/env \
 && grep '^setuptools==' hub.lock > first.lock \
 && /opt/chasqui/env/bin/pip install --no-cache-dir --no-deps --require-hashes -r first.lock \
 && /opt/chasqui/env/bin/pip install --no-cache-dir --no-deps --no-build-isolation --require-hashes -r hub.lock \
 && /opt/chasqui/env/bin/pip install --no-cache-dir --no-deps --no-build-isolation '.[hub]' \
 && /opt/chasqui/env/bin/pip check

FROM debian:bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates openjdk-17-jre-headless python3 rclone \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10060 --user-group --home-dir /srv/chasqui --shell /usr/sbin/nologin chasqui \
 && install -d -o chasqui -g chasqui -m 0700 /srv/chasqui /srv/chasqui-copias
COPY --from=build /opt/chasqui/env /opt/chasqui/env
COPY --chmod=0755 deploy/containers/entry.sh deploy/containers/here.sh deploy/copy.sh /usr/local/bin/
ENV PATH=/opt/chasqui/env/bin:/usr/local/bin:/usr/bin:/bin \
    CHASQUI_HUB_DIR=/srv/chasqui \
    CHASQUI_HUB_HOST=0.0.0.0 \
    CHASQUI_HUB_COPIES=/srv/chasqui-copias \
    RCLONE_CONFIG=/srv/chasqui/rclone/rclone.conf
USER 10060:10060
WORKDIR /srv/chasqui
VOLUME ["/srv/chasqui", "/srv/chasqui-copias"]
EXPOSE 8060
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
  CMD ["python3", "-c", "import urllib.request as ask; ask.urlopen('http://127.0.0.1:8060/readyz', timeout=8)"]
ENTRYPOINT ["entry.sh"]
CMD ["chasqui-hub", "run"]
