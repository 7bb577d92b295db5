"""What goes in: photographs, the slides' numbers, your own picture."""
