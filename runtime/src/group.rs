//! A group of metrics, and an instance of it as it is registered or exposed.

use crate::desc::{GroupDesc, MetricDesc, Rename};
use crate::metric::MetricView;
use std::fmt;
use std::sync::Arc;

/// A group of metrics: what `#[derive(Metrics)]` implements.
pub trait Metrics: Send + Sync + 'static {
    /// What the group declares, as a constant.
    const DESC: &'static GroupDesc;

    /// Calls `visit` with each metric: the group's own in the order of the fields, then those of
    /// the nested groups.
    fn visit<'a>(&'a self, visit: &mut dyn FnMut(&'a dyn MetricView));
}

/// A group to register or to expose, with labels that are the same in all its series.
///
/// Made from a `&'static` group or an [`Arc`]. Several instances of one group live side by side if
/// their constant labels tell them apart:
///
/// ```
/// use std::sync::Arc;
/// use tallymark::{Counter, Exposition, LabeledGroup, Metrics};
///
/// #[derive(Debug, Metrics)]
/// struct ShardMetrics {
///     /// Keys written.
///     keys_written_total: Counter,
/// }
///
/// # fn main() -> Result<(), tallymark::RegisterError> {
/// let shards = [Arc::new(ShardMetrics::new()), Arc::new(ShardMetrics::new())];
/// let mut page = Exposition::new();
/// for (number, shard) in shards.iter().enumerate() {
///     page.add(LabeledGroup::from(Arc::clone(shard)).label("shard", number.to_string()))?;
/// }
/// shards[1].keys_written_total().add(3);
/// assert!(page.text().contains("keys_written_total{shard=\"1\"} 3\n"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct LabeledGroup {
    group: Arc<dyn Group>,
    desc: &'static GroupDesc,
    labels: Vec<(String, String)>,
}

impl LabeledGroup {
    /// Adds a constant label. The name is checked when the instance is registered or exposed.
    #[must_use]
    pub fn label(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.labels.push((name.into(), value.into()));
        self
    }

    /// What the group declares.
    #[must_use]
    pub fn desc(&self) -> &'static GroupDesc {
        self.desc
    }

    /// The constant labels, in the order they were given.
    #[must_use]
    pub fn labels(&self) -> &[(String, String)] {
        &self.labels
    }

    /// Calls `visit` with each metric and its descriptor; with a renamed one under both names.
    pub(crate) fn visit<'a>(
        &'a self,
        visit: &mut dyn FnMut(&'static MetricDesc, &'a dyn MetricView),
    ) {
        self.group.visit(&mut |family| {
            visit(family.desc(), family);
            if let Some(Rename::From(former)) = family.desc().rename {
                visit(former, family);
            }
        });
    }

    pub(crate) fn metrics(&self) -> Vec<&'static MetricDesc> {
        self.desc.all_metrics()
    }
}

impl fmt::Debug for LabeledGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LabeledGroup")
            .field("group", &self.desc.name)
            .field("labels", &self.labels)
            .finish()
    }
}

impl<G: Metrics> From<Arc<G>> for LabeledGroup {
    fn from(group: Arc<G>) -> Self {
        Self { group, desc: G::DESC, labels: Vec::new() }
    }
}

impl<G: Metrics> From<&'static G> for LabeledGroup {
    fn from(group: &'static G) -> Self {
        Self { group: Arc::new(group), desc: G::DESC, labels: Vec::new() }
    }
}

/// [`Metrics`] without its constant, so that it can be a trait object.
trait Group: Send + Sync {
    fn visit<'a>(&'a self, visit: &mut dyn FnMut(&'a dyn MetricView));
}

impl<G: Metrics> Group for G {
    fn visit<'a>(&'a self, visit: &mut dyn FnMut(&'a dyn MetricView)) {
        Metrics::visit(self, visit);
    }
}

/// A reference is a group too, so that a static needs no `Arc`.
impl<G: Metrics> Metrics for &'static G {
    const DESC: &'static GroupDesc = G::DESC;

    fn visit<'a>(&'a self, visit: &mut dyn FnMut(&'a dyn MetricView)) {
        G::visit(self, visit);
    }
}
