"""Cancellation: what goes back when tickets are cancelled, and what is kept of it."""
