#!/bin/sh
# Instala Chasqui en esta laptop, sin internet ni permisos de administrador. Opciones: sh install.sh --help
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 1
for python in python3.11 python3.12 python3.13 python3; do
  if command -v "$python" >/dev/null 2>&1 && "$python" -I "$here/install.py" --can-use 2>/dev/null; then
    exec "$python" -I "$here/install.py" "$@"
  fi
done
echo "No se pudo instalar:" >&2
python3 -I "$here/install.py" --can-use || exit 1
