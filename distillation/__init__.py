"""Distillation of small students from pretrained teachers. Knows no Rasa; makes bundles that `networks` serves."""
