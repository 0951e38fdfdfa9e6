//! Runs the program `tallymark-catalog` as a user does.

use serde_json::Value;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Runs the program in the root of the repository, and checks its exit code. Returns its standard output
/// and standard error.
#[track_caller]
fn run(args: &[&str], code: i32) -> (String, String) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut command = Command::new(env!("CARGO_BIN_EXE_tallymark-catalog"));
    let Output { status, stdout, stderr } =
        command.args(args).current_dir(root).output().expect("the program starts");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    let (stdout, stderr) = (text(stdout), text(stderr));
    assert_eq!(status.code(), Some(code), "{args:?}:\n{stdout}{stderr}");
    (stdout, stderr)
}

fn file(name: &str, text: &str) -> PathBuf {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&file, text).expect("the file is accessible");
    file
}

/// Returns the page of a new node: every series of fixed labels is 0.
fn page() -> String {
    let mut page = tallymark::Exposition::new();
    page.add(std::sync::Arc::new(tallymark_catalog::execution::ExecutionMetrics::new()))
        .expect("no conflict");
    page.text()
}

#[test]
fn committed_files_are_up_to_date() {
    let rules = ["rules", "catalog/rules/execution.rules.yaml", "--check", "--tests"];
    run(&[&rules[..], &["catalog/rules/execution.test.yaml"]].concat(), 0);
    run(&["dashboard", "catalog/dashboards/execution-performance.json", "--check"], 0);
    run(&["docs", "catalog/docs/metrics.md", "--check"], 0);
    let (locked, _) = run(&["lock"], 0);
    assert_eq!(locked, "catalog/catalog.lock.json: matches the declaration\n");
}

#[test]
fn printed_and_written_files_are_the_same() {
    for command in ["docs", "json", "weaver", "dashboard", "rules"] {
        let (printed, _) = run(&[command], 0);
        let file = file(&format!("{command}.out"), "stale\n");
        let path = file.to_str().expect("UTF-8");
        let (_, stale) = run(&[command, path, "--check"], 1);
        assert!(stale.contains("out of date from line 1"), "{stale}");
        assert_eq!(
            fs::read_to_string(&file).expect("the file is accessible"),
            "stale\n",
            "only compared"
        );
        run(&[command, path], 0);
        assert_eq!(fs::read_to_string(&file).expect("the file is accessible"), printed);
        run(&[command, path, "--check"], 0);
    }
}

#[test]
fn docs_in_place_replaces_the_text_between_markers() {
    let page = "# Ours\n\n<!-- tallymark:begin -->\n<!-- tallymark:end -->\n\nThe end.\n";
    let file = file("page.md", page);
    let path = file.to_str().expect("UTF-8");
    run(&["docs", path, "--in-place", "--check"], 1);
    run(&["docs", path, "--in-place"], 0);
    let page = fs::read_to_string(&file).expect("the file is accessible");
    assert!(page.starts_with("# Ours\n") && page.ends_with("The end.\n"), "{page}");
    assert!(page.contains("execution_tasks_total"));
    run(&["docs", path, "--in-place", "--check"], 0);
    fs::write(&file, "No markers.\n").expect("the file is accessible");
    let (_, error) = run(&["docs", path, "--in-place"], 2);
    assert!(error.contains("page.md") && error.contains("tallymark:begin"), "{error}");
}

#[test]
fn lock_lists_and_accepts_changes() {
    let committed = include_str!("../catalog.lock.json");
    let old = committed.replace("\"submitted\",", "\"submitted\",\n            \"retried\",");
    let file = file("old.lock.json", &old);
    let path = file.to_str().expect("UTF-8");
    let (changes, advice) = run(&["lock", path], 1);
    let loss = "breaking: `execution_tasks_total`: label `status` loses the value \"retried\"";
    assert!(changes.starts_with(loss), "{changes}");
    assert!(advice.contains("`lock --update`"), "{advice}");
    let query =
        self::file("retried.promql", "rate(execution_tasks_total{status=\"retried\"}[5m])\n");
    let (broken, _) = run(&["lock", path, "--queries", query.to_str().expect("UTF-8")], 1);
    assert!(broken.contains("is never \"retried\""), "{broken}");
    run(&["lock", path, "--update"], 0);
    assert_eq!(fs::read_to_string(&file).expect("the file is accessible"), committed);
    fs::remove_file(&file).expect("the file is accessible");
    let (_, none) = run(&["lock", path], 2);
    assert!(none.contains("create it with `lock --update`"), "{none}");
    run(&["lock", path, "--update"], 0);
    assert_eq!(fs::read_to_string(&file).expect("the file is accessible"), committed);
}

#[test]
fn rules_and_their_tests_must_be_in_one_folder() {
    let (_, error) = run(&["rules", "a/x.yaml", "--tests", "b/y.yaml", "--check"], 2);
    assert!(error.contains("b/y.yaml: the tests name the rule file without a folder"), "{error}");
}

#[test]
fn queries_in_files_are_checked() {
    run(
        &[
            "lint",
            "catalog/queries/corrected.promql",
            "catalog/rules/execution.rules.yaml",
            "catalog/rules/execution.test.yaml",
            "catalog/dashboards/execution-performance.json",
            "catalog/docs/metrics.md",
        ],
        0,
    );
    let (found, _) = run(&["lint", "catalog/queries/in-use.promql"], 1);
    insta::assert_snapshot!(found);
    let foreign = file("foreign.promql", "node_load1 > on (pod) up\n");
    let foreign = foreign.to_str().expect("UTF-8");
    run(&["lint", foreign], 1);
    let others = ["--foreign", "node_", "--target-label", "pod"];
    run(&[&["lint", foreign][..], &others].concat(), 0);
    run(&[&["lock", "--queries", foreign][..], &others].concat(), 0);
    let (_, error) = run(&["lint", "no/such.yaml"], 2);
    assert!(error.contains("no/such.yaml"), "{error}");
}

/// Serves one request for a page. Returns the address of the server.
fn serve(page: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("a port").to_string();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a request");
        let mut request = [0; 4096];
        let length = stream.read(&mut request).expect("a request");
        assert!(request[..length].starts_with(b"GET /metrics HTTP/1.1\r\n"));
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", page.len());
        stream.write_all((head + &page).as_bytes()).expect("an answer");
    });
    address
}

#[test]
fn a_served_page_is_compared() {
    let address = serve(page());
    let (report, _) = run(&["check", &address], 0);
    assert!(report.starts_with("0 findings; 29 of 31 metrics have series"), "{report}");

    let wrong = page().replace("execution_receipts_generated_total", "execution_receipts_total");
    let (report, _) = run(&["check", &format!("http://{}/", serve(wrong.clone()))], 1);
    insta::assert_snapshot!(report);

    let file = file("page.txt", &wrong);
    let (report, _) = run(&["check", file.to_str().expect("UTF-8"), "--json"], 1);
    let report: Value = serde_json::from_str(&report).expect("JSON");
    assert_eq!(report["seen"], 28);
    assert_eq!(report["findings"][0]["rule"], "missing");
    assert!(report["coverage_percent"].as_f64().is_some_and(|percent| percent > 90.0));
}

#[test]
fn errors_name_the_file_url_or_command() {
    let (_, error) = run(&["check", "no-such-page"], 2);
    assert!(error.starts_with("error: no-such-page: the file does not exist"), "{error}");
    let (_, error) = run(&["check", "https://localhost/metrics"], 2);
    assert!(error.contains("`https` is not supported"), "{error}");
    let (_, error) = run(&["check", "http://no host/"], 2);
    assert!(error.contains("http://no host/: not a valid URL"), "{error}");
    let (_, error) = run(&["check", "127.0.0.1:1"], 2);
    assert!(error.contains("http://127.0.0.1:1/metrics"), "{error}");
    let file = file("broken.txt", "a 1\nb{\n");
    let (_, error) = run(&["check", file.to_str().expect("UTF-8")], 2);
    assert!(error.contains("line 2 is not in Prometheus' text format: b{"), "{error}");
    let (_, error) = run(&["dcos"], 2);
    assert!(error.contains("'docs'"), "{error}");
}

#[test]
fn closed_pipe_is_not_an_error() {
    for arguments in [&["docs"][..], &["completions", "bash"]] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let mut command = Command::new(env!("CARGO_BIN_EXE_tallymark-catalog"));
        let output = command.args(arguments).stdout(writer).output().expect("the program starts");
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && error.is_empty(), "{arguments:?}: {error}");
    }
}

#[test]
fn list_and_completions_name_all_metrics_and_commands() {
    let (list, _) = run(&["list"], 0);
    assert_eq!(list.lines().count(), 32);
    assert!(list.ends_with("31 metrics, at most 2090 series\n"), "{list}");
    for shell in ["bash", "zsh", "fish"] {
        let (completions, _) = run(&["completions", shell], 0);
        assert!(completions.contains("tallymark-catalog") && completions.contains("dashboard"));
    }
}
