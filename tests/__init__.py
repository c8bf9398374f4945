"""What the product promises, one file a promise. Commands speak Spanish here, whatever the machine's language."""

import os

os.environ.pop("LC_ALL", None)
os.environ.pop("LC_MESSAGES", None)
os.environ["LANG"] = "C.UTF-8"
