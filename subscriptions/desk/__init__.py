"""Views of the mail desk: mailings, subscribers, suppressions, statistics, CSV import and export."""
