"""Articles: sections, tags, profiles and bylines, stories, images, corrections, and the pages that show them."""
