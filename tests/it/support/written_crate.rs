//! Crates that a test writes and cargo compiles.

use crate::support::source::root;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Writes a crate outside the workspace, with its code in the file `file`. `dependencies` is the end of its
/// manifest. Returns its folder.
pub(crate) fn write_crate(name: &str, file: &str, code: &str, dependencies: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let manifest = format!(
        "[package]\nname = \"{name}\"\nedition = \"2024\"\n\n[workspace]\n\n{dependencies}"
    );
    fs::create_dir_all(folder.join("src")).expect("a folder for the crate");
    fs::write(folder.join("Cargo.toml"), manifest).expect("a writable folder");
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).expect("the lock file");
    fs::write(folder.join(file), code).expect("a writable folder");
    folder
}

/// Runs cargo in a crate.
pub(crate) fn cargo(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO"))
        .args(args)
        .current_dir(folder)
        .env("CARGO_NET_OFFLINE", "true")
        .env("CARGO_TARGET_DIR", target())
        .env_remove("RUSTFLAGS")
        .output()
        .expect("cargo runs")
}

/// The folder of what cargo builds for these crates.
pub(crate) fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("compiled")
}

/// Returns all that a program wrote.
pub(crate) fn text(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}
