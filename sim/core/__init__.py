"""The ring below every telecom word: errors, compilation, chance, arithmetic, tables, names, files."""
