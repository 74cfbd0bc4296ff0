"""Adapters on the engines that see findings."""
