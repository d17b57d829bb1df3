//! The command line: arguments, progress, messages, exit codes.
