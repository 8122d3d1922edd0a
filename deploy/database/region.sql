-- La central entra a la base de datos con un usuario suyo, dueño de su base y de nada más: no es el que manda en el servidor.
-- Lo da deploy/run.sh a psql, dentro del contenedor de la base, en "init" y en "up"; hacerlo otra vez no cambia nada.
\set hub `cat "${CHASQUI_SECRETS:-/run/secrets}/db_hub"`
\set superuser `cat "${CHASQUI_SECRETS:-/run/secrets}/db_superuser"`
SET client_min_messages = warning;

SELECT 'CREATE ROLE central LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'central') \gexec
-- CREATEDB: el simulacro restaura la copia en otra base, que luego quita.
ALTER ROLE central NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS CREATEDB PASSWORD :'hub';
ALTER ROLE CURRENT_USER PASSWORD :'superuser';
SELECT format('ALTER DATABASE %I OWNER TO central', current_database()) \gexec

-- Lo que una versión anterior hizo con el usuario que manda.
SELECT format('ALTER TABLE public.%I OWNER TO central', relname) FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relowner <> 'central'::regrole \gexec
SELECT format('ALTER FUNCTION %s OWNER TO central', oid::regprocedure) FROM pg_proc
WHERE pronamespace = 'public'::regnamespace AND proowner <> 'central'::regrole \gexec
