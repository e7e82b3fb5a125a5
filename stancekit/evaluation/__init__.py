"""Measuring: grouped splits, metrics with intervals, the labelled seeds."""
