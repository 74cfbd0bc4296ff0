"""Tests of the tables of roles and models."""
