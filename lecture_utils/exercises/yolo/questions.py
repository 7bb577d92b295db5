"""Questions of lecture 08: predict, then run."""

from lecture_utils.exercises.question import RIGHT, Question

questions = [
    Question(
        "most_boxes",
        "Our grid has 8 × 8 cells with 2 boxes each, and 5 classes. How many boxes does one run of the network predict "
        "for one image, before any threshold?",
        number=128,
        unit="boxes",
        slips={
            64: "That is the number of cells.",
            640: "A cell's boxes share its class probabilities.",
            960: "That is the number of numbers in the tensor.",
        },
        explanation="8 · 8 · 2 = 128, whether the image holds one thing or forty. Selective Search proposes about 2000 "
        "regions; this is one reason why YOLO is fast.",
    ),
    Question(
        "things_of_one_cell",
        "The centres of three things, a cow, a cow and a dog, lie in one cell. B = 2. How many of the three does the "
        "target tensor contain?",
        choices={
            "a single one": RIGHT,
            "two, one for each box": "B boxes are predicted. How many does the target of a cell describe?",
            "two, one for each class": "All boxes of a cell share its class probabilities, and its target has the 1 "
            "once.",
            "all three": "There are not enough numbers in the cell for three boxes.",
        },
        explanation="A cell's target is one box and one class. The second box of a cell is not for a second thing: the "
        "two compete for the same one, and only the better one is trained on it.",
    ),
    Question(
        "same_error",
        "Two predicted boxes are both 0.04 too wide, relative to the image. The true widths are 0.05 and 0.45. Which "
        "of the two contributes more to the loss of the sides?",
        choices={
            "both the same": "The difference is taken between square roots.",
            "the wide one": "Compute √0.49 − √0.45 and √0.09 − √0.05.",
            "the narrow one": RIGHT,
        },
        explanation="√0.09 − √0.05 = 0.076, √0.49 − √0.45 = 0.029: squared, about seven times as much. A few pixels "
        "matter for a small thing and hardly for a large one.",
    ),
    Question(
        "cell_with_no_object",
        "A cell holds no thing. How many of its 2 · 5 + 5 = 15 numbers does the loss pull to some value?",
        number=2,
        unit="numbers",
        slips={
            15: "Is there a true class, or a true box, where nothing is?",
            0: "Something has to say that nothing is there.",
            7: "Class probabilities are given that a thing is there.",
            1: "B is 2.",
        },
        explanation="Only the two confidences, to 0. Its boxes and classes may be anything: they are never used, as "
        "the score is confidence times class.",
    ),
    Question(
        "herd",
        "In the scene of the herd the centres of two of six horses lie in one cell, so the target contains five. "
        "How many of the six does our trained network find at a threshold of 0.2?",
        choices={
            "four": "Look at the neighbouring cells too.",
            "five at most": "Which cells may predict a box? Does anything forbid a neighbour to?",
            "six": RIGHT,
        },
        explanation="Both centres lie in cell [2, 1], which finds one of the two horses; the neighbouring cell [2, 0] "
        "finds the other. The rule limits what each scene teaches; what the network learns is more.",
    ),
    Question(
        "more_cells",
        "S grows from 8 to 16, B and C stay. The last layer is fully connected with 384 inputs. How many times as many "
        "weights does it have?",
        number=4,
        unit="times",
        slips={
            2: "Rows and columns double.",
            16: "Its inputs stay 384.",
            1: "A fully connected layer has a weight for each pair of input and output.",
        },
        explanation="16 · 16 · 15 outputs in place of 8 · 8 · 15, each with 384 weights. A finer grid would separate "
        "things that are close, but with this head it costs weights. A convolution would not.",
    ),
]
