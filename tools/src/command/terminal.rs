//! Text for the terminal. Colors are removed when the output is not a terminal.

use super::error::CommandError;
use anstream::eprintln;
use anstyle::{AnsiColor, Style};
use std::fmt::{Arguments, Write as _};
use std::io::{self, Write as _};

pub(super) const GOOD: Style = AnsiColor::Green.on_default();
pub(super) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(super) const NOTE: Style = AnsiColor::Cyan.on_default();

/// Appends a line to the text for standard output.
pub(super) fn line(out: &mut String, line: Arguments<'_>) {
    // Writing to a `String` does not fail.
    let _ = writeln!(out, "{line}");
}

/// Prints text to standard output.
pub(super) fn print(text: &str) -> Result<(), CommandError> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        // A closed pipe is not an error: readers such as `head` stop early.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(CommandError::at("standard output", error))
        }
        _ => Ok(()),
    }
}

pub(super) fn print_error(error: &CommandError) {
    eprintln!("{BAD}error{BAD:#}: {error}");
}
