"""The classes that are measured: how many, or what they are called."""

from collections.abc import Sequence

from lecture_utils.methods.validation import require

Classes = int | Sequence[str]
"""Number of classes, or their names in the order of their labels."""


def class_names(classes: Classes) -> tuple[str, ...]:
    """Return one name for each class; numbers where there are no names.

    Parameters
    ----------
    classes : int or sequence of str

    Returns
    -------
    tuple of str

    Raises
    ------
    ValueError
        If there is no class, or a name occurs twice.
    """
    if isinstance(classes, int):
        classes = [str(label) for label in range(classes)]
    names = tuple(classes)
    require(len(names) > 0 and not isinstance(classes, str), "classes", "at least one class", repr(classes))
    require(len(set(names)) == len(names), "classes", "names that differ", names)
    return names


def class_index(chosen: int | str, names: Sequence[str]) -> int:
    """Return the label of a class that is given by its label or its name.

    Raises
    ------
    ValueError
        If there is no such class.
    """
    known = chosen in names if isinstance(chosen, str) else 0 <= chosen < len(names)
    require(known, "class", f"one of {', '.join(names)} or its number", repr(chosen))
    return names.index(chosen) if isinstance(chosen, str) else chosen
