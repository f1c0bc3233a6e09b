"""What the paper offers beside the news: recommended, more in a section, popular, top trends.

What is costly is chosen by the worker (`recommended`, `charts`); a page only picks from that (`pick`, `blocks`).
"""
