"""Benchmarks: counted ones, which are steps of a plan, and measured ones, which are records of a machine."""
