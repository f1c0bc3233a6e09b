"""Fills a paper with made-up stories and comments, to see how it behaves when it is large."""
