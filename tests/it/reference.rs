//! The reference in Markdown: the committed file, and a page with own text.

use crate::support::golden;
use crate::support::queries;
use measures::{Bounded, Gauge, Metrics, Seconds};
use tallymark_catalog::execution::ExecutionMetrics;
use tallymark_tools::reference;

#[test]
fn reference_file_is_up_to_date() {
    let page = queries::reference();
    for metric in ExecutionMetrics::DESC.all_metrics() {
        assert!(
            page.contains(&format!("| `{}` | {} |", metric.name, metric.kind)),
            "{}",
            metric.name
        );
    }
    golden::check("catalog/docs/metrics.md", &page);
}

#[test]
fn reference_has_queries_for_every_metric() {
    let queries = queries::of_reference();
    for metric in ExecutionMetrics::DESC.all_metrics() {
        let count = queries.iter().filter(|query| query.contains(metric.name)).count();
        assert!(count > usize::from(!metric.buckets.is_empty()), "{}", metric.name);
    }
}

/// Deprecated, experimental, and with an exception of its own.
#[derive(Debug, Metrics)]
#[metrics(crate = measures)]
struct OldMetrics {
    /// Time since the start, by host | rack.
    #[metric(
        labels(host),
        stability = experimental,
        deprecated(since = "2.1.0", note = "use `started`"),
        allow(unit_suffix, reason = "dashboards use it")
    )]
    age: Gauge<Bounded<str, 9>, Seconds>,
}

#[test]
fn reference_in_place_keeps_surrounding_text() {
    let page = "# Mine\n<!-- tallymark:begin -->\nold\n<!-- tallymark:end -->\nMine too.\n";
    let page = reference::markdown_in_place(page, OldMetrics::DESC).expect("the markers are right");
    insta::assert_snapshot!(page, @r"
    # Mine
    <!-- tallymark:begin -->

    - [Old](#old): 1 metric

    A `/metrics` page also includes these metrics if values were rejected. A series appears with the first value:

    - `tallymark_ignored_values_total`: Values that were not recorded, such as values that are not finite or out of the unit's range, by metric.
    - `tallymark_overflowed_values_total`: Values that bounded labels recorded in the overflow series `__other__`, such as values beyond the bound, too long or with a NUL character, by metric.

    ## Old

    Deprecated, experimental, and with an exception of its own.

    | name | kind | unit | labels | series | buckets | help |
    |---|---|---|---|---|---|---|
    | `age` | gauge | seconds | `host` | 10 | – | Time since the start, by host \| rack. Experimental: the metric may change or be removed. Deprecated since 2.1.0: use `started` |

    ### `age`

    - `host`: bounded, at most 9 values; further values are counted as `__other__`
    - exception from rule `unit_suffix`: dashboards use it

    ```promql
    topk(10, sum by (host) (age))
    ```

    <!-- tallymark:end -->
    Mine too.
    ");
}
