"""What the lecture teaches, one file per topic: tensors in, tensors out; nothing is drawn."""
