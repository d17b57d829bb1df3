//! What is asked, in which order, and what comes back.
