"""Questions of lecture 03: predict, then run."""

from lecture_utils.exercises.question import RIGHT, Question

questions = [
    Question(
        "boxes_of_a_grouping",
        "Selective Search begins with 200 segments and merges two regions at a time until one is left. How many "
        "regions, each with its box, come up altogether?",
        number=399,
        unit="regions",
        slips={
            200: "These are the segments. Each merge makes a new region.",
            199: "So many merges there are. The segments have boxes too.",
            400: "The last merge leaves one region: how many merges are there?",
        },
        explanation="The segments, and one new region for each of 199 merges: 2N − 1. Several colour spaces and "
        "thresholds make the thousand or two.",
    ),
    Question(
        "reads_of_a_box_sum",
        "The sum inside a box of 100 × 100 pixels is read from an integral image. How many of its numbers are read?",
        choices={
            "10,000, one for each pixel": "The sums were made once, before.",
            "400, those along the border": "The corners are enough.",
            "4": RIGHT,
            "1": "One corner gives the sum from the map's own corner on.",
        },
        explanation="Four corners, whatever the size of the box. That is why scoring all boxes of a picture is "
        "possible.",
    ),
    Question(
        "connected_contour",
        "A strong contour lies wholly inside a box. At its end another contour continues it in exactly the same "
        "direction, across the border of the box. How much does the inner contour count for Edge Boxes?",
        choices={
            "nothing": RIGHT,
            "half": "How likely is it that both belong to the same thing?",
            "all of it, since it lies inside": "Where does the thing that it outlines end?",
        },
        explanation="Its weight is 1 − the affinity, and the affinity of two pieces in one line is 1: the contour "
        "belongs to something that sticks out of the box.",
    ),
    Question(
        "two_cues",
        "Two independent cues each have a likelihood that is four times as high on objects as on background. One box "
        "in a thousand holds an object. How probable is it that this box holds one?",
        number=16 / 1015,
        tolerance=0.002,
        slips={
            0.94: "That would hold if half of all boxes held objects.",
            0.8: "One cue, and half of all boxes?",
            0.008: "The factors of independent cues are multiplied.",
            0.004: "That is one cue alone.",
        },
        explanation="16 · 0.001 / (16 · 0.001 + 0.999) = 1.6 %. The prior is so small that even two good cues leave "
        "it unlikely. For the *order* of the boxes that doesn't matter.",
    ),
    Question(
        "order_without_chance",
        "Selective Search numbers the regions of a hierarchy from its top, the whole picture, down, and multiplies "
        "each number by a random one from 0 to 1 before it sorts by them. What would come first without them?",
        choices={
            "the segments that grouping begins with": "These have the largest numbers.",
            "the largest regions, the whole picture before all": RIGHT,
            "the pairs that were most similar": "The similarity decides when they merge, and nothing after that.",
        },
        explanation="The last merges are numbered first, and they are large. Small things would come after hundreds of "
        "large boxes. The random numbers mix the sizes.",
    ),
    Question(
        "stricter_threshold",
        "BING has found 71 % of the things among all its proposals at an IoU of 0.5. How many at 0.7?",
        choices={
            "about 70 %": "Its boxes come in 36 sizes only. How well can they fit?",
            "about 45 %": "Even fewer: its boxes come in 36 sizes only.",
            "about 14 %": RIGHT,
        },
        explanation="Widths and heights are 10, 20, 40, 80, 160 or 320 pixels. Between two of them no window fits "
        "well, and nothing moves its sides afterwards.",
    ),
]
