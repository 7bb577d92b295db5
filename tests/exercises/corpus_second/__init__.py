"""A second set of answers, written as blindly as the first: it measures what the first one has shaped."""
