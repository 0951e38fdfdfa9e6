//! The linter on single queries: valid queries pass, and each rule finds its mistake.

use crate::support::queries::{self, CORRECTED, IN_USE};
use tallymark_catalog::execution::ExecutionMetrics;
use tallymark_tools::lint::{self, LintRule, Linter};

fn rules(query: &str) -> Vec<LintRule> {
    let problems = lint::lint_query(query, ExecutionMetrics::DESC);
    problems.into_iter().map(|problem| problem.rule).collect()
}

#[track_caller]
fn check(query: &str, expected: &[LintRule]) {
    let problems = lint::lint_query(query, ExecutionMetrics::DESC);
    let rules: Vec<_> = problems.iter().map(|problem| problem.rule).collect();
    assert_eq!(rules, expected, "{query}: {problems:#?}");
}

/// Expects one problem with a message that contains `expected`.
#[track_caller]
fn says(query: &str, rule: LintRule, expected: &str) {
    check(query, &[rule]);
    let message = lint::lint_query(query, ExecutionMetrics::DESC)[0].to_string();
    assert!(message.contains(expected), "{message}");
}

#[test]
fn lint_finds_exactly_the_four_wrong_queries_in_use() {
    let in_use = queries::in_file(IN_USE).into_iter();
    let wrong: Vec<_> =
        in_use.map(|query| (query, rules(query))).filter(|(_, r)| !r.is_empty()).collect();
    let found: Vec<_> = wrong.iter().map(|(_, rules)| &rules[..]).collect();
    assert_eq!(
        found,
        [
            &[LintRule::CounterWithoutRate][..],
            &[LintRule::AlwaysOne],
            &[LintRule::AlwaysEmpty],
            &[LintRule::AlwaysOne]
        ],
        "{wrong:#?}"
    );
    assert_eq!(queries::in_file(CORRECTED).len(), 4);
    for query in queries::in_file(CORRECTED) {
        check(query, &[]);
    }
}

#[test]
fn lint_unknown_metric() {
    says(
        "rate(execution_task_total[5m])",
        LintRule::UnknownMetric,
        "mean `execution_tasks_total`?",
    );
    says(
        "execution_task_duration",
        LintRule::UnknownMetric,
        "select `execution_task_duration_bucket`",
    );
    says("rate(execution_tasks_total_count[5m])", LintRule::UnknownMetric, "no metric is called");
    says("{__name__=~\"nothing.*\"}", LintRule::UnknownMetric, "matches `nothing.*`");
    for right in ["up", "ALERTS{alertstate=\"firing\"}", "{__name__=~\"execution_.*\"}"] {
        check(right, &[]);
    }
    check("rate(tallymark_ignored_values_total[5m])", &[]);
    check("rate({__name__=\"execution_tasks_total\"}[5m])", &[]);
}

#[test]
fn lint_unknown_label_and_value() {
    let rate = |matcher: &str| format!("rate(execution_tasks_total{{{matcher}}}[5m])");
    says(&rate("statsu=\"failed\""), LintRule::UnknownLabel, "did you mean `status`?");
    says(&rate("status=\"faild\""), LintRule::UnknownValue, "did you mean `failed`?");
    says(&rate("status!=\"lost\""), LintRule::UnknownValue, "is never \"lost\"");
    says(&rate("status=~\"x.*\""), LintRule::UnknownValue, "is never \"x.*\"");
    says(&rate("status=~\"completed|faild\""), LintRule::UnknownValue, "did you mean `failed`?");
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
    says(&bucket("0.123"), LintRule::UnknownValue, "its bounds are");
    for right in ["+Inf", "1", "1.0"] {
        check(&bucket(right), &[]);
    }
}

#[test]
fn lint_function_must_fit_the_kind() {
    let depth = "execution_task_queue_depth";
    says(
        &format!("rate({depth}[5m])"),
        LintRule::RateOfGauge,
        "the gauge `execution_task_queue_depth`",
    );
    says("delta(execution_tasks_total[5m])", LintRule::DeltaOfCounter, "of the counter");
    says(
        "sum(execution_tasks_total)",
        LintRule::CounterWithoutRate,
        "rate(execution_tasks_total[5m])",
    );
    check("max_over_time(execution_tasks_total[5m])", &[LintRule::CounterWithoutRate]);
    check(
        "execution_task_duration_sum / execution_task_duration_count",
        &[LintRule::CounterWithoutRate; 2],
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
fn lint_quantile_needs_buckets_and_range() {
    let bucket = "rate(execution_task_duration_bucket[5m])";
    check(&format!("histogram_quantile(0.95, sum by (le) ({bucket}))"), &[]);
    says(&format!("histogram_quantile(0.95, sum({bucket}))"), LintRule::MissingLe, "sum by (le)");
    check("histogram_quantile(0.9, rate(execution_task_duration_sum[5m]))", &[LintRule::MissingLe]);
    says(&format!("histogram_quantile(95, {bucket})"), LintRule::Quantile, "95 is not a quantile");
    check("quantile(-1, execution_task_queue_depth)", &[LintRule::Quantile]);
    check("quantile_over_time(0.5, execution_task_queue_depth[5m])", &[]);
}

#[test]
fn lint_binary_operator_sides_must_match() {
    let rate = |name: &str| format!("rate({name}[5m])");
    let (tasks, errors) = (rate("execution_tasks_total"), rate("execution_errors_total"));
    says(
        &format!("{errors} / {tasks}"),
        LintRule::AlwaysEmpty,
        "only the left side has the label `component`",
    );
    says(&format!("{errors} / sum({tasks})"), LintRule::AlwaysEmpty, "has the label");
    says(&format!("sum by (job) ({errors}) / {tasks}"), LintRule::AlwaysEmpty, "has the label");
    says(
        "sum by (status) (rate(execution_tasks_total{status=\"failed\"}[5m])) \
         / sum by (status) (rate(execution_tasks_total{status=\"completed\"}[5m]))",
        LintRule::AlwaysEmpty,
        "`status` is \"failed\" on the left and \"completed\" on the right",
    );
    says(&format!("{errors} unless {tasks}"), LintRule::NoEffect, "never excludes");
    says(&format!("{errors} / on (statsu) {tasks}"), LintRule::UnknownLabel, "a side of `on`");
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
fn lint_comparison_with_itself() {
    let tasks = "rate(execution_tasks_total{status=\"failed\"}[5m])";
    let all = "rate(execution_tasks_total[5m])";
    says(&format!("{tasks} / {all}"), LintRule::AlwaysOne, "always 1");
    says(&format!("sum({all}) - sum({all})"), LintRule::AlwaysOne, "always 0");
    check(&format!("({tasks}) > {all}"), &[LintRule::AlwaysOne]);
    check(&format!("{all} / rate(execution_tasks_total[1h])"), &[]);
    check(&format!("{all} / {}", all.replace("[5m]", "[5m] offset 1d")), &[]);
    check(&format!("sum by (job) ({tasks}) / sum by (job) ({all})"), &[]);
}

#[test]
fn lint_grouping_needs_existing_labels() {
    let all = "rate(execution_errors_total[5m])";
    says(&format!("sum by (componnet) ({all})"), LintRule::UnknownLabel, "mean `component`?");
    says(
        &format!("sum without (pod) ({all})"),
        LintRule::UnknownLabel,
        "its labels are `component`",
    );
    says(&format!("sum by (job) (sum({all}))"), LintRule::UnknownLabel, "it has no labels");
    check(&format!("topk(3, sum by (component, instance) ({all}))"), &[]);
    let pods = Linter::new(ExecutionMetrics::DESC).target_label("pod").foreign("node_");
    assert_eq!(pods.lint(&format!("sum by (pod) ({all}) > on (pod) node_load1")), []);
    check(&format!("label_replace({all}, \"x\", \"$1\", \"component\", \"(.*)\")"), &[]);
    check(
        &format!("sum by (x) (label_replace({all}, \"x\", \"$1\", \"c\", \"(.*)\"))"),
        &[LintRule::UnknownLabel],
    );
}

#[test]
fn lint_accepts_grafana_variables() {
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
    check(&format!("sum by ($by) ({all}) / execution_lost"), &[LintRule::UnknownMetric]);
    check(&format!("$agg by (componnet) ({all})"), &[LintRule::UnknownLabel]);
    check(&format!("topk($k, sum by (componnet) ({all}))"), &[LintRule::UnknownLabel]);
}

#[test]
fn lint_binary_operator_result_labels() {
    let (tasks, errors) = ("rate(execution_tasks_total[5m])", "rate(execution_errors_total[5m])");
    let by_job = format!("sum by (job) ({errors})");
    check("sum by (job) (up == on (job, instance) up)", &[]);
    check(&format!("sum by (job, status) ({tasks} / on (job) group_left () {by_job})"), &[]);
    let of_tasks = format!("sum by (job) ({tasks})");
    check(&format!("sum by (status) ({by_job} / on (job) {of_tasks})"), &[LintRule::UnknownLabel]);
    let two = |label: &str| {
        format!(
            "sum by ({label}) (rate(execution_tasks_total{{status=\"failed\"}}[5m]) or \
             rate(execution_tasks_total{{status=\"completed\"}}[5m]))"
        )
    };
    check(&two("status"), &[]);
    check(&two("statsu"), &[LintRule::UnknownLabel]);
}

/// Expands a short query: `T` is a counter of tasks by status, `R` is a counter of receipts, and `G`
/// is a gauge by priority.
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
fn lint_target_labels_until_aggregated() {
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
        check(&written_out(wrong), &[LintRule::AlwaysEmpty]);
    }
    let gone = written_out("sum by (instance) (sum without (instance) (rate(T[5m])))");
    check(&gone, &[LintRule::UnknownLabel]);
    check(
        &written_out("label_join(rate(T[5m]), 'x', '-', 'status', 'statsu')"),
        &[LintRule::UnknownLabel],
    );
}

#[test]
fn lint_matchers_must_select_declared_values() {
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
        check(&written_out(wrong), &[LintRule::UnknownValue]);
    }
    let one_bucket = "histogram_quantile(0.9, rate(execution_task_duration_bucket{le=\"1\"}[5m]))";
    says(one_bucket, LintRule::MissingLe, "only one bucket");
}

#[test]
fn lint_raw_counter_needs_rate() {
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
        check(&written_out(wrong), &[LintRule::CounterWithoutRate]);
    }
    for wrong in
        ["rate((G + G)[5m:1m])", "rate((G > 0)[5m:1m])", "rate(avg_over_time(G[5m])[1h:1m])"]
    {
        check(&written_out(wrong), &[LintRule::RateOfGauge]);
    }
}

#[test]
fn lint_ratio_needs_two_different_series() {
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
        check(&written_out(wrong), &[LintRule::AlwaysOne]);
    }
}

#[test]
fn lint_syntax_error() {
    says("rate(execution_tasks_total[5m]", LintRule::Syntax, "not PromQL");
    says("rate(execution_tasks_total[1e30])", LintRule::Syntax, "shorten the duration");
    assert!(LintRule::ALL.iter().all(|rule| !rule.name().is_empty()));
}

#[test]
fn lint_accepts_all_generated_queries() {
    let generated = queries::of_dashboard().into_iter().chain(queries::of_reference());
    let recorded = queries::recorded();
    let all: Vec<_> = generated.chain(recorded).collect();
    assert!(all.len() > 100, "{}", all.len());
    for query in all {
        check(&query, &[]);
    }
}
