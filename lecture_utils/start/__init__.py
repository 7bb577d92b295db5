"""What 00_start_here shows: the table of lectures, and whether this computer can show them."""
