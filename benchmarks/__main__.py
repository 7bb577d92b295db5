"""Run every benchmark and write what it prints into BENCHMARKS.md: ``python -m benchmarks [NAME ...]``.

Each benchmark is a module of this folder that prints Markdown; it runs in a process of its own, since the number of
threads is set before torch is imported.
"""

from __future__ import annotations

import datetime
import os
import pkgutil
import platform
import re
import subprocess
import sys
from pathlib import Path

import benchmarks
from tools.written_parts import write_between


def processor() -> str:
    """Name this machine's processor."""
    information = Path("/proc/cpuinfo")
    names = re.findall(r"model name\s*: (.*)", information.read_text()) if information.exists() else []
    return names[0] if names else platform.processor() or platform.machine()


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all; returns 1 if one failed."""
    known = sorted(module.name for module in pkgutil.iter_modules(benchmarks.__path__) if module.name != "__main__")
    if unknown := set(names) - set(known):
        sys.exit(f"no benchmark {sorted(unknown)}; there are {known}")
    failed = 0
    for name in names or known:
        print(f"{name} …", flush=True)
        ran = subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], stdout=subprocess.PIPE, text=True)
        if ran.returncode:
            print(f"{name} failed")
            failed = 1
            continue
        print(ran.stdout)
        day = datetime.date.today().isoformat()
        about = f"*Measured {day} on {processor()}, {os.cpu_count()} cores, Python {platform.python_version()}.*"
        write_between("BENCHMARKS.md", f"bench:{name}", f"{about}\n\n{ran.stdout.strip()}")
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
