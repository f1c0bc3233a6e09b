"""The pages that readers see, one file a kind."""
