"""The code that Savepoint puts inside a Python program. See ../README.md."""
