"""What people say: one file a language, one word a kind."""
