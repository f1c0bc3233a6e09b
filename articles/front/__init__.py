"""The front page: slots that editors fill by hand, rules that fill the rest, and both together as a page."""
