#!/bin/sh
# Una orden de la central instalada como servicio, con su usuario y sus ajustes: sudo /opt/chasqui/deploy/hub.sh status
set -eu
root=${CHASQUI_ROOT:-}
set -a
# shellcheck disable=SC1091
. "$root/etc/chasqui/hub.env"
set +a
# El que entra aquí puede estar en una carpeta que el usuario de la central no abre.
cd /
if [ -n "$root" ]; then
  CHASQUI_HUB_DIR="$root$CHASQUI_HUB_DIR" exec "$root/opt/chasqui/env/bin/chasqui-hub" "$@"
fi
exec runuser -u chasqui -- /opt/chasqui/env/bin/chasqui-hub "$@"
