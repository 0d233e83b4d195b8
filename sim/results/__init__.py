"""What a run is observed by: the books, the KPIs, the tidy table and the store."""
