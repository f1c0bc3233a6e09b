"""Comments as the moderators' pages show them, with text differences and reasons."""
