"""Write one resolution into ``requirements.lock`` and ``environment.yml``: ``python tools/write_lock.py RESOLUTION``.

``make lock`` calls it. Both files hold the same lines: Binder keeps its installed environment from commit to commit
only as long as ``environment.yml`` refers to no other file.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
ENVIRONMENT = ROOT / "environment.yml"

# What only torch's CUDA build asks for, each in its exact version. Listed here it would also be installed (4.5 GB)
# where somebody put a CPU build first.
CUDA = re.compile(r"(nvidia|cuda)-|triton==")

LOCK_HEADER = """\
# The versions that were tested, for every system. Written by `make lock`.
"""
ENVIRONMENT_HEADER = """\
# For conda, Binder and JupyterHub: the versions of requirements.lock. Written by `make lock`.
# The lectures' own package follows: `pip install --no-deps --editable .` (postBuild does that on Binder).
name: lecture
channels:
  - conda-forge
  - nodefaults
dependencies:
  - python=3.11
  - pip
  - pip:
"""


def locked(resolution: str) -> list[str]:
    """Return the requirements of a resolution, one a line, without comments and without CUDA's packages."""
    lines = [line.strip() for line in resolution.splitlines()]
    return [line for line in lines if line and not line.startswith(("#", "-")) and not CUDA.match(line)]


def main() -> None:
    """Write both files from the resolution that the command line names."""
    requirements = locked(Path(sys.argv[1]).read_text(encoding="utf-8"))
    LOCK.write_text(LOCK_HEADER + "".join(f"{line}\n" for line in requirements), encoding="utf-8")
    quoted = "".join(f'      - "{line}"\n' for line in requirements)
    ENVIRONMENT.write_text(ENVIRONMENT_HEADER + quoted, encoding="utf-8")


if __name__ == "__main__":
    main()
