"""An agency's flow: the file, its rules, its proof, and what the machine gets of it for each channel."""
