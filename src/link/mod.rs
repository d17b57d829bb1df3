//! Who is who: which inspection and which code are the same visit.
