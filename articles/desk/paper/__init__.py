"""What belongs to the paper rather than to one story: sections, tags, profiles, pictures, settings, reports."""
