"""Questions of lecture 04: predict, then run."""

from lecture_utils.exercises.question import RIGHT, Question

questions = [
    Question(
        "same_offsets",
        "A box of 20 × 40 pixels and one of 200 × 400 are each moved to the right by a tenth of their width. Whose "
        "t_x is larger?",
        choices={
            "that of the large box": "It moves by more pixels. What is t_x divided by?",
            "both are 0.1": RIGHT,
            "that of the small box": "It moves by fewer pixels, and it is narrower too.",
        },
        explanation="t_x is the move divided by the box's own width: 2/20 and 20/200. So one regression serves near "
        "and far things.",
    ),
    Question(
        "twice_as_wide",
        "A proposal must become twice as wide, about the same centre. What is t_w?",
        number=0.693,
        tolerance=0.005,
        slips={
            2: "That is the factor. The offset is its logarithm.",
            1: "The logarithm to base 2. The paper takes the natural one.",
            0.5: "Is it the box or the truth that is wider?",
        },
        explanation="t_w = log(G_w / P_w), the natural logarithm of 2. Half as wide is the same number with a minus.",
    ),
    Question(
        "lower_the_threshold",
        "A detector is allowed to return a hundred more detections, all with scores lower than those so far, and all "
        "of them wrong. What happens to its average precision?",
        choices={
            "it falls to almost 0": "Which precisions does the area under the curve contain?",
            "it falls a little": "Does any recall that was reached before get another precision?",
            "it grows a little": "No new truth is found.",
            "it stays the same": RIGHT,
        },
        explanation="Wrong detections at the end add no recall, so no area, and change no precision before them. That "
        "is why detectors keep what they are little sure of, and why a cut-off can only cost average precision.",
    ),
    Question(
        "wrong_first",
        "Five things. A detector returns six detections: the first is wrong, the five others are right. What is its "
        "average precision?",
        number=5 / 6,
        tolerance=0.005,
        slips={
            1: "All are found, but not at precision 1.",
            0.71: "Raise each precision to the highest that follows.",
            0.8: "Count the precision after the last detection.",
        },
        explanation="The precisions at the five right ones are 1/2, 2/3, 3/4, 4/5 and 5/6. Each is raised to the "
        "highest that follows, 5/6. One wrong detection with the highest score costs a sixth.",
    ),
    Question(
        "without_context",
        "A proposal is 80 pixels wide and 20 high. The crop has 48 × 48 pixels, 4 of them on each side for context. "
        "How many pixels of the scene does the crop show above the region?",
        number=2,
        unit="pixels",
        slips={
            4: "4 pixels of the crop. The region is stretched to 40 rows.",
            8: "That is at the left. Above, the height counts.",
            0: "The crop has context on all sides.",
        },
        explanation="The 20 rows of the region become the 40 in the middle, so 4 rows of the crop are 2 of the scene. "
        "At the left they are 8: context is stretched like the region.",
    ),
    Question(
        "loosest_box",
        "A proposal is twice as wide as its thing and contains it in its left half; top and bottom agree. What is t_x?",
        number=-0.25,
        tolerance=0.001,
        slips={
            -0.5: "By how much does the centre move, in widths of the *proposal*?",
            0.25: "In which direction does the centre move?",
            0: "The left edges agree, but offsets compare centres.",
        },
        explanation="The centre moves to the left by half the thing's width: a quarter of the proposal's width.",
    ),
]
