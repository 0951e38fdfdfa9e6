//! The source files of this repository.

use crate::support::programs::skip;
use std::collections::BTreeMap;
use std::io::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The root folder of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The text of a file. `path` is relative to the root.
pub(crate) fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The tracked files with these extensions: their texts by path. Returns `None` if `git` cannot list
/// the files.
pub(crate) fn tracked(extensions: &[&str]) -> Option<BTreeMap<String, String>> {
    let patterns = extensions.iter().map(|extension| format!("*.{extension}"));
    let output = Command::new("git")
        .args(["ls-files", "-z", "--"])
        .args(patterns)
        .current_dir(root())
        .output()
        .and_then(|output| {
            let error = || Error::other(String::from_utf8_lossy(&output.stderr).into_owned());
            if output.status.success() { Ok(output.stdout) } else { Err(error()) }
        });
    let paths = output.map_err(|error| skip("git", &error)).ok()?;
    let paths = String::from_utf8(paths).expect("paths are UTF-8");
    let exists = |path: &&str| !path.is_empty() && root().join(path).exists();
    Some(paths.split('\0').filter(exists).map(|path| (path.to_owned(), read(path))).collect())
}
