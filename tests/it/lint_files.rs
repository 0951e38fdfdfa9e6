//! The linter on rule files, dashboards and Markdown pages.

use std::fs;
use std::path::{Path, PathBuf};
use tallymark_catalog::execution::ExecutionMetrics;
use tallymark_tools::lint::Linter;

/// Writes a file into a folder of this suite.
fn file(name: &str, text: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("promql");
    fs::create_dir_all(&folder).expect("the folder can be created");
    let file = folder.join(name);
    fs::write(&file, text).expect("the folder is writable");
    file
}

#[test]
fn lint_files_report_the_location_of_queries() {
    let rules = "groups:\n- name: tasks\n  rules:\n  - record: job:tasks:rate5m\n    \
                 expr: sum by (job) (rate(execution_tasks_total[5m]))\n  - alert: Failing\n    \
                 expr: job:tasks:rate5m{jbo=\"x\"} > execution_lost\n";
    let dashboard = r#"{"templating": {"list": [{"name": "status", "query": "label_values(execution_tasks_total, statu)"}]},
        "panels": [{"title": "Row", "panels": [{"title": "Depth", "targets": [
            {"expr": "execution_queue"}, {"expr": "sum by (status) (rate(execution_tasks_total[$__rate_interval]))"}]}]}]}"#;
    let page = "# Page\n\n```promql\n# A comment.\nrate(execution_tasks_total[5m])\nrate(lost[5m])\n\n\
                sum(\n  rate(gone[5m])\n)\n```\n\n```rust\nlet lost = 1;\n```\n";
    let files = [
        file("rules.yaml", rules),
        file("dashboard.json", dashboard),
        file("page.md", page),
        file("list.promql", "# One.\nexecution_gone\n"),
    ];
    let found = Linter::new(ExecutionMetrics::DESC).lint_files(&files).expect("files with queries");
    let found: Vec<_> = found
        .iter()
        .map(|finding| {
            let name = finding.file.file_name().expect("a name").to_string_lossy();
            format!("{name}: {}: {}", finding.location, finding.problem)
        })
        .collect();
    insta::assert_snapshot!(found.join("\n"));
}

/// The findings of the linter in one file, as text.
fn found(name: &str, text: &str) -> Vec<String> {
    let found = Linter::new(ExecutionMetrics::DESC).lint_files([file(name, text)]).expect(name);
    found.iter().map(|finding| format!("{}: {}", finding.location, finding.problem)).collect()
}

#[test]
fn lint_files_recording_rules_add_series_and_labels() {
    let rule = |record: &str, expr: &str, labels: &str| {
        format!("  - {{record: {record}, expr: '{expr}', labels: {{{labels}}}}}\n")
    };
    let tasks = "sum by (job, status) (rate(execution_tasks_total[5m]))";
    let rules = [
        "groups:\n- name: a\n  labels: {team: layer}\n  rules:\n".to_owned(),
        rule("job:late", "sum by (job, window, team) (job_status:tasks)", ""),
        rule("job_status:tasks", tasks, "window: 5m"),
        rule("job_status:tasks", &tasks.replace("5m", "1h"), "window: 1h"),
        rule("job:wrong", "sum by (widnow) (job_status:tasks{window=\"2h\"})", ""),
        rule("job:lost", "sum by (status) (job:late)", ""),
        rule("job:drop", "job_status:tasks", "status: \"\""),
        rule("job:twice", "job:drop / on (status) job_status:tasks", ""),
    ];
    let operator =
        format!("kind: PrometheusRule\nspec:\n{}", rules.concat().replace("groups:", "  groups:"));
    let operator = operator
        .replace("\n- name", "\n  - name")
        .replace("\n  labels: {team", "\n    labels: {team");
    let operator = operator.replace("\n  rules", "\n    rules").replace("\n  - {", "\n    - {");
    let expected = [
        "rule `job:wrong` of group `a`: label `window` of `job_status:tasks` is never \"2h\"; did \
         you mean `1h`?",
        "rule `job:wrong` of group `a`: the argument of `sum` has no label `widnow`; did you mean `window`?",
        "rule `job:lost` of group `a`: the argument of `sum` has no label `status`; its labels are `job`, `team`, \
         `window`",
        "rule `job:twice` of group `a`: `/` never has a result: only the right side has the label \
         `status`; aggregate both sides in the same way, or match `on (..)`",
    ];
    assert_eq!(found("labels.yaml", &rules.concat()), expected);
    let two = format!("groups:\n- name: empty\n  labels:\n  rules:\n---\n{}", rules.concat());
    assert_eq!(found("two.yaml", &two), expected);
    assert_eq!(found("operator.yaml", &operator), expected);
}

#[test]
fn lint_files_dashboard_prometheus_queries_only() {
    let dashboard = r#"{"__inputs": [{"name": "DS_LOGS", "pluginId": "loki"}], "annotations": {"list": [
            {"name": "Restarts", "datasource": {"type": "prometheus", "uid": "x"}, "expr": "execution_restarts"},
            {"name": "Built in", "datasource": {"type": "grafana"}, "type": "dashboard"}]},
        "templating": {"list": [
            {"name": "top", "query": {"query": "query_result(topk(3, execution_top))"}},
            {"name": "logs", "type": "datasource", "query": "loki"},
            {"name": "app", "datasource": {"type": "loki"}, "query": "label_values({app=\"x\"}, pod)"}]},
        "panels": [
            {"title": "Logs", "datasource": {"type": "loki"}, "targets": [{"expr": "{app=\"x\"} |= \"err\""}]},
            {"title": "Mixed", "datasource": {"type": "datasource", "uid": "-- Mixed --"}, "targets": [
                {"datasource": {"type": "loki"}, "expr": "{app=\"x\"}| json"},
                {"datasource": {"type": "prometheus"}, "expr": "execution_mixed"},
                {"datasource": "Prometheus", "expr": " "}]},
            {"title": "Input", "datasource": "${DS_LOGS}", "targets": [{"expr": "{app=\"x\"} | json"}]},
            {"title": "Chosen", "datasource": {"uid": "$logs"}, "targets": [{"expr": "{app=\"x\"} | json"}]},
            {"title": "Named", "datasource": "Prometheus", "targets": [{"expr": "execution_named"}]}]}"#;
    let expected = [
        ("variable `top`", "execution_top"),
        ("annotation `Restarts`", "execution_restarts"),
        ("panel `Mixed`", "execution_mixed"),
        ("panel `Named`", "execution_named"),
    ];
    let expected = expected.map(|(location, metric)| {
        let fix = "correct the name, or add its prefix as foreign";
        format!("{location}: no metric is called `{metric}`; {fix}")
    });
    assert_eq!(found("sources.json", dashboard), expected);
}

#[test]
fn lint_files_markdown_code_blocks() {
    let page = "# One\n\n~~~ PromQL title=\"a\"\nrate(a[5m])\n~~~\n\n\
                - An item:\n\n  ````promql,ignore\n  rate(b[5m])\n  ```\n  ````\n\n\
                > ```promql\n> sum(\n>   rate(c[5m])\n> )\n> ```\n\n\
                ```text\nrate(d[5m])\n`````\n\n```promql\nrate(e[5m])\nsum(\n\n  f\n)\n# g\nsum(h\n";
    let lines: Vec<_> = found("fences.md", page);
    assert_eq!(
        lines.iter().map(|line| line.split(':').next().unwrap_or_default()).collect::<Vec<_>>(),
        ["line 4", "line 10", "line 11", "line 15", "line 25", "line 26", "line 31"],
        "{lines:#?}"
    );
}

#[test]
fn lint_files_error_names_the_file() {
    let check = |name: &str, text: &str, expected: &str| {
        let file = file(name, text);
        let error =
            Linter::new(ExecutionMetrics::DESC).lint_files([&file]).expect_err(name).to_string();
        assert!(error.contains(name) && error.contains(expected), "{error}");
    };
    check("broken.yaml", "groups: 3", "not a rule file");
    check("other.yaml", "name: x", "add `groups`");
    check("broken.json", "{", "not a dashboard");
    check("other.json", "{}", "add `panels`");
    check("notes.txt", "", "use .yml");
    let missing =
        Linter::new(ExecutionMetrics::DESC).lint_files(["no/such.md"]).expect_err("missing");
    assert!(missing.to_string().starts_with("no/such.md: "), "{missing}");
}
