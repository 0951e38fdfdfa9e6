//! The catalog's reference: committed, and made from the descriptor alone.

use measures::{Bounded, Gauge, Metrics, Seconds};
use tallymark_catalog::execution::ExecutionMetrics;
use tallymark_tools::reference;

fn reference() -> String {
    reference::markdown("Metrics of the execution layer", ExecutionMetrics::DESC)
}

/// The queries of the reference: what stands in its code.
pub(crate) fn queries() -> Vec<String> {
    let page = reference();
    let blocks = page.split("```").skip(1).step_by(2);
    let lines = blocks.flat_map(|block| block.strip_prefix("promql\n").expect("PromQL").lines());
    lines.map(str::to_owned).collect()
}

#[test]
fn the_committed_reference_is_the_declarations() {
    let page = reference();
    for metric in ExecutionMetrics::DESC.all_metrics() {
        assert!(
            page.contains(&format!("| `{}` | {} |", metric.name, metric.kind)),
            "{}",
            metric.name
        );
    }
    crate::golden::check("catalog/docs/metrics.md", &page);
}

#[test]
fn every_metric_has_queries_to_start_from() {
    let queries = queries();
    for metric in ExecutionMetrics::DESC.all_metrics() {
        let own = queries.iter().filter(|query| query.contains(metric.name)).count();
        assert!(own > usize::from(!metric.buckets.is_empty()), "{}", metric.name);
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
fn a_page_of_ones_own_keeps_its_words_and_gets_the_reference() {
    let page = "# Mine\n<!-- tallymark:begin -->\nold\n<!-- tallymark:end -->\nMine too.\n";
    let page = reference::markdown_in_place(page, OldMetrics::DESC).expect("the markers are right");
    insta::assert_snapshot!(page, @r"
    # Mine
    <!-- tallymark:begin -->

    - [Old](#old): 1 metric

    Every `/metrics` page also includes two metrics about rejected values:

    - `tallymark_ignored_values_total`: Values that were not recorded because they were negative, not finite or out of range, by metric.
    - `tallymark_overflowed_values_total`: Values of a bounded label beyond its bound, which were recorded in the series `__other__`, by metric.

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
