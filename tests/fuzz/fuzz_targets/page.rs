//! Any bytes, as a file that somebody gave us.

#![no_main]

use hedui_fuzz::check;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: hedui_fuzz::count_only_escaping_panics(), |bytes: &[u8]| {
    check(bytes);
});
