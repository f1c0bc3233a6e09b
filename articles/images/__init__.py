"""Renditions of pictures in several widths and formats, and social cards."""
