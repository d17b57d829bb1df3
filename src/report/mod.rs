//! Values to bytes: the files of a run folder.
