//! The command `completions`: the completion script for a shell.

use super::arguments::Arguments;
use clap::CommandFactory;
use clap_complete::Shell;
use std::path::PathBuf;

/// Appends the script that completes the arguments of this program.
pub(super) fn write(shell: Shell, out: &mut String) {
    let program = std::env::args_os().next().map(PathBuf::from);
    let name = program.as_ref().and_then(|program| program.file_stem()?.to_str());
    let mut script = Vec::new();
    clap_complete::generate(
        shell,
        &mut Arguments::command(),
        name.unwrap_or("catalog"),
        &mut script,
    );
    out.push_str(&String::from_utf8_lossy(&script));
}
