"""How mailings leave: fixed, rendered, handed over at most once, recovered and counted."""
