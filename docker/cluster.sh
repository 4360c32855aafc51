#!/bin/sh
# Starts the cluster in docker/compose.yaml and stays with it: cluster.sh [COMPOSE OPTIONS of up]
set -eu
cd "$(dirname "$0")"
if docker compose version >/dev/null 2>&1; then
  compose='docker compose'
elif command -v docker-compose >/dev/null; then
  compose=docker-compose
else
  echo "There is neither 'docker compose' nor docker-compose here; install Docker or podman with docker-compose." >&2
  exit 1
fi
if [ "${GRAFANA_ADMIN_PASSWORD:-admin}" = admin ]; then
  echo "Warning: Grafana's password for admin is 'admin'. Set GRAFANA_ADMIN_PASSWORD before others can reach port 3000." >&2
fi
echo "Numeral http://localhost:8000, Grafana http://localhost:3000, Prometheus http://localhost:9090; Ctrl-C stops all."
exec $compose -f compose.yaml ${TLS_CERTIFICATE:+-f compose.tls.yaml} up --build "$@"
