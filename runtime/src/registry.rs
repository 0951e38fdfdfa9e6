//! Registration in a [`prometheus::Registry`]. No other module names that crate.
//!
//! The registry of version 0.14 changes its tables before `register` can fail, does not compare kinds, and
//! cannot list its collectors. So all checks run before: `gather` calls every collector, and while a
//! [`Probe`] is active, Tallymark's collectors answer with their group instead of their values. Other
//! collectors are identified by the names of their metrics.

use crate::conflict::{self, RegisterError};
use crate::desc::{HISTOGRAM_SUFFIXES, Kind, MetricDesc};
use crate::group::LabeledGroup;
use crate::metric::{HistogramSnapshot, MetricView, Sample, SeriesLabels};
use crate::self_metrics;
use crate::unit::Number;
use prometheus::Registry;
use prometheus::core::{Collector, Desc};
use prometheus::proto::{
    Bucket, Counter, Gauge, Histogram, LabelPair, Metric, MetricFamily, MetricType,
};
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Registers a group: `&GROUP`, an [`Arc`](std::sync::Arc) of a group, or a [`LabeledGroup`] with constant
/// labels. Registers all its metrics or none.
///
/// ```
/// use tallymark::{Counter, Metrics};
///
/// #[derive(Debug, Metrics)]
/// struct CacheMetrics {
///     /// Look-ups that found nothing.
///     misses_total: Counter,
/// }
///
/// static CACHE: CacheMetrics = CacheMetrics::new();
///
/// # fn main() -> Result<(), tallymark::RegisterError> {
/// let registry = prometheus::Registry::new();
/// tallymark::register(&CACHE, &registry)?;
/// CACHE.misses_total().inc();
/// let page = prometheus::TextEncoder::new().encode_to_string(&registry.gather());
/// assert!(page.unwrap().contains("misses_total 1\n"));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// The registry is not changed.
/// - [`RegisterError::ConstantLabel`]: the name of a constant label is invalid, or already used by a metric
///   of the group or by the registry.
/// - [`RegisterError::Conflict`]: another declaration uses a name, or the same declaration is registered
///   with the same constant labels. The error has both locations.
/// - [`RegisterError::Registry`]: the registry has a metric of that name that was not declared with
///   Tallymark. If that metric never had a series (a vector without children), only the registry itself
///   can see it. Then the registry keeps the labels of the names that it accepted before its error.
pub fn register(
    group: impl Into<LabeledGroup>,
    registry: &Registry,
) -> Result<Registration, RegisterError> {
    /// Allows one registration at a time, so that nothing changes between the check and the call.
    static REGISTERING: Mutex<()> = Mutex::new(());
    let _registering = REGISTERING.lock().unwrap_or_else(PoisonError::into_inner);

    let new = group.into();
    let found = Probe::ask(registry);
    conflict::check(&new, &found.ours, &found.common)?;
    for metric in new.metrics() {
        found.check_foreign(metric)?;
    }
    let collector = GroupCollector::new(new);
    match registry.register(Box::new(collector.clone())) {
        Ok(()) => Ok(Registration { collector, registry: registry.clone() }),
        Err(error) => Err(find_refused(&collector, registry, &error)),
    }
}

/// A registered group. Dropping this value changes nothing; [`unregister`](Self::unregister) removes the
/// group from the registry.
#[derive(Debug)]
pub struct Registration {
    collector: GroupCollector,
    registry: Registry,
}

impl Registration {
    /// Removes the group from the registry, which drops its `Arc`. The group can be registered again. The
    /// registry keeps the labels and help of the names while it lives.
    ///
    /// # Errors
    ///
    /// If the group is no longer registered.
    pub fn unregister(self) -> Result<(), prometheus::Error> {
        self.registry.unregister(Box::new(self.collector))
    }
}

/// Returns the error for the metric that the registry refuses. Tries each metric alone to find it.
fn find_refused(
    collector: &GroupCollector,
    registry: &Registry,
    error: &prometheus::Error,
) -> RegisterError {
    let metrics = collector.group.metrics();
    let culprit = metrics.iter().find(|metric| {
        let alone = || Box::new(Alone(describe(metric, &collector.group)));
        match registry.register(alone()) {
            Ok(()) => registry.unregister(alone()).is_err(),
            Err(_) => true,
        }
    });
    let group = collector.group.desc();
    RegisterError::Registry {
        metric: culprit.map_or(group.name, |metric| metric.name),
        location: culprit.map_or(group.location, |metric| metric.location),
        problem: error.to_string(),
    }
}

/// A collector without values, which tests whether a registry accepts a metric.
struct Alone(Vec<Desc>);

impl Collector for Alone {
    fn desc(&self) -> Vec<&Desc> {
        self.0.iter().collect()
    }

    fn collect(&self) -> Vec<MetricFamily> {
        Vec::new()
    }
}

/// Returns the description that the registry compares. It is empty if the `prometheus` crate refuses the
/// name, which the checks of the derive prevent.
fn describe(metric: &MetricDesc, group: &LabeledGroup) -> Vec<Desc> {
    let labels = metric.labels.iter().map(|label| label.name.to_owned()).collect();
    let constant: HashMap<String, String> = group.labels().iter().cloned().collect();
    Desc::new(metric.name.to_owned(), metric.help.to_owned(), labels, constant)
        .into_iter()
        .collect()
}

/// A question to all collectors of a registry: which group are you?
struct Probe;

thread_local! {
    /// The answers of Tallymark's collectors while this thread asks.
    static ANSWERS: RefCell<Option<Vec<LabeledGroup>>> = const { RefCell::new(None) };
}

const PROBE: &str = "tallymark_probe";

/// The content of a registry.
struct Found {
    ours: Vec<LabeledGroup>,
    /// The names of other metrics, without the registry's prefix, and their types.
    foreign: Vec<(String, MetricType)>,
    /// The labels the registry adds to every series.
    common: Vec<String>,
}

impl Probe {
    /// Asks all collectors. The probe is registered for that time: the registry adds its prefix and labels
    /// to the probe's family, which shows them.
    fn ask(registry: &Registry) -> Found {
        struct Unregister<'a>(Option<&'a Registry>);
        impl Drop for Unregister<'_> {
            fn drop(&mut self) {
                ANSWERS.take();
                if let Some(registry) = self.0 {
                    // The probe was registered just before, so this cannot fail.
                    let _ = registry.unregister(Box::new(probe()));
                }
            }
        }
        fn probe() -> Alone {
            let help = "Asks collectors for their groups.".to_owned();
            Alone(
                Desc::new(PROBE.to_owned(), help, Vec::new(), HashMap::new()).into_iter().collect(),
            )
        }
        struct Marker(Alone);
        impl Collector for Marker {
            fn desc(&self) -> Vec<&Desc> {
                self.0.desc()
            }
            fn collect(&self) -> Vec<MetricFamily> {
                let asked = ANSWERS.with_borrow(Option::is_some);
                let mut marker = MetricFamily::default();
                marker.set_name(PROBE.to_owned());
                marker.set_metric(vec![Metric::default(); usize::from(asked)]);
                vec![marker]
            }
        }
        let registered = registry.register(Box::new(Marker(probe()))).is_ok();
        ANSWERS.set(Some(Vec::new()));
        let unregister = Unregister(registered.then_some(registry));
        let families = registry.gather();
        let ours = ANSWERS.take().unwrap_or_default();
        drop(unregister);
        Found::new(ours, &families)
    }
}

impl Found {
    fn new(ours: Vec<LabeledGroup>, families: &[MetricFamily]) -> Self {
        let marker = families.iter().find(|family| family.name().ends_with(PROBE));
        let prefix = marker.map_or("", |family| family.name().trim_end_matches(PROBE));
        let metric = marker.and_then(|family| family.get_metric().first());
        let labels = metric.map(Metric::get_label).unwrap_or_default();
        let foreign = families.iter().filter_map(|family| {
            let name = family.name().strip_prefix(prefix).filter(|name| *name != PROBE)?;
            Some((name.to_owned(), family.get_field_type()))
        });
        Self {
            ours,
            foreign: foreign.collect(),
            common: labels.iter().map(|label| label.name().to_owned()).collect(),
        }
    }

    /// Returns an error if another metric of the registry uses the name or a sample name of `metric`.
    fn check_foreign(&self, metric: &MetricDesc) -> Result<(), RegisterError> {
        let ours = metric.reserved_names();
        let taken = self.foreign.iter().find(|(name, kind)| {
            let ends = HISTOGRAM_SUFFIXES.iter();
            let within = |name| ends.clone().any(|end| metric.name.strip_suffix(end) == Some(name));
            ours.contains(name)
                || (matches!(kind, MetricType::HISTOGRAM | MetricType::SUMMARY) && within(name))
        });
        match taken {
            None => Ok(()),
            Some((name, _)) => Err(RegisterError::Registry {
                metric: metric.name,
                location: metric.location,
                problem: format!(
                    "the registry has `{name}`, which was not declared with tallymark; rename one of the metrics"
                ),
            }),
        }
    }
}

/// A group as a collector of the `prometheus` crate.
#[derive(Clone, Debug)]
struct GroupCollector {
    group: LabeledGroup,
    descs: Vec<Desc>,
}

impl GroupCollector {
    fn new(group: LabeledGroup) -> Self {
        let descs = group.metrics().into_iter().flat_map(|metric| describe(metric, &group));
        Self { descs: descs.collect(), group }
    }

    /// Returns a series of a self metric, about the metric of this name.
    fn self_metric(&self, metric: &str, value: u64) -> Metric {
        self.metric([pair("metric", metric)], Sample::Counter(Number::Unsigned(value)))
    }

    fn metric(&self, labels: impl IntoIterator<Item = LabelPair>, sample: Sample) -> Metric {
        let constant = self.group.labels().iter().map(|(name, value)| pair(name, value));
        let mut metric = Metric::from_label(labels.into_iter().chain(constant).collect());
        match sample {
            Sample::Counter(value) => {
                let mut counter = Counter::default();
                counter.set_value(value.as_f64());
                metric.set_counter(counter);
            }
            Sample::Gauge(value) => {
                let mut gauge = Gauge::default();
                gauge.set_value(value.as_f64());
                metric.set_gauge(gauge);
            }
            Sample::Histogram(snapshot) => metric.set_histogram(histogram(&snapshot)),
        }
        metric
    }

    fn family(&self, desc: &MetricDesc, view: &dyn MetricView) -> MetricFamily {
        let mut metrics = Vec::new();
        view.visit(&mut |labels: &SeriesLabels<'_>, sample| {
            let pairs = labels.iter().map(|(name, value)| pair(name, &value.to_string()));
            metrics.push(self.metric(pairs, sample));
        });
        proto_family(desc, metrics)
    }
}

impl Collector for GroupCollector {
    fn desc(&self) -> Vec<&Desc> {
        self.descs.iter().collect()
    }

    fn collect(&self) -> Vec<MetricFamily> {
        let asked = ANSWERS.with_borrow_mut(|answers| {
            answers.as_mut().map(|answers| answers.push(self.group.clone()))
        });
        if asked.is_some() {
            return Vec::new();
        }
        let mut families = Vec::new();
        let (mut ignored, mut overflowed) = (Vec::new(), Vec::new());
        self.group.visit(&mut |desc, view| {
            families.push(self.family(desc, view));
            ignored.push(self.self_metric(desc.name, view.ignored()));
            if desc.has_bounded_label() {
                overflowed.push(self.self_metric(desc.name, view.overflowed()));
            }
        });
        families.push(proto_family(&self_metrics::IGNORED, ignored));
        families.push(proto_family(&self_metrics::OVERFLOWED, overflowed));
        families
    }
}

fn proto_family(desc: &MetricDesc, metrics: Vec<Metric>) -> MetricFamily {
    let kind = match desc.kind {
        Kind::Counter => MetricType::COUNTER,
        Kind::Gauge | Kind::UpDownCounter => MetricType::GAUGE,
        Kind::Histogram => MetricType::HISTOGRAM,
    };
    let mut family = MetricFamily::default();
    family.set_name(desc.name.to_owned());
    family.set_help(desc.help.to_owned());
    family.set_field_type(kind);
    family.set_metric(metrics);
    family
}

fn pair(name: &str, value: &str) -> LabelPair {
    let mut pair = LabelPair::default();
    pair.set_name(name.to_owned());
    pair.set_value(value.to_owned());
    pair
}

fn histogram(snapshot: &HistogramSnapshot<Number>) -> Histogram {
    let bucket = |(bound, count)| {
        let mut bucket = Bucket::default();
        bucket.set_upper_bound(bound);
        bucket.set_cumulative_count(count);
        bucket
    };
    let mut histogram = Histogram::default();
    // The text encoder of the `prometheus` crate adds `+Inf` from the count.
    let finite = snapshot.buckets().filter(|(bound, _)| bound.is_finite());
    histogram.set_bucket(finite.map(bucket).collect());
    histogram.set_sample_sum(snapshot.sum.as_f64());
    histogram.set_sample_count(snapshot.count());
    histogram
}
