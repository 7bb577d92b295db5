"""Links and images lead to what is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from tools.notebook_rules.notebook import Notebook, headings, without_code

# [text](target "title") and ![text](target), with one level of parentheses in the target.
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(\s*<?((?:[^()\s<>]|\([^()\s]*\))+)>?(?:\s+\"[^\"]*\")?\s*\)")
HTML_LINK = re.compile(r"<a\s[^>]*?href=[\"']([^\"']+)[\"']", flags=re.IGNORECASE)
HTML_IMAGE = re.compile(r"<img\s[^>]*>", flags=re.IGNORECASE)
ELSEWHERE = re.compile(r"(https?|mailto):")
DESCRIPTION_LENGTH = 15


def links_lead_somewhere(notebook: Notebook) -> Iterator[str]:
    """Files exist, and so do the headings that anchors name. Pages elsewhere are not visited."""
    for cell in notebook.markdown:
        for complaint in broken_links(cell.source, notebook.path):
            yield f"{cell.place}: {complaint}"
    for cell in notebook.code:
        for output in cell.outputs:
            for complaint in broken_links(str(output.get("data", {}).get("text/html", "")), notebook.path):
                yield f"{cell.place}: {complaint}"


def images_are_here_and_described(notebook: Notebook) -> Iterator[str]:
    """An image is a file of the project and has an alternative text that says what it shows."""
    for cell in notebook.markdown:
        for complaint in undescribed_images(cell.source, notebook.path):
            yield f"{cell.place}: {complaint}"


def broken_links(text: str, source: Path) -> Iterator[str]:
    """Yield the links of Markdown or HTML ``text``, which stands in the file ``source``, that lead nowhere."""
    text = without_code(text)
    targets = [target for mark, _, target in LINK.findall(text) if not mark] + HTML_LINK.findall(text)
    for target in targets:
        if ELSEWHERE.match(target):
            continue
        file, _, anchor = unquote(target).partition("#")
        path = (source.parent / file).resolve() if file else source
        if not path.exists():
            yield f"the link to {target} leads nowhere"
        elif anchor and anchor not in _anchors(path, source, text):
            yield f"the link to {target} names no heading that is there"


def undescribed_images(text: str, source: Path) -> Iterator[str]:
    """Yield what is wrong with the images of Markdown ``text``, which stands in the file ``source``."""
    text = without_code(text)
    if HTML_IMAGE.search(text):
        yield "images are written as ![what it shows](file), not as <img>"
    for mark, words, target in LINK.findall(text):
        if not mark:
            continue
        if len(words.strip()) < DESCRIPTION_LENGTH:
            yield f"the alternative text of {target} doesn't say what it shows: {words!r}"
        if ELSEWHERE.match(target) or target.startswith("attachment:"):
            yield f"the image {target} must be a file of the project"
        elif not (source.parent / unquote(target)).is_file():
            yield f"the image {target} is missing"


def _anchors(path: Path, source: Path, text: str) -> set[str]:
    """Return the anchors of a file's headings, as JupyterLab makes them for notebooks and GitHub for Markdown."""
    if path.suffix == ".ipynb":
        notebook = Notebook.read(path)
        return {heading.replace(" ", "-") for level in range(1, 7) for heading in notebook.headings(level)}
    markdown = text if path == source else path.read_text(encoding="utf-8")
    found = [heading for level in range(1, 7) for heading in headings(markdown, level)]
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}
