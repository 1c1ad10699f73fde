"""Set-up and start: what `make` runs. The shell scripts work without any package; the modules need .venv."""
