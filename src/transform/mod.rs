//! What it means: columns mapped to canonical fields, values read, events built.
