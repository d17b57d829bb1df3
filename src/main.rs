//! The `hedui` program: hands its arguments to the command line and exits with its code.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    hedui::cli::main(wild::args_os())
}
