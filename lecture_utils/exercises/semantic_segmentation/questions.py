"""Questions of lecture 09: predict, then run."""

from lecture_utils.exercises.question import RIGHT, Question

questions = [
    Question(
        "number_of_scores",
        "A network labels a picture of 96 × 64 pixels with 10 classes. How many scores does it put out?",
        number=61440,
        unit="scores",
        slips={
            6144: "That is the number of labels. How many scores does a label come from?",
            10: "A classifier of lecture 01 gives one score for each class. Here every pixel has its own.",
            18432: "Those are the numbers of the picture, three for each pixel.",
            160: "Rows and columns are multiplied.",
        },
        explanation="10 · 96 · 64 scores, 10 for each of 6,144 pixels.",
    ),
    Question(
        "patches_of_a_pixel",
        "A network classifies a patch of 7 × 7 about every pixel of a large picture. In how many patches does a pixel "
        "far from the border lie?",
        number=49,
        unit="patches",
        slips={
            1: "It is the centre of one patch. In how many others does it lie as well?",
            7: "Patches move along rows and along columns.",
            14: "Rows and columns are multiplied.",
            36: "A patch has 7 rows: those above its centre, the centre's and those below.",
            48: "Its own patch counts as well.",
        },
        explanation="As many patches contain a pixel as a patch has pixels: 7 · 7. So patch by patch each activation "
        "of the first layer is computed about 49 times.",
    ),
    Question(
        "what_a_score_sees",
        "A network at full resolution has five convolutions 5 × 5 with stride 1. On how many pixels of the picture "
        "does one score depend?",
        number=441,
        unit="pixels",
        slips={
            25: "The first layer alone sees 25. Each further layer sees a wider square.",
            21: "21 rows are right. How many pixels are that?",
            125: "The layers' 25 pixels aren't added: each layer widens what the one before sees.",
            625: "A layer adds 4 rows to what the one before sees, not 5.",
            121: "Each layer adds two rows at the top *and* two at the bottom.",
        },
        explanation="Each layer adds two rows on each side: 1 + 5 · 4 = 21 rows and as many columns. 21 · 21 pixels "
        "are less than 3 % of a picture of 128 × 128.",
    ),
    Question(
        "twice_the_channels",
        "A layer works on maps of half the height and half the width, and in return it has twice as many channels in "
        "and twice as many out. How many multiply–adds does it take, compared with before?",
        choices={
            "a quarter": "The maps alone would give that. What do twice as many channels in *and* out cost?",
            "half": "Both numbers of channels count, and both sides of the map.",
            "as many": RIGHT,
            "twice as many": "There are four times fewer cells.",
        },
        explanation="A quarter of the cells, but 2 · 2 = 4 times the products for each: the same work. This is why "
        "networks double their channels where they halve their maps.",
    ),
    Question(
        "no_animals",
        "In the lecture's first scene, sky, grass, trees, a cow, cats and a dog are the six classes. A network labels "
        "every animal as grass and all other pixels right, 81 % of the pixels. What is its mean IoU?",
        choices={
            "about 0.81": "That is the share of right pixels. Mean IoU averages over classes.",
            "about 0.7": "How much does each of the three animals contribute?",
            "about 0.45": RIGHT,
            "0": "Three of the six classes are found.",
        },
        explanation="Sky and trees have an IoU of 1, grass of 0.71, since the animals are in its union, and the three "
        "animals of 0: 2.71 / 6. Mean IoU notices that nothing but background is found.",
    ),
    Question(
        "blocks_of_32",
        "Each block of 32 × 32 pixels of the first scene gets one label, the one that most of its pixels truly have. "
        "What share of the pixels is then right?",
        choices={
            "about 50 %": "Large parts of the scene are sky and grass.",
            "about 74 %": RIGHT,
            "about 90 %": "That is what blocks of 8 × 8 give.",
            "about 98 %": "How many blocks have a border of a thing in them?",
        },
        explanation="No network with one label for each cell of stride 32 can do better. FCN-32s interpolates between "
        "its scores, which smooths the blocks, but brings no leg and no tail back.",
    ),
    Question(
        "moved_by_one",
        "The picture is moved by one pixel to the right. For which of the two networks do all labels (away from the "
        "border) move along exactly?",
        choices={
            "full resolution": RIGHT,
            "FCN-8s": "Its stages look at every 4th, 8th, 16th and 32nd place. Does the pixel at such a place stay?",
            "both": "One of them looks at every 32nd place only.",
            "neither": "A convolution of stride 1 treats every pixel in the same way.",
        },
        explanation="Without a stride every pixel is treated in the same way. With strides, other pixels come to the "
        "places that are kept, and a few labels change.",
    ),
]
