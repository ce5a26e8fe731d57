"""The truth about marking: any tracker and its marks, held against the exact ids of rendered scenes."""
