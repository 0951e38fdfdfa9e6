//! Crates that cargo compiles for a test: a dependency under another name, and examples in docs.

use crate::support::source::root;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Writes a crate whose dependency on the runtime has the name `dependency`. Returns its folder.
fn write_crate(name: &str, dependency: &str, code: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let runtime = root().join("runtime");
    let manifest = format!(
        "[package]\nname = \"{name}\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies.{dependency}]\n\
         package = \"tallymark\"\npath = '{}'\ndefault-features = false\n",
        runtime.display()
    );
    fs::create_dir_all(folder.join("src")).expect("a folder for the crate");
    fs::write(folder.join("Cargo.toml"), manifest).expect("a writable folder");
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).expect("the lock file");
    fs::write(folder.join("src/lib.rs"), code).expect("a writable folder");
    folder
}

/// Runs cargo in a crate. Returns whether it succeeded, and what it wrote.
fn cargo(folder: &Path, args: &[&str]) -> (bool, String) {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compiled");
    let output = Command::new(env!("CARGO"))
        .args(args)
        .current_dir(folder)
        .env("CARGO_NET_OFFLINE", "true")
        .env("CARGO_TARGET_DIR", target)
        .env_remove("RUSTFLAGS")
        .output()
        .expect("cargo runs");
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&text).into_owned())
}

#[test]
fn renamed_dependency_is_one_error_with_the_fix() {
    let code = r"
use measures::{Counter, Metrics};

/// Caches.
#[derive(Debug, Metrics)]
pub struct Cache {
    /// Look-ups that found nothing.
    #[metric(labels(warm))]
    pub misses_total: Counter<bool>,
}

/// The caches.
pub static CACHE: Cache = Cache::new();

/// Counts a miss.
pub fn miss() {
    CACHE.misses_total(true).inc();
}
";
    let folder = write_crate("renamed", "measures", code);
    let (success, text) = cargo(&folder, &["check"]);
    let errors: Vec<_> = text.lines().filter(|line| line.starts_with("error")).collect();
    let fix = "error: the dependency `tallymark` has the name `measures` here; write \
               `#[metrics(crate = ::measures)]`";
    assert!(!success && errors.first() == Some(&fix), "{text}");
    // The other line counts the errors.
    assert_eq!(errors.len(), 2, "{text}");
    let fixed = code.replace("pub struct", "#[metrics(crate = ::measures)]\npub struct");
    fs::write(folder.join("src/lib.rs"), fixed).expect("a writable folder");
    let (success, text) = cargo(&folder, &["check"]);
    assert!(success, "{text}");
}

#[test]
fn example_in_docs_of_a_field_is_one_doctest() {
    let code = r#"
use tallymark::{Counter, Metrics};

/// Caches.
#[derive(Debug, Metrics)]
pub struct Cache {
    /// Look-ups that found nothing.
    ///
    /// ```
    /// documented::CACHE.misses_total().inc();
    /// ```
    pub misses_total: Counter,
    /// Look-ups.
    #[doc = concat!("```\n", "let _first = 1;\n", "```\n\n", "```\nlet _second = 2;\n```")]
    pub lookups_total: Counter,
}

/// The caches.
pub static CACHE: Cache = Cache::new();
"#;
    let folder = write_crate("documented", "tallymark", code);
    let (success, text) = cargo(&folder, &["test", "--doc", "--", "--list"]);
    assert!(success, "{text}");
    let count = |field: &str| {
        text.lines().filter(|line| line.contains(field) && line.ends_with(": test")).count()
    };
    assert_eq!((count("misses_total"), count("lookups_total")), (1, 2), "{text}");
}
