#!/bin/sh
# Instala o actualiza la central como servicio de este equipo: deploy/deploy.sh --help
set -eu
# Lo instala root y lo usa otro usuario: lo secreto dice su modo donde se crea.
umask 022
here=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
lock="$here/deploy/containers/hub.lock"
root='' made='' wheels='' service=yes python=${PYTHON:-python3}

say() {
  cat <<WORDS
Uso: sudo deploy/deploy.sh install [OPCIONES]
     deploy/deploy.sh wheels CARPETA
  install          instala en /opt/chasqui, o actualiza: antes copia la central, y cambia de versión de una vez;
                   con los ajustes de /etc/chasqui/hub.env, si ya están
  wheels CARPETA   con internet: deja ahí todo lo que la central necesita, para un equipo que no lo tiene
Opciones de install:
  --wheels CARPETA   sin internet, de esa carpeta y de ninguna otra parte
  --env CARPETA      con un entorno de Python que ya está hecho
  --root CARPETA     todo bajo esa carpeta, para probar; no crea el usuario
  --no-service       no toca systemd
WORDS
}

fail() {
  echo "$1" >&2
  exit 1
}

# Las sumas de la lista son de los archivos que pip elige en este sistema, y en ningún otro.
fits() {
  "$python" -c 'import platform, sys; sys.exit((sys.platform, platform.machine(), sys.version_info[:2]) != ("linux", "x86_64", (3, 11)))' ||
    fail "La lista de lo que se instala es de Linux de 64 bits (x86_64) con Python 3.11, y este equipo tiene otra cosa. Haga usted el entorno y use --env. No se instaló nada."
}

# Solo lo que está en la lista y es, byte por byte, lo que dice; tampoco se busca aparte lo que construye lo que viene sin construir.
listed() {
  "$@" -r "$lock" --no-deps --require-hashes --no-build-isolation
}

# Un entorno que ya tiene con qué construir.
fresh() {
  "$python" -m venv "$1"
  env=$1
  shift
  grep '^setuptools==' "$lock" > "$env/first.lock"
  "$env/bin/pip" install -q --no-deps --require-hashes "$@" -r "$env/first.lock"
}

fetch() {
  fits
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  gather "$1" || fail "No se trajo todo: vea lo de arriba y repita."
  echo "Listo: $(find "$1" -type f | wc -l) archivos en $1. Cópielos con el proyecto y use --wheels."
}

gather() {
  fresh "$work/env" && listed "$work/env/bin/pip" download -q -d "$1"
}

build() {
  fresh "$release" "$@" && listed "$release/bin/pip" install -q "$@" && ours && "$release/bin/pip" check >&2
}

# De una copia: la carpeta del proyecto puede ser de otro, o no dejarse escribir.
ours() {
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  for name in setup.cfg pyproject.toml README.md shared sync edge hub models; do
    cp -r "$here/$name" "$work/" || return 1
  done
  "$release/bin/pip" install -q --no-index --no-deps --no-build-isolation "$work"
}

as_hub() {
  if [ -n "$root" ] || ! command -v runuser > /dev/null; then "$@"; else (cd / && runuser -u chasqui -- "$@"); fi
}

folders() {
  if [ -z "$root" ]; then
    getent passwd chasqui > /dev/null || useradd --system --user-group --home-dir /srv/chasqui --shell /usr/sbin/nologin chasqui
    owner='-o chasqui -g chasqui'
  else
    owner=''
  fi
  install -d -m 0755 "$root/opt/chasqui/releases" "$root/etc/systemd/system"
  install -d -m 0750 "$root/etc/chasqui"
  # shellcheck disable=SC2086
  install -d $owner -m 0700 "$root/srv/chasqui" "$root/srv/chasqui-copias"
}

environment() {
  release="$root/opt/chasqui/releases/$(sed -n 's/^version = //p' "$here/setup.cfg")-$(date +%Y%m%d%H%M%S)-$$"
  if [ -n "$made" ]; then
    ln -s "$(CDPATH='' cd -- "$made" && pwd)" "$release"
  else
    fits
    if [ -n "$wheels" ]; then
      [ -d "$wheels" ] || fail "No existe la carpeta $wheels: hágala con «deploy/deploy.sh wheels»."
      set -- --no-index --find-links "$wheels"
    else
      set --
    fi
    build "$@" || { rm -rf "$release" && fail "No se instaló nada: falta algo, o no es lo que dice deploy/containers/hub.lock. Vea lo de arriba."; }
  fi
  # Una instalación que no arranca no llega a ser la que vale.
  "$release/bin/chasqui-hub" --help > /dev/null || { rm -rf "$release" && fail "La versión nueva no arranca. Sigue la que había."; }
}

files() {
  for name in deploy docs; do
    rm -rf "$root/opt/chasqui/$name.new"
    cp -r "$here/$name" "$root/opt/chasqui/$name.new"
    rm -rf "$root/opt/chasqui/$name.new/secrets" "$root/opt/chasqui/$name.new/exchange" "$root/opt/chasqui/$name.new/.env"
    rm -rf "$root/opt/chasqui/$name"
    mv "$root/opt/chasqui/$name.new" "$root/opt/chasqui/$name"
  done
  install -m 0644 "$here"/deploy/systemd/chasqui-* "$root/etc/systemd/system/"
  [ -f "$root/etc/chasqui/hub.env" ] || install -m 0640 "$here/deploy/systemd/hub.env" "$root/etc/chasqui/hub.env"
  [ -n "$root" ] || chgrp -R chasqui /etc/chasqui
}

settings() {
  set -a
  # shellcheck disable=SC1091
  . "$root/etc/chasqui/hub.env"
  set +a
  if [ -n "$root" ]; then export CHASQUI_HUB_DIR="$root$CHASQUI_HUB_DIR"; fi
  # Hubo un tiempo en que se llamaba CHASQUI_COPIES: copy.sh lo sabe.
  case ${CHASQUI_HUB_COPIES:-} in /*) export CHASQUI_HUB_COPIES="$root$CHASQUI_HUB_COPIES" ;; esac
  case ${CHASQUI_COPIES:-} in /*) export CHASQUI_COPIES="$root$CHASQUI_COPIES" ;; esac
}

copy_or_init() {
  had="$root/opt/chasqui/env/bin"
  if [ ! -e "$CHASQUI_HUB_DIR/hub.key" ]; then
    [ ! -e "$had" ] || fail "Aquí ya había una central, y en $CHASQUI_HUB_DIR no está. Monte su disco o restaure ahí su copia, y repita. Sigue la versión que había."
    as_hub "$release/bin/chasqui-hub" init
  elif [ -e "$had" ]; then
    # Con la versión que la escribió: la nueva cambia las tablas al abrirlas, y hacia atrás no se vuelve.
    PATH="$had:$PATH" as_hub "$root/opt/chasqui/deploy/copy.sh"
  else
    echo "En $CHASQUI_HUB_DIR ya hay una central: se sigue con ella."
  fi
}

swap() {
  ln -sfn "$release" "$root/opt/chasqui/env.new"
  mv -T "$root/opt/chasqui/env.new" "$root/opt/chasqui/env"
}

start() {
  systemctl daemon-reload
  systemctl enable -q chasqui-hub.service chasqui-hub-nightly.timer chasqui-hub-copy.timer
  systemctl start chasqui-hub-nightly.timer chasqui-hub-copy.timer
  systemctl restart chasqui-hub.service
  # Quien no las quiera aparte: «systemctl mask chasqui-hub-pages»; el proxy las pide entonces al servicio.
  if systemctl enable -q chasqui-hub-pages.service; then systemctl restart chasqui-hub-pages.service; fi
  tries=0
  until "$release/bin/python" -c "import urllib.request as ask; ask.urlopen('http://127.0.0.1:${CHASQUI_HUB_PORT:-8060}/readyz', timeout=5)" 2> /dev/null; do
    tries=$((tries + 1))
    [ "$tries" -lt 45 ] || fail "La central no contesta. Vea «journalctl -u chasqui-hub». La copia de antes está en ${CHASQUI_HUB_COPIES:-${CHASQUI_COPIES:-}}."
    sleep 2
  done
}

order=${1:---help}
[ $# -eq 0 ] || shift
case $order in
  -h | --help | help) say && exit 0 ;;
  wheels) fetch "${1:?diga en qué carpeta}" && exit 0 ;;
  install) ;;
  *) say >&2 && exit 2 ;;
esac
while [ $# -gt 0 ]; do
  case $1 in
    --wheels) wheels=${2:?falta la carpeta} && shift ;;
    --env) made=${2:?falta la carpeta} && shift ;;
    --root) root=${2:?falta la carpeta} && service=no && shift ;;
    --no-service) service=no ;;
    *) say >&2 && exit 2 ;;
  esac
  shift
done
[ -n "$root" ] || [ "$(id -u)" = 0 ] || fail "Hace falta sudo: se crea un usuario y un servicio."
folders
environment
files
settings
copy_or_init
swap
if [ "$service" = yes ]; then start; fi
echo "Instalada: $release."
[ ! -e "$CHASQUI_HUB_DIR/release.key" ] || echo "Saque de este equipo $CHASQUI_HUB_DIR/release.key: es la única que firma modelos."
