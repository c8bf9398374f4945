"""What settings, files and store let be feared: `leadbot check` says it, `serve` says it once at its start."""
