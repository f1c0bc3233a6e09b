"""Stories in the admin: list, form, panels, bulk actions, corrections and notices."""
