"""Questions of lecture 16: predict, then run."""

from lecture_utils.exercises.question import RIGHT, Question

questions = [
    Question(
        "parameters_of_ViT_B",
        "The layers of ViT-B have width 768 and 12 heads. How many numbers are in the four matrices of one layer, "
        "without the biases?",
        number=2359296,
        slips={
            1769472: "Queries, keys and values make three. What follows the heads?",
            589824: "That is one matrix.",
            196608: "Those are the matrices of a single head, and its part of W_O.",
            28311552: "The heads share out the columns: 12 heads of 64 columns are 768.",
        },
        explanation="4 · 768² = 2,359,296. The 12 heads don't matter for the number.",
    ),
    Question(
        "two_heads_off",
        "Alone, the two heads of the ViT that are worth most cost 5.2 and 4.2 points of accuracy, from 86.0 %. Both "
        "are switched off at once. What accuracy is left?",
        choices={
            "about 81 %, as without the better one": "Each of them does something that the other doesn't.",
            "about 76 %": RIGHT,
            "about 50 %": "22 heads go on working.",
            "about 4 %, which is guessing": "22 heads go on working.",
        },
        explanation="The losses about add up: the two heads, in different blocks, do different things. That need not "
        "be so: if one head could stand in for another, both together would cost more than the sum.",
    ),
    Question(
        "weights_of_two_heads",
        "Two heads of a layer look at three inputs. How many numbers are attention weights, and what do all of them "
        "sum to?",
        choices={
            "9 numbers, which sum to 3": "That is one head.",
            "18 numbers, which sum to 6": RIGHT,
            "18 numbers, which sum to 3": "Each row of each head sums to 1.",
            "9 numbers, which sum to 1": "Each row of each head sums to 1.",
        },
        explanation="2 heads · 3 queries, and each shares out a weight of 1 over the 3 inputs.",
    ),
    Question(
        "same_matrices_in_all_heads",
        "All heads of a layer have the same W_Q, W_K and W_V. What is gained over one such head?",
        choices={
            "each number of the output is more exact": "All heads compute the very same numbers.",
            "the heads look at different inputs": "Same queries, same keys: same weights.",
            "nothing": RIGHT,
        },
        explanation="The heads' outputs are equal, so the projection adds up copies. Heads start from different random "
        "matrices so that they don't learn the same.",
    ),
    Question(
        "order_of_heads",
        "Heads 1 and 2 change places: their columns in W_Q, W_K and W_V. What has to change for the layer's output to "
        "stay the same?",
        choices={
            "nothing": "The concatenated vectors have other numbers first.",
            "the columns of W_O": "The columns of W_O make the numbers of the output. What does it read?",
            "the rows of W_O": RIGHT,
            "the order of the inputs": "What happens to the inputs is the same in any order of heads.",
        },
        explanation="The projection reads the concatenated vector number by number, each with a row of W_O. Which "
        "head is called the first doesn't matter, as long as the rows follow.",
    ),
    Question(
        "memory_of_A",
        "196 inputs, 12 heads. How many megabytes (10⁶ bytes) take the weights A of one layer and one picture, in "
        "float32?",
        number=1.84,
        tolerance=0.05,
        unit="MB",
        slips={
            0.15: "That is one head. Each has an A of its own.",
            0.46: "That is the number of numbers, in millions. Each has 4 bytes.",
            0.01: "A has 196 · 196 numbers, for each head.",
        },
        explanation="12 · 196² = 461,000 numbers of 4 bytes. This is what grows with the number of heads, and with "
        "the square of the number of inputs; today's implementations avoid storing it.",
    ),
]
