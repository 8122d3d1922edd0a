#!/bin/sh
# Una copia de la central, con su día en el nombre; guarda las últimas y quita las demás solo si la nueva está entera.
# Lee CHASQUI_HUB_DIR, CHASQUI_COPIES, CHASQUI_COPIES_KEPT y, para llevarla fuera del equipo, CHASQUI_COPY_THEN: una orden
# que recibe el archivo, como «rclone copyto» con su destino en un guion propio.
set -eu
# Con CHASQUI_HUB_COPIES la orden lo hace todo: lleva la copia fuera, la abre allí otra vez y quita las viejas.
if [ -n "${CHASQUI_HUB_COPIES:-}" ]; then exec chasqui-hub backup; fi
: "${CHASQUI_COPIES:?diga en CHASQUI_COPIES en qué carpeta quedan las copias}"
kept=${CHASQUI_COPIES_KEPT:-14}
case $kept in '' | *[!0-9]* | 0) echo "CHASQUI_COPIES_KEPT=$kept no sirve: ponga cuántas copias se guardan." >&2 && exit 2 ;; esac
copy="$CHASQUI_COPIES/central-$(date +%Y%m%d-%H%M%S).zip"
mkdir -p "$CHASQUI_COPIES"
chasqui-hub backup "$copy"
if [ -n "${CHASQUI_COPY_THEN:-}" ]; then
  "$CHASQUI_COPY_THEN" "$copy"
fi
# Por nombre, que lleva la fecha: de la más nueva a la más vieja. Nunca la de ahora, aunque el reloj haya vuelto atrás.
find "$CHASQUI_COPIES" -maxdepth 1 -name 'central-[0-9]*.zip' ! -path "$copy" | sort -r | tail -n "+$kept" | while read -r old; do
  rm -f -- "$old"
  echo "Se quitó la copia vieja $old."
done
