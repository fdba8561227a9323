"""What differs between two file trees, down to the symbol."""
