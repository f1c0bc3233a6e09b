"""The moderators' part of the desk."""
