#!/bin/sh
# Toma de un archivo la clave de la base de datos, donde la pone compose, y hace lo que se le pide.
set -eu
secret=${CHASQUI_DB_PASSWORD_FILE:-/run/secrets/db_hub}
if [ -r "$secret" ]; then
  PGPASSWORD=$(cat "$secret")
  export PGPASSWORD
fi
exec "$@"
