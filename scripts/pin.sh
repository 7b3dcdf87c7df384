#!/bin/sh
# Writes constraints.txt: the newest releases that pyproject.toml allows, taken from a clean installation.
set -eu
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
"${PYTHON:-python3}" -m venv "$fresh/venv"
python3 scripts/groups.py test lint >"$fresh/groups.txt"
"$fresh/venv/bin/python" -m pip install --quiet --quiet --editable '.[api,worker,embedded,postgres,slack]' --requirement "$fresh/groups.txt"
{
  echo "# Written by 'make pin' from a clean installation of every extra but hub; pip reads it with --constraint."
  "$fresh/venv/bin/python" -m pip freeze --exclude-editable | grep -E '^[A-Za-z0-9._-]+==' | grep -v '^dragoman=='
} >constraints.txt
echo "constraints.txt: $(grep -c == constraints.txt) packages"
