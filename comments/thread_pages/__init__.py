"""What readers see of a thread: its pages, their rows, and the same for machines."""
