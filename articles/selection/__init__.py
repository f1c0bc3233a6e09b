"""Recommended stories, more of a section, popular stories, top trends.

The worker computes the costly ones in advance (`recommended`, `charts`); pages pick from those (`pick`, `blocks`).
"""
