"""The commands that manage the diary: backup, restore and check (`backups`), imports, settings, the demo."""
