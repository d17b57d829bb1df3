//! Run folders: published whole or not at all.
