#!/usr/bin/env bash
# Installs zizmor, which looks for weaknesses in workflow files, where test/pipelines looks for it. Needs Python 3 and a
# package index; only wheels whose checksum stands in scripts/zizmor.txt are taken. Once installed it works offline.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
folder=$root/node_modules/.cache/zizmor

python3 -m venv --clear "$folder"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: \
  --require-hashes --requirement "$root/scripts/zizmor.txt"
"$folder/bin/zizmor" --version
