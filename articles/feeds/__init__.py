"""Feeds, sitemaps, structured data, Markdown and robots.txt. Bylines come from `formatting.credits`."""
