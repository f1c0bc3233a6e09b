"""The style sheet and the colours of the paper."""
