# shellcheck shell=bash
# What the scripts beside this share: which Pythons there are, and a copy of the repository to work in.
# To be read with `.`, from a script that has `set -euo pipefail`.

# Whether a command is a Python that can do it. One that only stands for another (a shim) and fails is none.
usable() {
  "$1" -c 'import sys, ensurepip, sqlite3; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

# Every Python from 3.11 on, one of each version, as `3.12 /path/to/python`: first those that are called by name.
pythons() {
  local candidate version seen=" "
  for candidate in python3.14 python3.13 python3.12 python3.11 python3 python \
    "${PYENV_ROOT:-$HOME/.pyenv}"/versions/*/bin/python; do
    usable "$candidate" || continue
    version=$("$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    case $seen in *" $version "*) continue ;; esac
    seen="$seen$version "
    echo "$version $("$candidate" -c 'import sys; print(sys.executable)')"
  done
}

# A copy of all that is, or is to be, in the repository; it goes when the script ends. Works in it from then on.
work_in_a_copy() {
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  git ls-files -z --cached --others --exclude-standard | tar --null --files-from=- -cf - | tar -xf - -C "$work"
  cd "$work" || return
  unset FORCE_COLOR PY_COLORS PYTHONDONTWRITEBYTECODE PYTHONPATH VIRTUAL_ENV
}

# An environment with what tests need: its folder, the Python, the extra of pyproject.toml, and more for pip.
environment() {
  local folder=$1 python=$2 extra=$3
  shift 3
  "$python" -m venv "$folder" &&
    "$folder/bin/pip" install --quiet --disable-pip-version-check -e ".[$extra]" "$@"
}
