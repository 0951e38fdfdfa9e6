//! Queries against the execution layer's declaration: what is right, and what each rule finds.

use std::fs;
use std::path::{Path, PathBuf};
use tallymark_catalog::execution::ExecutionMetrics;
use tallymark_tools::lint::{self, Checker, Rule};

const IN_USE: &str = include_str!("../../catalog/queries/in-use.promql");
const CORRECTED: &str = include_str!("../../catalog/queries/corrected.promql");

fn queries(file: &str) -> impl Iterator<Item = &str> {
    file.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty())
}

fn rules(query: &str) -> Vec<Rule> {
    let problems = lint::check(query, ExecutionMetrics::DESC);
    problems.into_iter().map(|problem| problem.rule).collect()
}

#[track_caller]
fn check(query: &str, expected: &[Rule]) {
    let problems = lint::check(query, ExecutionMetrics::DESC);
    let rules: Vec<_> = problems.iter().map(|problem| problem.rule).collect();
    assert_eq!(rules, expected, "{query}: {problems:#?}");
}

/// One problem, with these words.
#[track_caller]
fn says(query: &str, rule: Rule, expected: &str) {
    check(query, &[rule]);
    let message = lint::check(query, ExecutionMetrics::DESC)[0].to_string();
    assert!(message.contains(expected), "{message}");
}

#[test]
fn the_four_wrong_queries_in_use_are_found_and_no_other() {
    let wrong: Vec<_> =
        queries(IN_USE).map(|query| (query, rules(query))).filter(|(_, r)| !r.is_empty()).collect();
    let found: Vec<_> = wrong.iter().map(|(_, rules)| &rules[..]).collect();
    assert_eq!(
        found,
        [
            &[Rule::CounterWithoutRate][..],
            &[Rule::AlwaysOne],
            &[Rule::AlwaysEmpty],
            &[Rule::AlwaysOne]
        ],
        "{wrong:#?}"
    );
    assert_eq!(queries(CORRECTED).count(), 4);
    for query in queries(CORRECTED) {
        check(query, &[]);
    }
}

#[test]
fn metrics_exist_with_the_names_their_kind_has() {
    says("rate(execution_task_total[5m])", Rule::UnknownMetric, "mean `execution_tasks_total`?");
    says(
        "execution_task_duration",
        Rule::UnknownMetric,
        "ask for `execution_task_duration_bucket`",
    );
    says("rate(execution_tasks_total_count[5m])", Rule::UnknownMetric, "no metric is called");
    says("{__name__=~\"nothing.*\"}", Rule::UnknownMetric, "matches `nothing.*`");
    for right in ["up", "ALERTS{alertstate=\"firing\"}", "{__name__=~\"execution_.*\"}"] {
        check(right, &[]);
    }
    check("rate(tallymark_ignored_values_total[5m])", &[]);
    check("rate({__name__=\"execution_tasks_total\"}[5m])", &[]);
}

#[test]
fn labels_exist_with_values_they_can_have() {
    let rate = |matcher: &str| format!("rate(execution_tasks_total{{{matcher}}}[5m])");
    says(&rate("statsu=\"failed\""), Rule::UnknownLabel, "did you mean `status`?");
    says(&rate("status=\"faild\""), Rule::UnknownValue, "did you mean `failed`?");
    says(&rate("status!=\"lost\""), Rule::UnknownValue, "is never \"lost\"");
    says(&rate("status=~\"x.*\""), Rule::UnknownValue, "is never \"x.*\"");
    says(&rate("status=~\"completed|faild\""), Rule::UnknownValue, "did you mean `failed`?");
    for right in [
        "status=~\"comp.*\"",
        "status!=\"failed\"",
        "status=~\"completed|failed\"",
        "status!=\"\"",
        "job=\"node\"",
        "status=~\"$status\"",
        "instance=~\"${instance:regex}\"",
    ] {
        check(&rate(right), &[]);
    }
    let bucket = |le: &str| format!("rate(execution_task_duration_bucket{{le=\"{le}\"}}[5m])");
    says(&bucket("0.123"), Rule::UnknownValue, "its bounds are");
    for right in ["+Inf", "1", "1.0"] {
        check(&bucket(right), &[]);
    }
}

#[test]
fn functions_fit_the_kind() {
    let depth = "execution_task_queue_depth";
    says(&format!("rate({depth}[5m])"), Rule::RateOfGauge, "is a gauge");
    says("delta(execution_tasks_total[5m])", Rule::DeltaOfCounter, "is a counter");
    says("sum(execution_tasks_total)", Rule::CounterWithoutRate, "rate(execution_tasks_total[5m])");
    check("max_over_time(execution_tasks_total[5m])", &[Rule::CounterWithoutRate]);
    check(
        "execution_task_duration_sum / execution_task_duration_count",
        &[Rule::CounterWithoutRate; 2],
    );
    for right in [
        "deriv(execution_task_queue_depth[5m])",
        "avg_over_time(execution_task_queue_depth[1h:5m])",
        "absent(execution_tasks_total)",
        "count(execution_tasks_total)",
        "execution_tasks_total > 0",
        "resets(execution_tasks_total[1h])",
        "max_over_time(rate(execution_tasks_total[5m])[1h:1m])",
    ] {
        check(right, &[]);
    }
}

#[test]
fn quantiles_have_buckets_and_are_between_0_and_1() {
    let bucket = "rate(execution_task_duration_bucket[5m])";
    check(&format!("histogram_quantile(0.95, sum by (le) ({bucket}))"), &[]);
    says(&format!("histogram_quantile(0.95, sum({bucket}))"), Rule::MissingLe, "sum by (le)");
    check("histogram_quantile(0.9, rate(execution_task_duration_sum[5m]))", &[Rule::MissingLe]);
    says(&format!("histogram_quantile(95, {bucket})"), Rule::Quantile, "95 is no quantile");
    check("quantile(-1, execution_task_queue_depth)", &[Rule::Quantile]);
    check("quantile_over_time(0.5, execution_task_queue_depth[5m])", &[]);
}

#[test]
fn two_sides_can_match() {
    let rate = |name: &str| format!("rate({name}[5m])");
    let (tasks, errors) = (rate("execution_tasks_total"), rate("execution_errors_total"));
    says(&format!("{errors} / {tasks}"), Rule::AlwaysEmpty, "label `component`, the right has not");
    says(&format!("{errors} / sum({tasks})"), Rule::AlwaysEmpty, "has the label");
    says(&format!("sum by (job) ({errors}) / {tasks}"), Rule::AlwaysEmpty, "has the label");
    says(
        "sum by (status) (rate(execution_tasks_total{status=\"failed\"}[5m])) \
         / sum by (status) (rate(execution_tasks_total{status=\"completed\"}[5m]))",
        Rule::AlwaysEmpty,
        "`status` is \"failed\" on the left and \"completed\" on the right",
    );
    says(&format!("{errors} unless {tasks}"), Rule::NoEffect, "never excludes");
    says(&format!("{errors} / on (statsu) {tasks}"), Rule::UnknownLabel, "what `on` compares");
    for right in [
        format!("sum({errors}) / sum({tasks})"),
        format!("sum by (job) ({errors}) / sum by (job) ({tasks})"),
        format!("sum by (status) ({tasks}) / ignoring (status) group_left () sum({tasks})"),
        format!("{tasks} / on (job) group_left () sum by (job) ({errors})"),
        format!("{errors} or {tasks}"),
        format!("{tasks} and on (instance) up == 1"),
        format!("{tasks} > 0.5"),
    ] {
        check(&right, &[]);
    }
}

#[test]
fn nothing_is_compared_with_itself() {
    let tasks = "rate(execution_tasks_total{status=\"failed\"}[5m])";
    let all = "rate(execution_tasks_total[5m])";
    says(&format!("{tasks} / {all}"), Rule::AlwaysOne, "always 1");
    says(&format!("sum({all}) - sum({all})"), Rule::AlwaysOne, "always 0");
    check(&format!("({tasks}) > {all}"), &[Rule::AlwaysOne]);
    check(&format!("{all} / rate(execution_tasks_total[1h])"), &[]);
    check(&format!("{all} / {}", all.replace("[5m]", "[5m] offset 1d")), &[]);
    check(&format!("sum by (job) ({tasks}) / sum by (job) ({all})"), &[]);
}

#[test]
fn groupings_name_labels_there_are() {
    let all = "rate(execution_errors_total[5m])";
    says(&format!("sum by (componnet) ({all})"), Rule::UnknownLabel, "mean `component`?");
    says(&format!("sum without (pod) ({all})"), Rule::UnknownLabel, "it has `component`");
    says(&format!("sum by (job) (sum({all}))"), Rule::UnknownLabel, "it has none");
    check(&format!("topk(3, sum by (component, instance) ({all}))"), &[]);
    let pods = Checker::new(ExecutionMetrics::DESC).target_label("pod").foreign("node_");
    assert_eq!(pods.check(&format!("sum by (pod) ({all}) > on (pod) node_load1")), []);
    check(&format!("label_replace({all}, \"x\", \"$1\", \"component\", \"(.*)\")"), &[]);
    check(
        &format!("sum by (x) (label_replace({all}, \"x\", \"$1\", \"c\", \"(.*)\"))"),
        &[Rule::UnknownLabel],
    );
}

#[test]
fn nothing_is_said_of_what_a_variable_leaves_open() {
    let all = "rate(execution_errors_total[$__rate_interval])";
    for right in [
        "rate($metric[5m])".to_owned(),
        "rate(execution_tasks_total{${label}=~\"$value\"}[5m])".to_owned(),
        "sum by (le) (rate(execution_${kind}_duration_bucket[5m]))".to_owned(),
        format!("sum by ($by) ({all}) / on ($by) group_left ($more) sum by ($by, job) ({all})"),
        format!("sum by (component) (sum without ($by) ({all}))"),
        format!("topk($k, {all}) > $limit"),
        format!("$agg by (job) ({all}) + ${{func}}_over_time(up[5m])"),
        "execution_task_queue_depth{$filters} $op 5".to_owned(),
        "sum(rate(execution_tasks_total[${minutes}m])) # it's\n> $limit".to_owned(),
        "count by (__name__) ({__name__=~\"execution_.*\"})".to_owned(),
        "count by (__name__, job) (execution_tasks_total)".to_owned(),
    ] {
        check(&right, &[]);
    }
    check(&format!("sum by ($by) ({all}) / execution_lost"), &[Rule::UnknownMetric]);
    check(&format!("$agg by (componnet) ({all})"), &[Rule::UnknownLabel]);
    check(&format!("topk($k, sum by (componnet) ({all}))"), &[Rule::UnknownLabel]);
}

#[test]
fn what_comes_out_of_two_sides_has_their_labels() {
    let (tasks, errors) = ("rate(execution_tasks_total[5m])", "rate(execution_errors_total[5m])");
    let by_job = format!("sum by (job) ({errors})");
    check("sum by (job) (up == on (job, instance) up)", &[]);
    check(&format!("sum by (job, status) ({tasks} / on (job) group_left () {by_job})"), &[]);
    let of_tasks = format!("sum by (job) ({tasks})");
    check(&format!("sum by (status) ({by_job} / on (job) {of_tasks})"), &[Rule::UnknownLabel]);
    let two = |label: &str| {
        format!(
            "sum by ({label}) (rate(execution_tasks_total{{status=\"failed\"}}[5m]) or \
             rate(execution_tasks_total{{status=\"completed\"}}[5m]))"
        )
    };
    check(&two("status"), &[]);
    check(&two("statsu"), &[Rule::UnknownLabel]);
}

/// A query, with `T` for a counter of tasks by status and `G` for a gauge by priority.
fn written_out(query: &str) -> String {
    let name = |word: &str| match word {
        "T" => "execution_tasks_total".to_owned(),
        "R" => "execution_receipts_generated_total".to_owned(),
        "G" => "execution_task_queue_depth".to_owned(),
        word => word.to_owned(),
    };
    let words = query.split_inclusive(|c: char| !c.is_alphanumeric() && c != '_');
    let word = |part: &str| {
        let end = part.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(part.len());
        name(&part[..end]) + &part[end..]
    };
    words.map(word).collect()
}

#[test]
fn what_targets_have_is_there_until_it_is_aggregated_away() {
    for right in [
        "sum without (instance) (rate(R[5m])) / sum by (job) (rate(T[5m]))",
        "sum without (status) (rate(T{status='failed'}[5m])) / sum by (job, instance) (rate(T[5m]))",
        "sum without (job, instance) (rate(R[5m])) / sum(rate(T[5m]))",
        "rate(T[5m]) / ignoring (status) group_left () sum by (job, instance) (rate(T[5m]))",
        "label_replace(rate(T{status='failed'}[5m]), 'status', '', '', '') / rate(R[5m])",
        "G{env=''} > 3",
    ] {
        check(&written_out(right), &[]);
    }
    for wrong in [
        "sum without (instance) (rate(R[5m])) / sum by (job, instance) (rate(T[5m]))",
        "rate(R[5m]) / on (job) sum(rate(T[5m]))",
    ] {
        check(&written_out(wrong), &[Rule::AlwaysEmpty]);
    }
    let gone = written_out("sum by (instance) (sum without (instance) (rate(T[5m])))");
    check(&gone, &[Rule::UnknownLabel]);
    check(
        &written_out("label_join(rate(T[5m]), 'x', '-', 'status', 'statsu')"),
        &[Rule::UnknownLabel],
    );
}

#[test]
fn matchers_are_judged_by_what_is_declared_and_together_leave_something() {
    for right in [
        "rate(T{status=~'completed|failed',status!='submitted'}[5m])",
        "rate(T{status!='failed',status!~'fail.*'}[5m])",
        "rate(T{job='a',job!='b'}[5m])",
        "rate(T{status=~'(completed|failed)'}[5m])",
        "rate(T{status=~'^(?:comp.*|failed)$'}[5m])",
        "rate(T{status=~'(comp|fail)(leted|ed)'}[5m])",
    ] {
        check(&written_out(right), &[]);
    }
    for wrong in [
        "rate(T{status=~'(completed|faild)'}[5m])",
        "rate(T{status=~'^(completed|faild)$'}[5m])",
        "rate(T{status=~'completed|faild.*'}[5m])",
        "rate(T{status='completed',status!='completed'}[5m])",
        "rate(T{status='faild' or status='failed'}[5m])",
    ] {
        check(&written_out(wrong), &[Rule::UnknownValue]);
    }
    let one_bucket = "histogram_quantile(0.9, rate(execution_task_duration_bucket{le=\"1\"}[5m]))";
    says(one_bucket, Rule::MissingLe, "all buckets, not one");
}

#[test]
fn counters_as_they_are_tell_differences_changes_and_whether_there_was_anything() {
    for right in [
        "sum(T{status='submitted'}) - sum(T{status='completed'}) - sum(T{status='failed'})",
        "sum(T{status='submitted'}) - (sum(T{status='completed'}) + sum(T{status='failed'}))",
        "T unless T offset 10m",
        "min_over_time(T[5m]) == max_over_time(T[5m])",
        "T * on (job) group_left () (up == 0) > 0",
        "sum(rate(T[5m])) or 0 * sum(T)",
        "T >= 1",
    ] {
        check(&written_out(right), &[]);
    }
    for wrong in ["T > 1000", "sum(T) * 2", "scalar(R)", "vector(scalar(sum(T)))", "T + on (job) R"]
    {
        check(&written_out(wrong), &[Rule::CounterWithoutRate]);
    }
    for wrong in
        ["rate((G + G)[5m:1m])", "rate((G > 0)[5m:1m])", "rate(avg_over_time(G[5m])[1h:1m])"]
    {
        check(&written_out(wrong), &[Rule::RateOfGauge]);
    }
}

#[test]
fn what_is_measured_is_compared_with_something_else() {
    for right in [
        "sum(rate(T{status='$a'}[5m])) / sum(rate(T{status='$b'}[5m]))",
        "sum(rate(T[$short])) / sum(rate(T[$long]))",
        "rate(T[$__rate_interval]) / rate(T[5m])",
        "G offset $a - G offset $b",
        "100 * sum(rate(T{status='failed'}[5m])) / sum(rate(T[5m]))",
        "sum by (job) (rate(T{status='failed'}[5m])) / sum by (job) (rate(T[5m]))",
        "G - G * 0.5",
    ] {
        check(&written_out(right), &[]);
    }
    for wrong in [
        "100 * rate(T{status='failed'}[5m]) / rate(T[5m])",
        "rate(T{status='failed'}[5m]) / (rate(T[5m]) > 0)",
        "rate(T{status='failed'}[5m]) / clamp_min(rate(T[5m]), 1)",
        "rate(T{status='failed'}[5m]) / (rate(T[5m]) or vector(1))",
        "rate(T{status='failed'}[5m]) / on (job, instance, status) rate(T[5m])",
        "sum by (status) (rate(T{status='failed'}[5m])) / sum by (status) (rate(T[5m]))",
        "sum without (instance) (rate(T{status='failed'}[5m])) / sum without (instance) (rate(T[5m]))",
        "sum by (job, status) (rate(T[5m])) / sum by (status, job) (rate(T[5m]))",
        "max_over_time(rate(T{job='a'}[5m])[1h:1m]) / max_over_time(rate(T[5m])[1h:1m])",
        "up / up",
    ] {
        check(&written_out(wrong), &[Rule::AlwaysOne]);
    }
}

#[test]
fn what_is_no_promql_is_told() {
    says("rate(execution_tasks_total[5m]", Rule::Syntax, "not PromQL");
    says("rate(execution_tasks_total[1e30])", Rule::Syntax, "is a duration too long?");
    assert!(Rule::ALL.iter().all(|rule| !rule.name().is_empty()));
}

fn file(name: &str, text: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("promql");
    fs::create_dir_all(&folder).expect("a folder for tests");
    let file = folder.join(name);
    fs::write(&file, text).expect("a file");
    file
}

#[test]
fn queries_in_files_are_found_with_their_places() {
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
    let found = Checker::new(ExecutionMetrics::DESC).files(&files).expect("files with queries");
    let found: Vec<_> = found
        .iter()
        .map(|finding| {
            let name = finding.file.file_name().expect("a name").to_string_lossy();
            format!("{name}: {}: {}", finding.place, finding.problem)
        })
        .collect();
    insta::assert_snapshot!(found.join("\n"));
}

/// What the checker finds in one file, a line each.
fn found(name: &str, text: &str) -> Vec<String> {
    let found = Checker::new(ExecutionMetrics::DESC).files([file(name, text)]).expect(name);
    found.iter().map(|finding| format!("{}: {}", finding.place, finding.problem)).collect()
}

#[test]
fn rules_build_on_each_other_and_add_labels() {
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
        "rule `job:wrong` of group `a`: what `sum` takes has no label `widnow`; did you mean `window`?",
        "rule `job:lost` of group `a`: what `sum` takes has no label `status`; it has `job`, `team`, \
         `window`",
        "rule `job:twice` of group `a`: `/` never has a result: the right side has the label `status`, \
         the left has not; aggregate both sides alike, or match `on (..)`",
    ];
    assert_eq!(found("labels.yaml", &rules.concat()), expected);
    let two = format!("groups:\n- name: empty\n  labels:\n  rules:\n---\n{}", rules.concat());
    assert_eq!(found("two.yaml", &two), expected);
    assert_eq!(found("operator.yaml", &operator), expected);
}

#[test]
fn dashboards_are_asked_for_what_they_ask_prometheus() {
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
    assert_eq!(
        found("sources.json", dashboard),
        [
            "variable `top`: no metric is called `execution_top`",
            "annotation `Restarts`: no metric is called `execution_restarts`",
            "panel `Mixed`: no metric is called `execution_mixed`",
            "panel `Named`: no metric is called `execution_named`",
        ]
    );
}

#[test]
fn blocks_of_pages_are_found_as_markdown_has_them() {
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
fn a_file_without_queries_is_an_error_that_names_it() {
    let check = |name: &str, text: &str, expected: &str| {
        let file = file(name, text);
        let error =
            Checker::new(ExecutionMetrics::DESC).files([&file]).expect_err(name).to_string();
        assert!(error.contains(name) && error.contains(expected), "{error}");
    };
    check("broken.yaml", "groups: 3", "not a rule file");
    check("other.yaml", "name: x", "it has no `groups`");
    check("broken.json", "{", "not a dashboard");
    check("other.json", "{}", "it has no `panels`");
    check("notes.txt", "", "known are .yml");
    let missing = Checker::new(ExecutionMetrics::DESC).files(["no/such.md"]).expect_err("missing");
    assert!(missing.to_string().starts_with("no/such.md: "), "{missing}");
}

#[test]
fn everything_that_is_generated_is_right() {
    let generated = crate::dashboard::exprs().into_iter().chain(crate::reference::queries());
    let recorded = crate::rules::recorded();
    let all: Vec<_> = generated.chain(recorded).collect();
    assert!(all.len() > 100, "{}", all.len());
    for query in all {
        check(&query, &[]);
    }
}
