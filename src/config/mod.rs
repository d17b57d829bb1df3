//! The settings file to typed settings; every mistake reported at once, with its line.
