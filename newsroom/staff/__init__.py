"""Who works at the paper and what each may do: Wagtail's screens, with nobody able to give more than they have."""
