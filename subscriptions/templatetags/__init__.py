"""Template tags of mail and of subscription forms."""
