//! The parts of a workbook in an archive that is sound.

#![no_main]

use hedui_fuzz::{check, pack};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: hedui_fuzz::count_only_escaping_panics(), |bytes: &[u8]| {
    check(&pack::archive(pack::XLSX, bytes));
});
