"""Parts of a document that are written by a command, each between two marks."""

from pathlib import Path

from lecture_utils.atomic_write import atomic_write

ROOT = Path(__file__).resolve().parent.parent


def write_between(document: str, name: str, content: str) -> None:
    """Put ``content`` between the two marks of ``name`` in a document of the project, such as ``"README.md"``."""
    path = ROOT / document
    changed = between(path.read_text(encoding="utf-8"), name, content)
    with atomic_write(path) as file:
        file.write(changed.encode())


def between(text: str, name: str, content: str) -> str:
    """Put ``content`` between the two marks of ``name`` in a text.

    Raises
    ------
    ValueError
        If the text lacks the marks.
    """
    start, end = marks(name)
    if start not in text or end not in text:
        raise ValueError(f"the document must have the marks {start} and {end}")
    before, rest = text.split(start)
    return f"{before}{start}\n{content}\n{end}{rest.split(end)[1]}"


def content_between(text: str, name: str) -> str:
    """Return what stands between the two marks of ``name``."""
    start, end = marks(name)
    return text.split(start)[1].split(end)[0].strip()


def marks(name: str) -> tuple[str, str]:
    """Return the marks where a part begins and where it ends."""
    return f"<!-- {name}:start -->", f"<!-- {name}:end -->"
