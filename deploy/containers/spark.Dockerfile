# Spark para el trabajo de la noche: la misma instalación que la central, como maestro o como obrero de un grupo.
# Desde la carpeta del proyecto: docker build -f deploy/containers/spark.Dockerfile -t chasqui-spark .
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
 && apt-get install -y --no-install-recommends ca-certificates openjdk-17-jre-headless procps python3 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10060 --user-group --home-dir /srv/chasqui --shell /usr/sbin/nologin chasqui \
 && install -d -o chasqui -g chasqui -m 0700 /srv/chasqui
COPY --from=build /opt/chasqui/env /opt/chasqui/env
ENV PATH=/opt/chasqui/env/bin:/usr/local/bin:/usr/bin:/bin \
    PYSPARK_PYTHON=/opt/chasqui/env/bin/python \
    PYTHONSAFEPATH=1
# El mismo usuario y la misma carpeta que la central: los obreros leen y escriben sus archivos Parquet.
USER 10060:10060
WORKDIR /tmp
VOLUME ["/srv/chasqui"]
EXPOSE 7077 8081
CMD ["spark-class", "org.apache.spark.deploy.worker.Worker", "--work-dir", "/tmp/spark-work", "spark://spark:7077"]
