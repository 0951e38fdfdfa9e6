//! Dashboards for Grafana 11 and later, from the declaration.

mod generate;
mod layout;
mod model;
mod panel;
mod scope;
mod unit;

pub use panel::Panel;

use self::panel::Section;
use crate::section;
use tallymark::desc::{GroupDesc, MetricDesc};

/// Returns a dashboard of a group and the groups nested in it, with a row of panels for each group.
///
/// | metric | panels |
/// |---|---|
/// | counter | its rate, by its labels |
/// | gauge, up-down counter | its value, by its labels |
/// | histogram | a heatmap of all observations; P50, P95 and P99 by its fixed labels |
///
/// For a metric with a bounded label, the ten largest series are shown. Every query is filtered by
/// the dashboard's variables `datasource`, `job` and `instance`.
///
/// ```
/// use tallymark_tools::grafana::{Panel, dashboard};
/// use tallymark::{Counter, Metrics};
///
/// /// Caches.
/// #[derive(Debug, Metrics)]
/// #[metrics(namespace = "app")]
/// struct CacheMetrics {
///     /// Look-ups that found something.
///     hits_total: Counter,
///     /// Look-ups that found nothing.
///     misses_total: Counter,
/// }
///
/// let hits = "sum(rate(app_hits_total[$__rate_interval]))";
/// let misses = "sum(rate(app_misses_total[$__rate_interval]))";
/// let ratio = Panel::new("Hit ratio", "percentunit")
///     .query("hits", format!("{hits} / ({hits} + {misses})"))
///     .describe("The part of all look-ups that found something.");
///
/// let dashboard = dashboard("App: caches", CacheMetrics::DESC).section("Overview", [ratio.stat()]);
/// let json = dashboard.to_json();
/// assert!(json.contains(r#"rate(app_hits_total{job=~\"$job\",instance=~\"$instance\"}["#));
/// ```
#[must_use]
pub fn dashboard(title: impl Into<String>, group: &GroupDesc) -> Dashboard {
    let metrics = group.all_metrics();
    Dashboard {
        title: title.into(),
        description: group.doc.to_owned(),
        probe: metrics
            .iter()
            .find(|metric| !metric.has_bounded_label())
            .map(|metric| probe(metric)),
        samples: metrics.into_iter().flat_map(MetricDesc::sample_names).collect(),
        own: Vec::new(),
        generated: section::sections(group).into_iter().map(generate::section).collect(),
    }
}

/// A dashboard, returned by [`dashboard`].
#[derive(Clone, Debug, PartialEq)]
pub struct Dashboard {
    title: String,
    description: String,
    /// A sample name with series that exist from the start, so it has all jobs and instances.
    probe: Option<String>,
    /// All sample names of the group's metrics.
    samples: Vec<String>,
    own: Vec<Section>,
    generated: Vec<Section>,
}

impl Dashboard {
    /// Adds a hand-written section above the generated ones, below the sections added before.
    #[must_use]
    pub fn section(
        mut self,
        title: impl Into<String>,
        panels: impl IntoIterator<Item = Panel>,
    ) -> Self {
        let panels = panels.into_iter().collect();
        self.own.push(Section { title: title.into(), panels });
        self
    }

    fn sections(&self) -> impl Iterator<Item = &Section> {
        self.own.iter().chain(&self.generated)
    }
}

/// Returns the last sample name. For a histogram it is the one with the fewest series.
fn probe(metric: &MetricDesc) -> String {
    metric.sample_names().pop().unwrap_or_else(|| metric.name.to_owned())
}
