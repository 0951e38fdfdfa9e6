//! Imports go one way: between the files of a crate, and between crates.

use crate::support::module_graph::{self, Files};
use crate::support::source;
use serde_json::Value;
use std::process::Command;

/// The crates that others build on. Each may depend only on those before it.
const LAYERS: [&str; 4] = ["tallymark-macros", "tallymark", "tallymark-tools", "tallymark-catalog"];

#[test]
fn imports_have_no_circles() {
    let Some(files) = source::tracked(&["rs"]) else { return };
    let circles = circles(&files);
    assert!(circles.is_empty(), "these files import each other:\n{}", circles.join("\n"));
}

/// One line for each circle, in any crate.
fn circles(files: &Files) -> Vec<String> {
    let is_entry = |path: &&String| path.ends_with("/lib.rs") || path.ends_with("/main.rs");
    let entries = files.keys().filter(is_entry);
    let circles = entries.flat_map(|entry| module_graph::circles(files, entry));
    circles.map(|circle| circle.join(" ")).collect()
}

fn files(texts: &[(&str, &str)]) -> Files {
    texts.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

#[test]
fn imports_of_two_files_that_import_each_other_are_a_circle() {
    let a = ("src/a.rs", "use super::b::{self, B as C};\n");
    for b in [
        "use crate::a::A;\n",
        "use crate::{\n    c::{C, D},\n    a::*,\n};\n",
        "fn f() -> super::a::A { loop {} }\n",
        "use std::fmt;\n\npub(crate) use crate :: a;\n",
    ] {
        let lib = ("src/lib.rs", "mod a;\npub(crate) mod b;\n");
        let circles = circles(&files(&[lib, a, ("src/b.rs", b)]));
        assert_eq!(circles, ["src/a.rs src/b.rs"], "{b}");
    }
}

#[test]
fn imports_through_a_parent_and_a_grandchild_are_a_circle() {
    let mut files = files(&[
        ("src/main.rs", "mod a;\nmod b;\n"),
        ("src/a.rs", "mod inner;\nuse crate::b::B;\nuse self::inner::Inner;\n"),
        ("src/a/inner.rs", "pub(crate) struct Inner;\n"),
        ("src/b/mod.rs", "use crate::a::inner::Inner;\n"),
    ]);
    assert_eq!(circles(&files), Vec::<String>::new());
    files.insert("src/a/inner.rs".to_owned(), "use crate::a::A;\n".to_owned());
    assert_eq!(circles(&files), ["src/a.rs src/a/inner.rs src/b/mod.rs"]);
}

#[test]
fn imports_in_tests_and_comments_are_no_circle() {
    for b in [
        "// use crate::a::A;\n",
        "/// See [`crate::a`].\npub struct B;\n",
        "#[cfg(test)]\nmod tests {\n    use crate::a::A;\n}\n",
        "#[cfg(test)]\nmod tests;\n",
        "#[cfg(test)]\n#[allow(unused)]\nmod tests;\n",
    ] {
        let files = files(&[
            ("src/lib.rs", "mod a;\nmod b;\npub use a::A;\npub use b::B;\n"),
            ("src/a.rs", "use crate::b::B;\nuse crate::B as Another;\n"),
            ("src/b.rs", b),
            ("src/b/tests.rs", "use crate::a::A;\nuse super::B;\n"),
        ]);
        assert_eq!(circles(&files), Vec::<String>::new(), "{b}");
    }
}

#[test]
fn imports_between_crates_go_one_way() {
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .output()
        .expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&metadata.stdout).expect("cargo writes JSON");
    let packages = metadata["packages"].as_array().expect("a list");
    let name = |package: &Value| package["name"].as_str().expect("a name").to_owned();
    let members: Vec<_> = packages.iter().map(name).collect();
    for layer in LAYERS {
        assert!(members.iter().any(|member| member == layer), "{layer} in {members:?}");
    }
    // Crates for tests come after all layers.
    let position =
        |name: &str| LAYERS.iter().position(|layer| *layer == name).unwrap_or(LAYERS.len());
    for package in packages {
        let package_name = name(package);
        for dependency in package["dependencies"].as_array().expect("a list") {
            let dependency_name = name(dependency);
            if !dependency["kind"].is_null() || !members.contains(&dependency_name) {
                continue;
            }
            assert!(
                position(&dependency_name) < position(&package_name),
                "{package_name} depends on {dependency_name}"
            );
        }
    }
}

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
