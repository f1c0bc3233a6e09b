"""How often stories are read: counted without knowing who reads."""
