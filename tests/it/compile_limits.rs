//! A catalog of two thousand metrics must compile. The compiler evaluates the checks of all names, and
//! it aborts an evaluation that takes too long.

use measures::Metrics;
use seq_macro::seq;

macro_rules! group {
    ($name:ident $levels:ident $sizes:ident) => {
        seq!(M in 100..140 {
            #[derive(Debug, Metrics)]
            #[metrics(crate = measures, namespace = "execution")]
            struct $name {
                #(
                    /// One of many levels.
                    $levels~M: measures::Gauge,
                    /// One of many sizes.
                    #[metric(buckets = [1, 10, 100])]
                    $sizes~M: measures::Histogram,
                )*
            }
        });
    };
}

seq!(N in 0..25 {
    #(group!(Group~N levels_of_kind_~N sizes_of_kind_~N);)*

    /// All groups.
    #[derive(Debug, Metrics)]
    #[metrics(crate = measures, max_series = 7_000)]
    struct All {
        #(#[metric(group)] group~N: Group~N,)*
    }
});

#[test]
fn compile_two_thousand_metrics() {
    let metrics = All::DESC.all_metrics();
    assert_eq!(metrics.len(), 2000);
    let series: Option<usize> = metrics.iter().map(|metric| metric.max_series()).sum();
    assert_eq!(series, Some(7_000));
}
