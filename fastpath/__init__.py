"""What makes pages cheap: page cache, fragments, prepared queries, fast instances. Knows no app of the paper."""
