//! XML Spreadsheet 2003.

#![no_main]

use hedui_fuzz::check;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: hedui_fuzz::count_only_escaping_panics(), |bytes: &[u8]| {
    check(&[BEGIN, bytes].concat());
});

const BEGIN: &[u8] =
    b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" \
    xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"a\"><Table>";
