#!/bin/sh
# Make or update the environment in the folder $1: the locked versions, the package itself, JupyterLab's settings.
set -eu
environment=$1
supported='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))'

if [ ! -x "$environment/bin/python" ]; then
    found=
    for python in ${PYTHON:-} python3 python3.11 python3.12 python3.13 python3.14 python; do
        if "$python" -c "$supported" 2>/dev/null; then
            found=$python
            break
        fi
    done
    if [ -z "$found" ]; then
        echo "The lectures need Python 3.11, 3.12, 3.13 or 3.14, and none was found (python3 --version: $(python3 --version 2>&1 || true))." >&2
        echo "Install one (Debian, Ubuntu: apt install python3-venv; macOS: brew install python), or name it: PYTHON=/path/to/python3 make lab" >&2
        exit 1
    fi
    "$found" -m venv "$environment"
elif ! "$environment/bin/python" -c "$supported"; then
    echo "$environment has $("$environment/bin/python" --version), the lectures need 3.11 to 3.14. 'make clean' removes it; then try again." >&2
    exit 1
fi

echo "Installing the tested versions into $environment: some minutes and 6 GB the first time, 1.5 GB with a CPU build of torch."
# A person sees what pip does; a log doesn't.
quiet=--quiet
if [ -t 1 ]; then quiet=; fi
"$environment/bin/python" -m pip install $quiet --requirement requirements.lock
# setuptools is among the locked versions, so nothing is fetched to build with.
"$environment/bin/python" -m pip install $quiet --no-deps --no-build-isolation --editable .
sh tools/set_up_jupyter.sh "$environment"
