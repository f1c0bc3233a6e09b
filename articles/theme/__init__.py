"""The look of the paper: its style sheet and its colours."""
