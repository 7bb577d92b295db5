"""Trees and bushes: a trunk, and clumps of leaves whose edges noise has eaten."""

from lecture_utils.scenes.meadow.angles import cosine, sine
from lecture_utils.scenes.meadow.coat_patterns import darker, shade
from lecture_utils.scenes.meadow.figure import Figure
from lecture_utils.scenes.meadow.random_numbers import RandomNumbers
from lecture_utils.scenes.meadow.textures import BARK, LEAF, Texture


def tree(random: RandomNumbers) -> Figure:
    """Draw a tree 3 to 5 m high: broad with a crown of clumps, or a pointed conifer."""
    figure = Figure()
    height = random.between(3.2, 5.0)
    lean = random.about(0, 0.15)
    figure.limb((0, 0, 0), 0.16, (lean, height * 0.55, 0), 0.10, BARK)
    figure.roughness = 0.35
    if random.happens(0.3):
        for step in range(4):
            low = height * (0.22 + 0.17 * step)
            figure.limb((0, low, 0), height * (0.21 - 0.04 * step), (0, low + height * 0.24, 0), 0.05, LEAF)
        return figure
    crown = height * 0.70
    figure.ball((lean, crown, 0), height * 0.22, LEAF)
    for place in range(6):
        turn = place * 1.0472 + random.about(0, 0.4)
        out = height * random.between(0.14, 0.24)
        side = (cosine(turn) * out + lean, crown + random.about(0.05, 0.1) * height, sine(turn) * out)
        figure.ball(side, height * random.between(0.12, 0.18), LEAF)
    return figure


def bush(random: RandomNumbers) -> Figure:
    """Draw a bush 0.6 to 1.2 m high: something to stand behind."""
    figure = Figure()
    figure.roughness = 0.35
    size = random.between(0.6, 1.2)
    for place in range(5):
        radius = size * random.between(0.28, 0.42)
        figure.ball(
            ((place - 2) * 0.36 * size + random.about(0, 0.08), radius * 0.8, random.about(0, 0.2)), radius, LEAF
        )
    return figure


def leaves(random: RandomNumbers) -> dict[int, Texture]:
    """Return the textures of a tree or bush: leaves of two greens, bark."""
    green = shade(
        random.pick(((0.20, 0.38, 0.13), (0.27, 0.42, 0.15), (0.14, 0.32, 0.15), (0.36, 0.43, 0.14))), random, 0.2
    )
    bark = shade((0.33, 0.25, 0.18), random)
    return {
        LEAF: Texture(green, darker(green, 0.52), noise=1.0, threshold=0.5, blotches=2.5, sharpness=2.0),
        BARK: Texture(bark, darker(bark, 0.6), noise=1.0, threshold=0.5, blotches=3.0, sharpness=4.0),
    }
