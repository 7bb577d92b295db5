"""Print what notebooks don't keep to: ``python -m tools.notebook_rules [PATHS]``, all of them where none is named."""

import sys
from pathlib import Path

from tools.notebook_rules import RULES, Notebook

paths = [Path(argument) for argument in sys.argv[1:]] or sorted(Path("notebooks").glob("*.ipynb"))
complaints = [(path, complaint) for path in paths for rule in RULES for complaint in rule(Notebook.read(path))]
for path, complaint in complaints:
    print(f"{path}: {complaint}")
sys.exit(bool(complaints))
