//! The functions of PromQL, grouped by their effect on series.
//!
//! Source: <https://prometheus.io/docs/prometheus/latest/querying/functions/>.

/// The effect of a function on its argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    /// The increase of a counter over time.
    Rate,
    /// The change of a gauge over time.
    Delta,
    /// The presence, number or time of samples.
    Presence,
    /// The values of a gauge over time.
    OverTime,
    /// The same series in another order, or their values at another time.
    Same,
    /// Other values in the same series.
    Values,
    /// A number.
    Number,
    /// A number as a series without labels.
    Vector,
    /// Series with unknown labels.
    Unknown,
    HistogramQuantile,
    LabelReplace,
}

/// Returns the effect of the function with this name.
pub(super) fn find_function(name: &str) -> Function {
    match name {
        "rate" | "irate" | "increase" => Function::Rate,
        "delta"
        | "idelta"
        | "deriv"
        | "predict_linear"
        | "holt_winters"
        | "double_exponential_smoothing" => Function::Delta,
        "resets" | "changes" | "timestamp" | "count_over_time" | "present_over_time" => {
            Function::Presence
        }
        "last_over_time" | "first_over_time" | "min_over_time" | "max_over_time" | "sort"
        | "sort_desc" | "sort_by_label" | "sort_by_label_desc" => Function::Same,
        name if name.ends_with("_over_time") && name != "absent_over_time" => Function::OverTime,
        "histogram_quantile" => Function::HistogramQuantile,
        "label_replace" | "label_join" => Function::LabelReplace,
        "time" | "pi" | "scalar" => Function::Number,
        "vector" => Function::Vector,
        "abs" | "ceil" | "clamp" | "clamp_max" | "clamp_min" | "exp" | "floor" | "ln" | "log10"
        | "log2" | "round" | "sgn" | "sqrt" | "deg" | "rad" | "sin" | "cos" | "tan" | "asin"
        | "acos" | "atan" | "sinh" | "cosh" | "tanh" | "asinh" | "acosh" | "atanh" => {
            Function::Values
        }
        _ => Function::Unknown,
    }
}
