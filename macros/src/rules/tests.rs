use super::RULES;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

const HEAD: &str = "\
# Compile errors

`INSTA_UPDATE=always cargo test -p tallymark-macros` generates this page from the table of rules and the
cases in `ui-tests/fail`.

One compilation reports all mistakes that a declaration shows, each at its token, and each mistake once. A name that breaks
several rules gets one message with one proposal that follows all rules. Rules with a tick in the last column
allow exceptions with a reason: for a field (`#[metric(allow(rule, reason = \"..\"))]`) or for all metrics
of a group (`#[metrics(allow(rule, reason = \"..\"))]`). An exception that is not needed is also an error,
unless a field of the group that a `#[cfg]` removes may need it, or the exception says `may_be_unused`.
`#[metrics(existing_names(a, b, reason = \"..\"))]` excepts a list of exported names from all rules about names.

| rule | mistake | reason | fix | exceptions |
|---|---|---|---|---|
";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Returns the cases of a rule, the shortest first: the code and the messages.
fn cases(rule: &str) -> Vec<(String, String)> {
    let folder = root().join("ui-tests/fail").join(rule);
    let files =
        fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let files = files.map(|file| file.unwrap().path());
    let mut cases: Vec<_> = files
        .filter(|file| file.extension().is_some_and(|extension| extension == "rs"))
        .map(|file| {
            let read = |path: &Path| fs::read_to_string(path).unwrap().replace("\r\n", "\n");
            (read(&file), read(&file.with_extension("stderr")))
        })
        .collect();
    cases.sort_by_key(|(code, message)| (code.len() + message.len(), code.clone()));
    cases
}

fn page() -> String {
    let mut page = HEAD.to_owned();
    for rule in RULES {
        let tick = if rule.exceptable { "✓" } else { "" };
        let (name, fix) = (rule.name, rule.fix);
        writeln!(
            page,
            "| [`{name}`](#{name}) | {} | {} | {fix} | {tick} |",
            rule.catches, rule.why
        )
        .unwrap();
    }
    for rule in RULES {
        let cases = cases(rule.name);
        let (code, message) =
            cases.first().unwrap_or_else(|| panic!("rule {} has no case", rule.name));
        let code = code.replace("\nfn main() {}\n", "");
        let (code, message) = (code.trim_end(), message.trim_end());
        writeln!(page, "\n## {}\n\n```rust,compile_fail\n{code}\n```\n", rule.name).unwrap();
        writeln!(page, "```text\n{message}\n```").unwrap();
    }
    page
}

#[test]
fn page_of_rules_is_up_to_date() {
    let path = root().join("docs/diagnostics.md");
    let page = page();
    if env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        fs::write(&path, &page).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        committed == page,
        "{} is out of date; its head has the command that generates it",
        path.display()
    );
}

#[test]
fn each_rule_has_a_folder_of_cases() {
    let folders = fs::read_dir(root().join("ui-tests/fail")).unwrap();
    let folders = folders.map(|folder| folder.unwrap().file_name().into_string().unwrap());
    let rules = RULES.iter().map(|rule| rule.name.to_owned());
    // The folder `several` has cases with mistakes of different rules.
    let expected: BTreeSet<_> = rules.chain(["several".to_owned()]).collect();
    assert_eq!(folders.collect::<BTreeSet<_>>(), expected);
}

#[test]
fn messages_of_exceptable_rules_show_the_exception() {
    for rule in RULES.iter().filter(|rule| rule.exceptable) {
        for (code, message) in cases(rule.name) {
            // An exception for a namespace is on the group.
            let message = message.replace("`#[metrics(allow(", "`#[metric(allow(");
            let (_, allow) = message.split_once("`#[metric(allow(").expect("an exception");
            let (rules, _) = allow.split_once(", reason = \"..\"))]`").expect("a reason");
            assert!(rules.split(", ").any(|name| name == rule.name), "{code}");
        }
    }
}
