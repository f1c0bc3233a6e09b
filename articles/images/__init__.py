"""Pictures as readers get them: renditions in several widths and formats, and cards for other sites."""
