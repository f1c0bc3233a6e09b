"""`make soak`: a running paper with many people at it, while its parts are killed in turn.

`people` read, comment, subscribe and edit; `ledger` keeps what each of them was promised; `soaking` starts, kills and
ends, and `verdict` compares what was promised with what is there.
"""
