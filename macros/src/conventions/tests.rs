use super::NamePart::{AfterNamespace, Namespace, Whole};
use super::{
    NameContext, NamePart, NameSuffixes, find_problems, find_suffixes, is_placeholder, propose,
    repeats,
};

/// Checks the broken rules, and the proposal if there is one.
fn check_part(name: &str, part: NamePart, rules: &[&str], better: Option<&str>) {
    let context = NameContext { part, namespace: "", facts: None };
    let found = find_problems(name, context);
    assert_eq!(found.iter().map(|problem| problem.rule).collect::<Vec<_>>(), rules, "{name}");
    if !rules.is_empty() {
        let proposal = propose(name, context, &[]).map(|better| better.name);
        assert_eq!(proposal.as_deref(), better, "{name}");
    }
}

fn check(name: &str, rules: &[&str], better: &str) {
    check_part(name, Whole, rules, Some(better));
}

#[test]
fn good_names_are_left_alone() {
    for name in [
        "tasks_total",
        "request_duration_seconds",
        "bytes",
        "account_sums",
        "us_east",
        "us_east_requests_total",
        "bonus_total",
        "summary_pages",
        "count",
        "sum",
        "d_total",
        "color_kelvin",
        "length_metres",
        "thermometers",
    ] {
        check_part(name, Whole, &[], None);
    }
}

#[test]
fn unit_abbreviations_are_found_after_an_underscore() {
    check("wait_us", &["base_unit"], "wait_seconds");
    check("wait_us_total", &["base_unit"], "wait_seconds_total");
    check("wait_us_in_queue", &["base_unit"], "wait_in_queue_seconds");
    check("us_wait_us", &["base_unit"], "us_wait_seconds");
    check("latest_s", &["base_unit"], "latest_seconds");
    check("length_m", &["base_unit"], "length");
}

#[test]
fn units_written_in_full_are_found_anywhere() {
    check("milliseconds_waited", &["base_unit"], "waited_seconds");
    check("days_since_restart", &["base_unit"], "since_restart_seconds");
    check("days", &["base_unit"], "seconds");
    check("kelvins", &["base_unit"], "kelvin");
    check("bits_per_bytes_total", &["base_unit"], "per_bytes_total");
    check("aggregate_set_bits", &["base_unit"], "aggregate_set_bytes");
}

#[test]
fn each_rule_finds_its_names() {
    check("tasksTotal", &["snake_case"], "tasks_total");
    check("latencyMs", &["snake_case"], "latency_seconds");
    check("latency_milliseconds", &["base_unit"], "latency_seconds");
    check("wait_ms_total", &["base_unit"], "wait_seconds_total");
    check("size_kb", &["base_unit"], "size_bytes");
    check("hits_counter", &["type_in_name"], "hits");
    check("hits_Gauge_x", &["snake_case", "type_in_name"], "hits_x");
    check("retry_count", &["reserved_suffix"], "retry");
    check("job_created", &["reserved_suffix"], "job");
    check("build_info", &["reserved_suffix"], "build");
    check("__a__x_", &["snake_case"], "a_x");
    check_part("counter", Whole, &["type_in_name"], None);
    check(
        "latencyMs_histogram_sum",
        &["snake_case", "type_in_name", "reserved_suffix"],
        "latency_seconds",
    );
}

/// The exported name of the field `ms` in the namespace `app` is `app_ms`.
#[test]
fn first_word_after_a_namespace_is_after_an_underscore() {
    check_part("us_east_total", AfterNamespace, &["base_unit"], Some("east_seconds_total"));
    check_part("counter", AfterNamespace, &["type_in_name"], None);
    check_part("summary_pages", AfterNamespace, &["type_in_name"], Some("pages"));
    check_part("count", AfterNamespace, &["reserved_suffix"], None);
}

#[test]
fn namespace_has_problems_of_its_own() {
    check_part("myApp", Namespace, &["snake_case"], Some("my_app"));
    check_part("app_gauge", Namespace, &["type_in_name"], Some("app"));
    check_part("gauge_ms", Namespace, &["base_unit"], Some("gauge"));
    check_part("app_", Namespace, &["snake_case"], Some("app"));
    for name in ["us_east", "gauge", "app_count"] {
        check_part(name, Namespace, &[], None);
    }
}

#[test]
fn suffixes_are_those_of_the_exported_name() {
    let check = |name, part, start, total, unit| {
        let suffixes = NameSuffixes { start, total, unit };
        assert_eq!(find_suffixes(name, part), suffixes, "{name}");
    };
    check("size_bytes_total", Whole, "size_bytes", true, "bytes");
    check("size_kelvin", Whole, "size_kelvin", false, "kelvin");
    check("bytes", Whole, "bytes", false, "");
    check("bytes", AfterNamespace, "bytes", false, "");
    check("total", Whole, "total", false, "");
    check("total", AfterNamespace, "", true, "");
    check("hit_ratio", AfterNamespace, "hit_ratio", false, "ratio");
    check("wait_ms", Whole, "wait_ms", false, "");
}

#[test]
fn repeats_finds_help_that_is_the_name() {
    assert!(repeats("Cache misses total.", "cache_misses_total"));
    assert!(!repeats("Look-ups that found nothing.", "cache_misses_total"));
}

#[test]
fn placeholders_are_no_help() {
    for help in ["TODO", "TODO: write", "todo", "FIXME later.", "...", "Description.", "TBD"] {
        assert!(is_placeholder(help), "{help}");
    }
    for help in ["Todos that are open.", "Descriptions.", "Todo items that are open.", "Tasks."] {
        assert!(!is_placeholder(help), "{help}");
    }
}
