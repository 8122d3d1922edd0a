#!/bin/sh
# La región en contenedores: deploy/run.sh --help
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

say() {
  cat <<WORDS
Uso: deploy/run.sh ORDEN
  init       prepara la primera vez: las claves de la base de datos, las imágenes y la central
  up         enciende central, base de datos, Spark y proxy
  school     enciende además una escuela de prueba, en http://127.0.0.1:8070
  serving    enciende además TensorFlow Serving, con lo que haya en deploy/serving/chasqui
  nightly    el trabajo de la noche, ahora; póngalo en cron
  copy       una copia de la central, ahora; póngalo en cron
  rclone ... una orden de rclone, que lleva las copias fuera: deploy/run.sh rclone config
  release-key ARCHIVO   saca de la central la clave que firma modelos, a un USB por ejemplo, y la borra de aquí
  logs       lo que dice la central
  down       apaga todo; los datos quedan
  hub ...    una orden de chasqui-hub: deploy/run.sh hub status; los archivos que lee o deja, en deploy/exchange/files
  restore ARCHIVO ...   en vez de init: hace la central de una copia
WORDS
}

compose() {
  docker compose -f "$here/compose.yaml" --env-file "$here/.env" "$@"
}

need() {
  [ -f "$here/.env" ] || { echo "Falta deploy/.env: copie deploy/.env.example con ese nombre y ponga lo suyo." >&2 && exit 1; }
  [ -f "$here/secrets/db_hub" ] || [ "${1:-}" = init ] || { [ "${1:-}" = up ] && [ -f "$here/secrets/db_password" ]; } ||
    { echo "Falta deploy/secrets/db_hub: lo hace «deploy/run.sh init», o «deploy/run.sh up» si la central es de antes." >&2 && exit 1; }
}

# Compose monta cada archivo con el dueño y el modo que tiene aquí, y en cada contenedor lo lee otro usuario: el archivo se
# abre, y quien lo guarda de los demás de este equipo es la carpeta, que el contenedor no ve.
secret() {
  (umask 077 && mkdir -p "$here/secrets")
  chmod 0700 "$here/secrets"
  for name in db_superuser db_hub; do
    [ ! -f "$here/secrets/$name" ] || continue
    (umask 077 && od -An -tx1 -N24 /dev/urandom | tr -d ' \n' > "$here/secrets/$name.new")
    chmod 0444 "$here/secrets/$name.new"
    mv "$here/secrets/$name.new" "$here/secrets/$name"
  done
}

database() {
  compose up -d --wait db
  compose exec -T db psql -q -X -v ON_ERROR_STOP=1 -U chasqui -d region < "$here/database/region.sql"
  # Una versión anterior la dejaba leer a todos: ya no vale.
  rm -f "$here/secrets/db_password"
}

# La central corre con otro usuario, que aquí no tiene nada: la carpeta se abre a todos dentro de una que se cierra.
exchange() {
  (umask 077 && mkdir -p "$here/exchange/files")
  chmod 0700 "$here/exchange"
  find "$here/exchange/files" -user "$(id -u)" ! -type l -exec chmod a+rwX {} +
}

hub() {
  exchange
  compose run --rm -v "$here/exchange/files:/here" -w /here hub here.sh chasqui-hub "$@"
}

prepare() {
  need init
  secret
  compose build
  database
}

take_out() {
  [ ! -e "$1" ] || { echo "Ya hay un archivo «$1»: elija otro." >&2 && exit 1; }
  (umask 077 && compose run --rm -T hub cat /srv/chasqui/release.key > "$1")
  [ -s "$1" ] || { echo "No salió nada: la clave sigue en la central." >&2 && exit 1; }
  # En el disco antes de borrar la única que hay: un USB se saca cuando la orden termina.
  sync "$1"
  compose run --rm -T hub cat /srv/chasqui/release.key | cmp -s - "$1" ||
    { echo "Lo que quedó en «$1» no es la clave. Sigue en la central: repita en otro archivo." >&2 && exit 1; }
  compose run --rm hub rm -f /srv/chasqui/release.key
}

order=${1:---help}
[ $# -eq 0 ] || shift
case $order in
  -h | --help | help) say ;;
  init)
    prepare
    compose run --rm hub chasqui-hub init
    ;;
  up)
    need up
    secret
    database
    compose up -d --build --wait
    ;;
  school) need && compose --profile school up -d --build ;;
  serving) need && compose --profile serving up -d serving ;;
  nightly | copy) need && compose run --rm "$order" ;;
  release-key) need && take_out "${1:?diga a qué archivo}" ;;
  logs) need && compose logs -f "${1:-hub}" ;;
  down) need && compose --profile school --profile serving --profile jobs down ;;
  hub) need && hub "$@" ;;
  restore)
    : "${1:?diga de qué archivo}"
    prepare
    hub restore "$@" --dir /srv/chasqui
    ;;
  rclone) need && compose run --rm hub rclone "$@" ;;
  *) say >&2 && exit 2 ;;
esac
