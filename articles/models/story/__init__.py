"""A story and all that belongs to it: what is derived from it, corrected in it, scheduled, reviewed and logged."""
