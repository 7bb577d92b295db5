"""What a meadow holds: stuff, things, and the finer categories of things."""

STUFF = ("sky", "grass", "trees", "water", "path")
"""Stuff, in the order of the semantic map's values 0 to 4."""

THINGS = ("cow", "cat", "dog", "horse", "person")
"""Things, in the order of labels. A thing of label ``k`` has the value ``len(STUFF) + k`` in the semantic map."""

SEMANTIC = STUFF + THINGS
"""Names of the semantic map's values."""

FINE = (
    "black cow",
    "white cow",
    "brown cow",
    "golden cow",
    "spotted cow",
    "black cat",
    "white cat",
    "tabby cat",
    "ginger cat",
    "spotted cat",
    "black dog",
    "white dog",
    "brown dog",
    "golden dog",
    "spotted dog",
    "black horse",
    "white horse",
    "brown horse",
    "golden horse",
    "spotted horse",
    "person in a shirt",
    "person in a dress",
    "person in a coat",
    "person in a hat",
    "person in shorts",
)
"""Finer categories, five for each label in the order of :data:`THINGS`."""

VARIANTS = len(FINE) // len(THINGS)
"""Finer categories of one label: fine category ``f`` has label ``f // VARIANTS``."""
