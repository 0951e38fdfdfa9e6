use tallymark::{Counter, Gauge, LabelValue, Metrics, Bounded, UpDownCounter};

#[derive(Clone, Copy, LabelValue)]
enum Way {
    In,
    #[label(rename = "out!")]
    Out,
}

#[derive(Debug, Metrics)]
struct Empty {}

/// Labels: one, and eight, open and fixed.
#[derive(Debug, Metrics)]
struct Net {
    /// By one label.
    #[metric(labels(type))]
    one_total: Counter<(Way,)>,
    /// By eight labels, open and fixed.
    #[metric(
        labels(a, b, c, d, e, f, g, h),
        allow(swappable_labels, reason = "three flags and three ways")
    )]
    eight: Gauge<(bool, bool, bool, Way, Way, Way, Bounded<str, 3>, Bounded<u64, 3>)>,
    /// Without labels.
    none: UpDownCounter<()>,
    #[metric(group)]
    empty: Empty,
}

static NET: Net = Net::new();

fn main() {
    NET.one_total(Way::In).inc();
    NET.eight(true, false, true, Way::In, Way::Out, Way::In, "x", 7).set(-3);
    let _in = NET.none().track();
    assert_eq!(NET.eight(true, false, true, Way::In, Way::Out, Way::In, "x", 7).get(), -3);
}
