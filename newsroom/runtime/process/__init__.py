"""Processes: supervised, forked, children, and how they use memory and processors."""
