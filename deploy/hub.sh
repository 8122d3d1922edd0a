#!/bin/sh
# Una orden de la central instalada como servicio, con su usuario y sus ajustes: sudo /opt/chasqui/deploy/hub.sh status
set -eu
# Para probar: una instalación bajo otra carpeta, con el usuario que la prueba o con el que se diga.
root=${CHASQUI_ROOT:-}
user=${CHASQUI_USER:-$([ -n "$root" ] || echo chasqui)}
set -a
# shellcheck disable=SC1091
. "$root/etc/chasqui/hub.env"
set +a
[ -z "$root" ] || export CHASQUI_HUB_DIR="$root$CHASQUI_HUB_DIR"

# Los archivos se dicen desde aquí, salvo que el usuario de la central no abra esta carpeta.
if [ -n "$user" ] && ! runuser -u "$user" -- test -x .; then
  for word in "$@"; do
    case $word in /* | '') continue ;; esac
    if [ -e "$word" ] || [ -e "${word#--*=}" ]; then
      echo "«$word» está en «$(pwd)», que el usuario de la central no abre. Póngalo donde él lo lea y dígalo con su ruta entera. No se hizo nada." >&2
      exit 2
    fi
  done
  cd /
fi
exec ${user:+runuser -u "$user" --} "$root/opt/chasqui/env/bin/chasqui-hub" "$@"
