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
        "Switched off alone, two heads of the ViT cost 5.2 and 4.2 points of its accuracy of 86.0 %: more than any "
        "other. What accuracy is left if both are switched off at once?",
        choices={
            "about 81 %, as without the more important one": "Then the other head would add nothing.",
            "about 76 %": RIGHT,
            "about 50 %": "22 heads go on working.",
            "about 4 %, which is guessing": "22 heads go on working.",
        },
        explanation="The losses nearly add up: 10.0 points together, 9.4 one by one. That need not be so: if one "
        "head could replace another, both together would cost much more than the sum.",
    ),
    Question(
        "weights_of_all_heads",
        "A layer with four heads gets five inputs. How many attention weights does it compute, and what is the sum of "
        "all of them?",
        choices={
            "25 weights, whose sum is 5": "That is one head.",
            "100 weights, whose sum is 5": "Each row of each head sums to 1. How many rows are there?",
            "25 weights, whose sum is 1": "That would be one softmax over a whole matrix, in one head.",
            "100 weights, whose sum is 20": RIGHT,
        },
        explanation="4 heads · 5 queries · 5 inputs. Each of the 20 rows sums to 1.",
    ),
    Question(
        "same_matrices_in_all_heads",
        "All heads of a layer apply the same W_Q, W_K and W_V to whole inputs. What is gained over one such head?",
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
        "196 inputs, 12 heads. How many megabytes (10⁶ bytes) do the attention weights A of one layer take up, for "
        "one picture in float32?",
        number=1.84,
        tolerance=0.05,
        unit="MB",
        slips={
            0.15: "That is one head. Each has an A of its own.",
            0.46: "That is how many weights there are, in millions. Each has 4 bytes.",
            0.01: "A has 196 · 196 numbers, for each head.",
        },
        explanation="12 · 196² = 461,000 numbers of 4 bytes. This is what grows with the number of heads, and with "
        "the square of the number of inputs; today's implementations avoid storing it.",
    ),
]
