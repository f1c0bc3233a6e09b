"""The demo paper *The Breakwater*: written and drawn by us, loaded by `manage.py load_demo`, gone by `remove_demo`."""
