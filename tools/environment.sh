#!/bin/sh
# Make the environment of a lock file: sh tools/environment.sh PYTHON FOLDER LOCK
set -eu
python=$1 folder=$2 lock=$3
"$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || {
    echo "dosi needs Python 3.11, 3.12 or 3.13; $("$python" --version) was found. Say which one: make PYTHON=python3.12 ..." >&2
    exit 1
}
[ -x "$folder/bin/python" ] || "$python" -m venv "$folder"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check "uv==0.13.9"
"$folder/bin/uv" pip sync --quiet --compile-bytecode --require-hashes --python "$folder/bin/python" "$lock"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
