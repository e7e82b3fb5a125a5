"""Deciding stances from features: training, calibration, prediction, model files."""
