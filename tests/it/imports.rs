//! Dependencies between crates.

use std::process::Command;

/// A service that records gets neither the dependencies of the example node nor those of the command.
#[test]
fn dependencies_of_catalog_without_command_are_few() {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "-p", "tallymark-catalog", "--no-default-features"])
        .args(["-e", "normal", "--prefix", "none"])
        .output()
        .expect("cargo runs");
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let tree = String::from_utf8(tree.stdout).expect("UTF-8");
    assert!(tree.contains("prometheus "), "{tree}");
    for other in ["wasmi", "tokio", "axum", "ed25519", "serde", "clap", "promql", "ureq"] {
        assert!(!tree.lines().any(|line| line.starts_with(other)), "{other} in {tree}");
    }
}
