"""The same intake on Telegram with the field's libraries, as their manuals show it: what a message costs there."""
