"""Model servers behind one protocol; the only part that opens a connection."""
