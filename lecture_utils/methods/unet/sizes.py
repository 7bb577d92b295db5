"""The sides of all maps along a U, by arithmetic alone."""

from lecture_utils.methods.validation import require


def sizes_along_the_u(size: int = 572, poolings: int = 4, padding: int = 0) -> list[int]:
    """Follow the side of a square image down and up a U.

    On every level, down and up, there are two 3 × 3 convolutions. Between them the side is halved by max pooling on the
    way down, and doubled by a transpose convolution on the way up.

    Parameters
    ----------
    size : int
        Height and width of the image; the paper's where left out.
    poolings : int
        Down, and as many transpose convolutions up.
    padding : int
        Of the convolutions, 0 or 1: without, each of them takes 2 from the side.

    Returns
    -------
    list of 2 · poolings + 1 int
        The side after the two convolutions of each level: down to the bottom, then up. The last one is the output's.

    Raises
    ------
    ValueError
        If a pooling meets an odd side, a side isn't positive any more, or an argument is out of its range.

    References
    ----------
    Ronneberger et al., MICCAI 2015, figure 1: from 572 to 388; section 2: "select the input tile size such that all
    2x2 max-pooling operations are applied to a layer with an even x- and y-size".
    """
    for name, value, least in (("size", size, 1), ("poolings", poolings, 0)):
        require(isinstance(value, int) and value >= least, name, f"an integer of at least {least}", repr(value))
    require(padding in (0, 1), "padding", "0 or 1", repr(padding))
    change = 2 * (2 * padding - 2)  # of two convolutions
    sides = [size + change]
    for level in range(1, poolings + 1):
        even = sides[-1] % 2 == 0
        require(even, "size", f"one that is even at each of {poolings} poolings", f"{size}: {sides[-1]} at {level}")
        sides.append(sides[-1] // 2 + change)
    require(sides[-1] > 0, "size", "one that leaves a map at the bottom", f"{size}: {sides[-1]}")
    for _ in range(poolings):
        sides.append(sides[-1] * 2 + change)
    require(sides[-1] > 0, "size", "one that leaves a map at the output", f"{size}: {sides[-1]}")
    return sides


def receptive_field(level: int) -> int:
    """Return how many pixels of the image, in rows and in columns, one number of the encoder depends on.

    Parameters
    ----------
    level : int
        0 is the image's resolution. The number is one that two convolutions of this level put out.

    Returns
    -------
    int
        At the image's border some of these pixels lie outside.

    Raises
    ------
    ValueError
        If the level isn't a whole number from 0 up.
    """
    require(isinstance(level, int) and level >= 0, "level", "a whole number from 0 up", repr(level))
    side, apart = 1, 1  # pixels from one number of the map to its neighbour
    for place in range(level + 1):
        if place:
            side, apart = side + apart, 2 * apart  # a pooling joins two neighbours
        side += 2 * (2 * apart)  # two convolutions, each a neighbour more on both sides
    return side
