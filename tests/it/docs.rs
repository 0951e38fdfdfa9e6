//! The catalog's reference: committed, and made from the descriptor alone.

use measures::docs;
use tallymark_catalog::ExecutionMetrics;

#[test]
fn the_committed_reference_is_the_declarations() {
    let page = docs::markdown("Metrics of the execution layer", ExecutionMetrics::DESC);
    for metric in ExecutionMetrics::DESC.all_metrics() {
        assert!(
            page.contains(&format!("| `{}` | {} |", metric.name, metric.kind)),
            "{}",
            metric.name
        );
    }
    insta::with_settings!({
        prepend_module_to_snapshot => false,
        omit_expression => true,
        snapshot_path => "../../catalog/docs",
    }, {
        insta::assert_binary_snapshot!("metrics.md", page.into_bytes());
    });
}
