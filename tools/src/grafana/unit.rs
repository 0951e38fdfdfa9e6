//! Grafana's names of units.

use tallymark::desc::MetricDesc;

/// The unit of a value.
pub(super) fn of_value(metric: &MetricDesc) -> &'static str {
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
pub(super) fn of_rate(metric: &MetricDesc) -> &'static str {
    match metric.unit {
        "" => "ops",
        // A second each second is one processor, or whatever was timed, in full use.
        "seconds" => "percentunit",
        "bytes" => "binBps",
        "joules" => "watt",
        _ => "short",
    }
}
