"""Views of the account pages: sign-in, account, address change."""
