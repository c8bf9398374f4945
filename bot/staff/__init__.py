"""Staff are told at once: what raises an alert (`causes`), its words (`telling`), and how it gets there (`alerts`)."""
