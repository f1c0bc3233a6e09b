"""The paper as machines read it: feeds, sitemaps, structured data, Markdown. Bylines come from `formatting.credits`."""
