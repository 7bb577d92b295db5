"""One file per topic: tasks, their usual mistakes, hints, solutions and questions."""
