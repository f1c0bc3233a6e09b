"""Threads as readers see them: pages, rows, and structured data."""
