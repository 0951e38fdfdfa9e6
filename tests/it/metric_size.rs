//! The size of metrics by value, and groups of many metrics on small stacks.

use crate::support::money::Money;
use measures::unit::Joules;
use measures::{Bounded, Bytes, Counter, Gauge, Histogram, Metrics, Ratio, Seconds, UpDownCounter};
use seq_macro::seq;
use std::sync::Arc;
use std::thread;

/// Asserts that all kinds with these labels and this unit take at most 64 bytes by value.
macro_rules! check_size {
    ($labels:ty, $($unit:ty),*) => {$(
        let sizes = [
            size_of::<Counter<$labels, $unit>>(),
            size_of::<UpDownCounter<$labels, $unit>>(),
            size_of::<Gauge<$labels, $unit>>(),
            size_of::<Histogram<$labels, $unit>>(),
        ];
        assert!(
            sizes.iter().all(|size| *size <= 64),
            "{} {}: {sizes:?}", stringify!($labels), stringify!($unit)
        );
    )*};
}

#[test]
fn metric_takes_at_most_64_bytes_by_value() {
    type Bounds = (Bounded<str, 1000>, Bounded<u64, 1000>);
    check_size!((), measures::Count, Bytes, Seconds, Ratio, Joules, Money);
    check_size!((bool, bool), measures::Count, Bytes, Seconds, Ratio, Joules, Money);
    check_size!(Bounded<str, 64>, measures::Count, Bytes, Seconds, Ratio, Joules, Money);
    check_size!(Bounded<str, 100_000>, measures::Count, Bytes, Seconds, Ratio, Joules, Money);
    check_size!(Bounds, measures::Count, Bytes, Seconds, Ratio, Joules, Money);
}

macro_rules! group {
    ($name:ident $sizes:ident) => {
        seq!(M in 100..200 {
            #[allow(clippy::struct_field_names, reason = "all metrics are alike")]
            #[derive(Debug, Metrics)]
            #[metrics(crate = measures)]
            struct $name {
                #(
                    /// One of many sizes.
                    #[metric(buckets = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000])]
                    $sizes~M: Histogram,
                )*
            }
        });
    };
}

seq!(N in 0..20 {
    #(group!(Hundred~N sizes_of_kind_~N);)*

    /// 2,000 histograms.
    #[derive(Debug, Metrics)]
    #[metrics(crate = measures)]
    struct TwoThousand {
        #(#[metric(group)] part~N: Hundred~N,)*
    }
});

static IN_A_STATIC: TwoThousand = TwoThousand::new();

/// A debug build moves a value several times, so the stack must hold it several times.
#[test]
fn group_of_2000_histograms_fits_on_a_small_stack() {
    let make = || {
        let group = Arc::new(TwoThousand::new());
        for (times, group) in [(1, &*group), (2, &IN_A_STATIC)] {
            for _ in 0..times {
                group.part19.sizes_of_kind_19199().observe(7);
            }
            let snapshot = group.part19.sizes_of_kind_19199().snapshot();
            assert_eq!((snapshot.count(), snapshot.sum), (times, times * 7));
        }
        size_of_val(&*group)
    };
    let thread = thread::Builder::new().stack_size(512 * 1024).spawn(make);
    let size = thread.expect("a thread can be started").join().expect("the stack is large enough");
    assert!(size <= 2000 * 64, "{size}");
}
