//! What is on the page: containers, encodings, tables inside sheets. Interprets no value.
