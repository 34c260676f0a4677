#!/usr/bin/env bash
# usage: install.sh FOLDER -- puts LocalStack, pinned with everything that it is built on, into FOLDER, unless it is there.
#        install.sh --python -- prints with which Python it would
# `./iota train --cloud localstack` calls it; it needs Python 3.13 and access to PyPI, and about 550 MB.
set -euo pipefail

here=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here
readonly version=4.14.0
folder=${1:?usage: install.sh FOLDER, or --python}
readonly folder

fail() {
  echo "$*" >&2
  exit 1
}

# With older ones most of its services are syntax errors, and its packages are pinned for this one. A manager of Pythons may put a
# program of that name on the PATH which only says that another one is chosen.
find_python() {
  local python
  for python in $(type -ap python3.13) "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.13*/bin/python3.13 \
    "$HOME"/.local/share/uv/python/cpython-3.13*/bin/python3.13; do
    if [[ -x $python ]] && "$python" -c 'import ensurepip, venv' 2>/dev/null; then
      echo "$python"
      return
    fi
  done
  fail "LocalStack $version needs Python 3.13 with its module venv, and no folder of PATH has such a 'python3.13': install it (https://www.python.org, or 'uv python install 3.13'), or leave --cloud out"
}

python=$(find_python)
readonly python
if [[ $folder == --python ]]; then
  echo "$python"
  exit 0
fi

mkdir -p "$folder"
if command -v flock >/dev/null; then
  exec 9>"$folder/install.lock"
  flock 9
fi
if cmp -s "$here/constraints.txt" "$folder/installed"; then
  exit 0
fi
echo "installing LocalStack $version (once, about a minute)"
rm -rf "$folder/venv"
"$python" -m venv "$folder/venv" || fail "Python 3.13 cannot make a virtual environment in $folder/venv; install its module venv"
"$folder/venv/bin/pip" --quiet --disable-pip-version-check install --constraint "$here/constraints.txt" \
  "localstack-core[runtime]==$version" || fail "LocalStack $version cannot be installed from PyPI; the reason is above"
cp "$here/constraints.txt" "$folder/installed"
