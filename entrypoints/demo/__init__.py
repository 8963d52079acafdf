"""The main job, shown from end to end on this machine: the sandbox and the product as real processes, talking HTTP."""
