#!/bin/sh
# Builds the image `numeral` from this checkout: build.sh [BUILD OPTIONS]
set -eu
cd "$(dirname "$0")/.."
revision=$(git rev-parse --short HEAD 2>/dev/null || echo unknown)
for engine in docker podman; do
  if command -v "$engine" >/dev/null; then
    exec "$engine" build -f docker/Dockerfile -t numeral --build-arg "REVISION=$revision" "$@" .
  fi
done
echo "There is neither docker nor podman here to build an image with; install one of them." >&2
exit 1
