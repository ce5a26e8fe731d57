"""Questions about furnished rooms, with exact answers, and a reader that answers them from the record."""
