#!/bin/sh
# Give the environment in the folder $1 the lecture's settings: JupyterLab's, and those of what is exported from it.
set -eu
share=$1/share/jupyter
mkdir -p "$share/lab/settings" "$share/nbconvert/templates" "$1/etc/jupyter"
cp tools/jupyter/lab_overrides.json "$share/lab/settings/overrides.json"
cp -R tools/jupyter/nbconvert/. "$share/nbconvert/templates/"
cp tools/jupyter/config.json "$1/etc/jupyter/jupyter_config.json"
