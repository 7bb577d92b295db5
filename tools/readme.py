"""Parts of README.md that are written by a command, each between two marks."""

from pathlib import Path

from lecture_utils.atomic_write import atomic_write

README = Path(__file__).resolve().parent.parent / "README.md"


def write_between(name: str, content: str) -> None:
    """Put ``content`` between the two marks of ``name`` in README.md, in place of what stands there."""
    text = README.read_text(encoding="utf-8")
    changed = between(text, name, content)
    with atomic_write(README) as file:
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
        raise ValueError(f"README.md must have the marks {start} and {end}")
    before, rest = text.split(start)
    return f"{before}{start}\n{content}\n{end}{rest.split(end)[1]}"


def content_between(text: str, name: str) -> str:
    """Return what stands between the two marks of ``name``."""
    start, end = marks(name)
    return text.split(start)[1].split(end)[0].strip()


def marks(name: str) -> tuple[str, str]:
    """Return the marks where a part begins and where it ends."""
    return f"<!-- {name}:start -->", f"<!-- {name}:end -->"
