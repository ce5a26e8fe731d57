"""What is measured against the truth: marking on rendered scenes."""
