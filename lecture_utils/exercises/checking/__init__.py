"""How a student's function is run in isolation, compared with the solution, and its mistake named."""
