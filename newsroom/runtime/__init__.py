"""Running the paper: make run, the processes, the embedded database, backup."""
