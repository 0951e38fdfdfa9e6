//! The name of the runtime among the dependencies of the crate under compilation.
//!
//! A derive cannot ask the compiler for the names of crates. It runs in the compiler's process, and the arguments
//! of that process have them: `--extern measures=../libtallymark-0123.rmeta`. In other processes, such as an
//! editor's, nothing is found, and the compiler itself reports a wrong path.

use std::path::Path;

/// The name of this crate, which generated code uses unless the key `crate` gives another.
pub(crate) const USUAL: &str = "tallymark";

/// Returns the name of the runtime if the crate under compilation has it only under another name.
pub(crate) fn find_renamed() -> Option<String> {
    find_in(std::env::args_os().filter_map(|arg| arg.into_string().ok()))
}

fn find_in(args: impl Iterator<Item = String>) -> Option<String> {
    let mut renamed = None;
    let mut is_value = false;
    for arg in args {
        let value = if is_value { Some(&*arg) } else { arg.strip_prefix("--extern=") };
        if let Some((name, file)) = value.and_then(|value| value.split_once('=')) {
            // Options stand before the name: `priv,noprelude:name`.
            let name = name.rsplit(':').next().unwrap_or(name);
            if name == USUAL {
                return None;
            }
            if is_runtime(file) {
                renamed = Some(name.to_owned());
            }
        }
        is_value = arg == "--extern";
    }
    renamed
}

/// Returns whether a file is the compiled runtime: `libtallymark-0123.rmeta`.
fn is_runtime(file: &str) -> bool {
    let stem = Path::new(file).file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    stem.split('-').next().and_then(|name| name.strip_prefix("lib")) == Some(USUAL)
}

#[cfg(test)]
mod tests {
    use super::find_in;

    fn check(args: &str, expected: Option<&str>) {
        assert_eq!(find_in(args.split(' ').map(str::to_owned)).as_deref(), expected, "{args}");
    }

    #[test]
    fn renamed_runtime_is_found_in_the_arguments() {
        let runtime = "/target/debug/deps/libtallymark-0123abcd";
        check(&format!("rustc --extern measures={runtime}.rmeta"), Some("measures"));
        check(
            &format!("rustc --extern=priv,noprelude:measures={runtime}.rlib -C x"),
            Some("measures"),
        );
        check("rustc --extern measures=libtallymark.rlib", Some("measures"));
        check(&format!("rustc --extern tallymark={runtime}.rmeta"), None);
        check(
            &format!("rustc --extern measures={runtime}.rmeta --extern tallymark={runtime}.rmeta"),
            None,
        );
    }

    #[test]
    fn other_crates_and_processes_have_no_renamed_runtime() {
        check(
            "rustc --extern tools=libtallymark_tools-01.rmeta --extern m=libtallymark_macros-01.so",
            None,
        );
        check("rustc --extern tallymark --crate-name a=libtallymark.rlib", None);
        check("rust-analyzer-proc-macro-srv", None);
    }
}
