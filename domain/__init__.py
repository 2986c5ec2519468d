"""The rules of ticket reservations: pure functions over frozen values.

This layer does no I/O and reads no clock, no randomness and no environment: instants, references
and facts are arguments. It imports the standard library and attrs, nothing else.
"""
