"""Admin pages of sections, tags, profiles, pictures, settings, corrections and error reports."""
