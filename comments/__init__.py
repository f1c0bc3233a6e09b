"""Reader comments: threads, comments and their revisions, rules, moderation, reports, reply notices."""
