"""What makes files of the repository, and what the tests and benchmarks share."""
