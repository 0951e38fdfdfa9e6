//! Crates that cargo compiles for a test: a dependency under another name, and examples in docs.

use crate::support::source::root;
use crate::support::written_crate;
use std::fs;
use std::path::{Path, PathBuf};

/// Writes a crate that has the runtime under the name `dependency`. Returns the folder of the crate.
fn write_crate(name: &str, dependency: &str, code: &str) -> PathBuf {
    let dependencies = format!(
        "[dependencies.{dependency}]\npackage = \"tallymark\"\npath = '{}'\ndefault-features = false\n",
        root().join("runtime").display()
    );
    written_crate::write_crate(name, "src/lib.rs", code, &dependencies)
}

/// Runs cargo in a crate. Returns whether it succeeded, and its output.
fn cargo(folder: &Path, args: &[&str]) -> (bool, String) {
    let output = written_crate::cargo(folder, args);
    (output.status.success(), written_crate::text(&output))
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
