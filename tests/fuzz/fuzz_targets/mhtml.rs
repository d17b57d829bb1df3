//! A web page saved with its parts.

#![no_main]

use hedui_fuzz::check;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: hedui_fuzz::count_only_escaping_panics(), |bytes: &[u8]| {
    check(&[b"MIME-Version: 1.0\r\n", bytes].concat());
});
