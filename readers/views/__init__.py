"""Pages about one reader. Other apps take `private`, `signed_in` and `invalid_link` from here for theirs."""
