"""Questions of lecture 14: predict, then run."""

from lecture_utils.exercises.question import RIGHT, Question

questions = [
    Question(
        "order_of_inputs",
        "The three inputs are given in another order: X₃, X₁, X₂. What happens to the outputs Y?",
        choices={
            "their rows change places": "A row of Y belongs to a query. The queries keep their order.",
            "their numbers change": "Each output is a sum over the inputs. Does a sum depend on the order of its "
            "terms?",
            "nothing": RIGHT,
        },
        explanation="The rows of K and V and the columns of E and A change places with the inputs. Each output is "
        "the same sum, its terms in another order. The layer doesn't know in which order its inputs came.",
    ),
    Question(
        "zero_query",
        "A query is the zero vector. What is its output?",
        choices={
            "the mean of the values": RIGHT,
            "the zero vector": "Its similarities are 0. What does a softmax make of zeros?",
            "the value of the longest key": "Its dot product with a key is the same however long the key is.",
        },
        explanation="Its dot product with every key is 0. Equal similarities give equal weights 1 / N_X, whatever "
        "they are. An attention layer can't answer “nothing”.",
    ),
    Question(
        "negated_query",
        "The second query of the tiny example, (0, 2, 1, 0), has the weights (0.06, 0.69, 0.25). It is multiplied "
        "by −1. Which input has the largest weight now?",
        choices={
            "X₂, as before": "The similarities change their signs. Which is the largest now?",
            "X₁": RIGHT,
            "all have the same": "That needs equal similarities. These were different, and still are.",
        },
        explanation="All similarities change their signs, so the smallest becomes the largest. The query now looks "
        "for the opposite of what it looked for.",
    ),
    Question(
        "added_constant",
        "5 is added to all three similarities of the first query. What happens to its weights?",
        choices={
            "they grow": "They sum to 1, before and after.",
            "they come closer to one another": "Write the exponential of E + 5 as a product. What do all terms share?",
            "nothing": RIGHT,
        },
        explanation="e^(E + 5) = e^5 · e^E, and e^5 cancels. Only differences count. That is why subtracting the "
        "maximum is allowed.",
    ),
    Question(
        "input_twice",
        "The third input X₃ is given a second time, as X₄. The fourth query, the zero vector, gave 1/3 of its "
        "weight to each input. How much of it do the two copies of X₃ get together?",
        number=0.5,
        tolerance=0.001,
        slips={
            0.333: "That is what X₃ had before there were two of it.",
            0.25: "That is one copy alone.",
            0.667: "The weights of all four inputs sum to 1.",
        },
        explanation="There are four equal similarities now, so each input has 1/4, and two of the four have "
        "the same value. Inputs are a set in which copies count.",
    ),
    Question(
        "variance_of_scores",
        "All numbers of Q and K are independent and standard normal, and D_Q = 64. What is the variance of the dot "
        "products Q_i · K_j before they are divided by √D_Q?",
        number=64,
        tolerance=3,
        slips={
            8: "That is the standard deviation. The variance is its square.",
            1: "That is the variance after the division by √D_Q.",
            128: "The product of two independent standard normal numbers has variance 1.",
            4096: "Variances of independent numbers add up; they aren't multiplied.",
        },
        explanation="A product of two independent standard normal numbers has variance 1, and 64 of them are summed. "
        "The standard deviation is √64 = 8. Division by √D_Q makes it 1 for every D_Q.",
    ),
]
