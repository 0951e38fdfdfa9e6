//! Grafana's names of units.

use tallymark::desc::MetricDesc;

/// The unit of a value.
pub(super) fn value_unit(metric: &MetricDesc) -> &'static str {
    match metric.unit {
        "seconds" => "s",
        "bytes" => "bytes",
        "ratio" => "percentunit",
        "celsius" => "celsius",
        "meters" => "lengthm",
        "volts" => "volt",
        "amperes" => "amp",
        "joules" => "joule",
        "grams" => "massg",
        _ => "short",
    }
}

/// The unit of a value each second.
pub(super) fn rate_unit(metric: &MetricDesc) -> &'static str {
    match metric.unit {
        "" => "ops",
        // One second per second means one fully used processor.
        "seconds" => "percentunit",
        "bytes" => "binBps",
        "joules" => "watt",
        _ => "short",
    }
}
