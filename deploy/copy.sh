#!/bin/sh
# La copia del día, en el lugar de CHASQUI_HUB_COPIES: la orden la abre allí otra vez, y solo entonces quita las más viejas.
set -eu
if [ -n "${CHASQUI_COPY_THEN:-}" ]; then
  echo "CHASQUI_COPY_THEN ya no vale: nadie comprobaba lo que ese guion se llevaba. Ponga en CHASQUI_HUB_COPIES una carpeta de otro disco o rclone:REMOTO:CARPETA, y quítelo de los ajustes. No se copió nada." >&2
  exit 2
fi
# Como se llamaban antes estos dos ajustes.
if [ -z "${CHASQUI_HUB_COPIES:-}" ] && [ -n "${CHASQUI_COPIES:-}" ]; then
  export CHASQUI_HUB_COPIES="$CHASQUI_COPIES" CHASQUI_HUB_COPIES_KEPT="${CHASQUI_COPIES_KEPT:-14}"
fi
exec chasqui-hub backup
