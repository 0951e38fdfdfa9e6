//! Registration in a [`prometheus::Registry`]: the only module that names that crate.
//!
//! What its registry does was read in its source, version 0.14: `register` changes its tables
//! before it can fail, does not compare kinds, and cannot be asked what it holds. So everything is
//! checked before: `gather` calls every collector, and while a [`Probe`] is under way ours answer
//! with their instance instead of their values. What others collect is seen by its name.

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

/// Registers a group: `&GROUP`, an [`Arc`](std::sync::Arc) of one, or an [`LabeledGroup`] with
/// constant labels. All its metrics are registered, or none.
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
/// The registry is left as it was.
/// - [`RegisterError::ConstantLabel`]: a constant label is no label name, or is taken by a metric
///   of the group or by the registry's own labels.
/// - [`RegisterError::Conflict`]: a name is taken by another declaration, or by the same one without
///   constant labels that tell the two apart. Names both places.
/// - [`RegisterError::Registry`]: the registry holds a metric of that name that was not declared
///   with Tallymark. One that has never shown a series (a vector without children) is only seen by
///   the registry itself; the names it was asked for before it refused keep their labels there.
pub fn register(
    group: impl Into<LabeledGroup>,
    registry: &Registry,
) -> Result<Registration, RegisterError> {
    /// One registration at a time, so that nothing changes between the check and the deed.
    static TURN: Mutex<()> = Mutex::new(());
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);

    let new = group.into();
    let found = Probe::ask(registry);
    conflict::check(&new, &found.ours, &found.common)?;
    for metric in new.metrics() {
        found.check_foreign(metric)?;
    }
    let collector = GroupCollector::new(new);
    match registry.register(Box::new(collector.clone())) {
        Ok(()) => Ok(Registration { collector, registry: registry.clone() }),
        Err(error) => Err(refused(&collector, registry, &error)),
    }
}

/// A group that is registered. Dropping it changes nothing; [`unregister`](Self::unregister) takes
/// the group out again.
#[derive(Debug)]
pub struct Registration {
    collector: GroupCollector,
    registry: Registry,
}

impl Registration {
    /// Takes the group out of the registry, which drops its `Arc`. The group can be registered
    /// again; the registry keeps the names' labels and help for as long as it lives.
    ///
    /// # Errors
    ///
    /// If somebody else unregistered it already.
    pub fn unregister(self) -> Result<(), prometheus::Error> {
        self.registry.unregister(Box::new(self.collector))
    }
}

/// Which metric the registry refuses, found by trying each alone.
fn refused(
    collector: &GroupCollector,
    registry: &Registry,
    error: &prometheus::Error,
) -> RegisterError {
    let metrics = collector.instance.metrics();
    let culprit = metrics.iter().find(|metric| {
        let alone = || Box::new(Alone(describe(metric, &collector.instance)));
        match registry.register(alone()) {
            Ok(()) => registry.unregister(alone()).is_err(),
            Err(_) => true,
        }
    });
    let group = collector.instance.desc();
    RegisterError::Registry {
        metric: culprit.map_or(group.name, |metric| metric.name),
        location: culprit.map_or(group.location, |metric| metric.location),
        problem: error.to_string(),
    }
}

/// A collector of one metric without values, to learn whether a registry takes it.
struct Alone(Vec<Desc>);

impl Collector for Alone {
    fn desc(&self) -> Vec<&Desc> {
        self.0.iter().collect()
    }

    fn collect(&self) -> Vec<MetricFamily> {
        Vec::new()
    }
}

/// The description the registry compares; none where the crate refuses to make one, which the
/// derive's checks rule out.
fn describe(metric: &MetricDesc, instance: &LabeledGroup) -> Vec<Desc> {
    let labels = metric.labels.iter().map(|label| label.name.to_owned()).collect();
    let constant: HashMap<String, String> = instance.labels().iter().cloned().collect();
    Desc::new(metric.name.to_owned(), metric.help.to_owned(), labels, constant)
        .into_iter()
        .collect()
}

/// A question to all collectors of a registry: what are you?
struct Probe;

thread_local! {
    /// What our collectors answered, while this thread asks.
    static ANSWERS: RefCell<Option<Vec<LabeledGroup>>> = const { RefCell::new(None) };
}

const PROBE: &str = "tallymark_probe";

/// What a registry holds.
struct Found {
    ours: Vec<LabeledGroup>,
    /// The names that others show, without the registry's prefix, and their types.
    foreign: Vec<(String, MetricType)>,
    /// The labels the registry adds to every series.
    common: Vec<String>,
}

impl Probe {
    /// Asks. The probe itself is registered meanwhile, to learn the registry's prefix and labels
    /// from what becomes of its family.
    fn ask(registry: &Registry) -> Found {
        struct Unregister<'a>(Option<&'a Registry>);
        impl Drop for Unregister<'_> {
            fn drop(&mut self) {
                ANSWERS.take();
                if let Some(registry) = self.0 {
                    // It was registered a moment ago, and nobody else knows its name.
                    let _ = registry.unregister(Box::new(probe()));
                }
            }
        }
        fn probe() -> Alone {
            let help = "Asks collectors what they are.".to_owned();
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

    /// Refuses a metric whose samples somebody else shows.
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
                    "the registry holds `{name}`, which was not declared with tallymark"
                ),
            }),
        }
    }
}

/// A group as the `prometheus` crate collects it.
#[derive(Clone, Debug)]
struct GroupCollector {
    instance: LabeledGroup,
    descs: Vec<Desc>,
}

impl GroupCollector {
    fn new(instance: LabeledGroup) -> Self {
        let descs = instance.metrics().into_iter().flat_map(|metric| describe(metric, &instance));
        Self { descs: descs.collect(), instance }
    }

    /// A series of one of Tallymark's own metrics, about the metric of this name.
    fn self_metric(&self, metric: &str, value: u64) -> Metric {
        self.metric([pair("metric", metric)], Sample::Counter(Number::Unsigned(value)))
    }

    fn metric(&self, labels: impl IntoIterator<Item = LabelPair>, sample: Sample) -> Metric {
        let constant = self.instance.labels().iter().map(|(name, value)| pair(name, value));
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

    fn family(&self, desc: &MetricDesc, family: &dyn MetricView) -> MetricFamily {
        let mut metrics = Vec::new();
        family.visit(&mut |labels: &SeriesLabels<'_>, sample| {
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
            answers.as_mut().map(|answers| answers.push(self.instance.clone()))
        });
        if asked.is_some() {
            return Vec::new();
        }
        let mut families = Vec::new();
        let (mut ignored, mut overflowed) = (Vec::new(), Vec::new());
        self.instance.visit(&mut |desc, family| {
            families.push(self.family(desc, family));
            ignored.push(self.self_metric(desc.name, family.ignored()));
            if desc.has_bounded_label() {
                overflowed.push(self.self_metric(desc.name, family.overflowed()));
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
    // The text encoder writes `+Inf` itself, from the count.
    let finite = snapshot.buckets().filter(|(bound, _)| bound.is_finite());
    histogram.set_bucket(finite.map(bucket).collect());
    histogram.set_sample_sum(snapshot.sum.as_f64());
    histogram.set_sample_count(snapshot.count());
    histogram
}
