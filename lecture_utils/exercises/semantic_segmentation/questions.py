"""Questions of lecture 09: predict, then run."""

questions = []
