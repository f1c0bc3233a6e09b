"""A project of a model, a view and a template that uses fastpath, and nothing else of this repository."""
