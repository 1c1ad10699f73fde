"""The models as bundles on disk, and what runs them. Knows no Rasa; needs no torch to serve on a CPU."""
