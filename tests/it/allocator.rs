//! Metrics that are counted in the program's memory allocator, which a first touch calls again.

use crate::support::source::root;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// The longest time of the program. A debug build needs less than a second.
const LIMIT: Duration = Duration::from_secs(60);

/// The program has `unsafe` code, so it is a crate outside the workspace.
const MANIFEST: &str = r#"
[package]
name = "counting_allocator"
edition = "2024"

[workspace]

[[bin]]
name = "counting_allocator"
path = "main.rs"

[dependencies]
prometheus = { version = "0.14", default-features = false }
"#;

#[test]
fn metrics_in_a_global_allocator_are_exact_and_never_hang() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("counting_allocator");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compiled");
    let runtime = root().join("runtime");
    fs::create_dir_all(&folder).expect("a folder for the crate");
    let manifest = format!("{MANIFEST}tallymark.path = '{}'\n", runtime.display());
    fs::write(folder.join("Cargo.toml"), manifest).expect("a writable folder");
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).expect("the lock file");
    let source = root().join("tests/programs/allocator.rs");
    fs::copy(source, folder.join("main.rs")).expect("the program");
    let build = Command::new(env!("CARGO"))
        .arg("build")
        .current_dir(&folder)
        .env("CARGO_NET_OFFLINE", "true")
        .env("CARGO_TARGET_DIR", &target)
        .env_remove("RUSTFLAGS")
        .output()
        .expect("cargo runs");
    assert!(build.status.success(), "{}", String::from_utf8_lossy(&build.stderr));
    let mut program = Command::new(target.join("debug/counting_allocator"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let start = Instant::now();
    let ended = loop {
        let status = program.try_wait().expect("the program is ours");
        if status.is_some() || start.elapsed() > LIMIT {
            break status;
        }
        thread::sleep(Duration::from_millis(10));
    };
    if ended.is_none() {
        program.kill().expect("the program is ours");
    }
    let output = program.wait_with_output().expect("the program is ours");
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(ended.is_some(), "the program hangs\n{text}");
    assert!(output.status.success(), "{text}");
    println!("{text}");
}
