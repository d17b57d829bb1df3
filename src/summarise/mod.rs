//! The systems told as one: metrics and statistics tables.
