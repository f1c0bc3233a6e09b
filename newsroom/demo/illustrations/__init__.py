"""The pictures of the demo paper, drawn by program: a developer's tool, which needs numpy and Pillow.

`python -m newsroom.demo.illustrations [NAME ...] [--out DIR]` prints them; nothing else imports this package.
"""
