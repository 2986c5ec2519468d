"""Ticket codes: which ticket has which code, and that no two tickets have one."""
