"""Words that tell a reader nothing, or only that it is the reader's fault."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tools.notebook_rules.notebook import FORMULA, Notebook, without_code

FORBIDDEN = re.compile(r"\b(simply|just|obviously|clearly|trivial(?:ly)?|TODO|FIXME|TBD)\b", flags=re.IGNORECASE)


def words_are_chosen(notebook: Notebook) -> Iterator[str]:
    """What a student doesn't see yet is not obvious, and what is unfinished is not stored."""
    for cell in notebook.markdown:
        for complaint in forbidden_words(cell.source):
            yield f"{cell.place}: {complaint}"


def forbidden_words(markdown: str) -> Iterator[str]:
    """Yield a complaint for every forbidden word outside code and formulas."""
    for word in FORBIDDEN.findall(FORMULA.sub(" ", without_code(markdown))):
        yield f"the word {word!r} is not used"
