"""Pages about one reader. Other apps take `private`, `signed_in` and `dead_link` from here for theirs."""
