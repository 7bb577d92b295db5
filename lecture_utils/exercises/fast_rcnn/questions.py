"""Questions of lecture 06: predict, then run."""

from lecture_utils.exercises.question import RIGHT, Question

questions = [
    Question(
        "far_off",
        "One offset of a predicted box is off by 4, that is x = 4. How large is the gradient of smooth L1 there "
        "(β = 1)?",
        number=1,
        unit="",
        slips={
            4: "That is the gradient of 0.5 x², which holds near 0 only.",
            8: "That is the gradient of x².",
            3.5: "That is the loss itself. What is its slope?",
        },
        explanation="Beyond 1 it is a line of slope 1, so a box that is far off pulls no harder than one that is off "
        "by 1. At 0.5 the gradient is 0.5: it gets smaller the nearer the box comes.",
    ),
    Question(
        "trained_offsets",
        "A mini-batch holds 32 regions, of which 8 show a thing. There are 5 classes, and the head predicts 4 offsets "
        "for each of them, 32 · 5 · 4 = 640 in all. How many of the 640 get a gradient (none is exactly right)?",
        number=32,
        unit="offsets",
        slips={
            640: "Do regions of background have a place? And the classes that a region doesn't show?",
            160: "These are all offsets of the 8 things. Which of the 5 classes counts?",
            128: "Background regions have no target, so [u ≥ 1] is 0 for them.",
            8: "Each box has four offsets.",
        },
        explanation="4 offsets of the true class for each of 8 things. The offsets of all other classes, and all those "
        "of background, are free to be anything.",
    ),
    Question(
        "vgg_speed_up",
        "VGG-16, an image of 600 × 1000 pixels, 2000 regions, each warped to 224 × 224 pixels for R-CNN. The crops "
        "have 167 times as many pixels as the image. How many times as many multiply–adds does R-CNN need, fully "
        "connected layers included?",
        choices={
            "about 2000 times": "That would be so if each crop were as large as the image, and nothing else were done.",
            "about 167 times": "So it is for the convolutions. What does Fast R-CNN still do for every region?",
            "about 72 times": RIGHT,
            "about 12 times": "Too few: heads cost much less than convolutions, for one region.",
        },
        explanation="The fully connected layers of VGG-16 are run for each of the 2000 regions in both. In R-CNN they "
        "are under 1 % of the work; in Fast R-CNN they are more than half of it. That is why the paper goes on to "
        "make them cheaper (truncated SVD, section 3.1).",
    ),
    Question(
        "cells_with_gradient",
        "A region covers 9 × 9 cells of one channel of the map, 81 in all. RoI pooling makes 7 × 7 bins of them. How "
        "many of the 81 cells can get a gradient at most?",
        number=49,
        unit="cells",
        slips={
            81: "A bin passes on its largest cell only.",
            7: "There are seven bins along each side.",
            32: "These would be the cells that get none.",
        },
        explanation="One cell for each bin: its maximum. Neighbouring bins share a row or column of cells here, so two "
        "of them may have the same maximum, and then there are fewer.",
    ),
    Question(
        "half_the_network",
        "With the measured times of Fast R-CNN: its network and NMS become twice as fast, the proposals stay. How much "
        "of the time for an image is saved?",
        choices={
            "about a tenth": RIGHT,
            "about a quarter": "Look at the bars of Fast R-CNN: how much of the whole is the network?",
            "about a half": "So it would be if nothing but the network took time.",
        },
        explanation="Proposals take about four fifths of the time, the network one fifth: half of it is a tenth. To be "
        "faster, one has to begin with the proposals, as the next lecture does.",
    ),
    Question(
        "one_map",
        "AP75 counts a detection as right only from an IoU of 0.75 on. The three have the same backbone, with a cell "
        "for 8 pixels of what it runs over. Which of our three has the highest AP75?",
        choices={
            "SPP-net": "Its convolutions were never trained on scenes.",
            "R-CNN": RIGHT,
            "Fast R-CNN": "It finds the most things at 0.5. How many cells of the map does a thing of 24 pixels get "
            "in each of the two?",
        },
        explanation="R-CNN warps each region to 48 pixels first, so even a small thing has 6 × 6 cells; on the map of "
        "the whole scene a thing of 24 pixels has 3 × 3. Sharing the map costs resolution. The paper's things "
        "are larger, and it gets its speed for nothing.",
    ),
]
