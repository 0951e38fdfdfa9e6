//! A group of metrics, and a group with constant labels, ready to be registered.

use crate::desc::{GroupDesc, MetricDesc, Rename};
use crate::metric::MetricView;
use std::fmt;
use std::sync::Arc;

/// A group of metrics. `#[derive(Metrics)]` implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a group of metrics",
    label = "not a group",
    note = "add `#[derive(Debug, Metrics)]` to the struct; for a field that is no group of metrics write `#[metric(skip)]`"
)]
pub trait Metrics: Send + Sync + 'static {
    /// The declaration of the group, as a constant.
    const DESC: &'static GroupDesc;

    /// Calls `visit` with each metric: the group's own metrics in the order of the fields, then the
    /// metrics of the nested groups.
    fn visit<'a>(&'a self, visit: &mut dyn FnMut(&'a dyn MetricView));
}

/// A group to register, with constant labels: labels that are the same in all its series.
///
/// Made from a `&'static` group or an [`Arc`]. Several copies of a group can be registered together if
/// their constant labels differ:
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
    group: Arc<dyn VisitMetrics>,
    desc: &'static GroupDesc,
    labels: Vec<(String, String)>,
}

impl LabeledGroup {
    /// Adds a constant label. The name is checked when the group is registered or added to a page.
    #[must_use]
    pub fn label(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.labels.push((name.into(), value.into()));
        self
    }

    /// Returns the declaration of the group.
    #[must_use]
    pub fn desc(&self) -> &'static GroupDesc {
        self.desc
    }

    /// Returns the constant labels in the order of their addition.
    #[must_use]
    pub fn labels(&self) -> &[(String, String)] {
        &self.labels
    }

    /// Calls `visit` with each metric and its descriptor. A renamed metric is visited under both names.
    pub(crate) fn visit<'a>(
        &'a self,
        visit: &mut dyn FnMut(&'static MetricDesc, &'a dyn MetricView),
    ) {
        self.group.visit(&mut |view| {
            visit(view.desc(), view);
            if let Some(Rename::From(former)) = view.desc().rename {
                visit(former, view);
            }
        });
    }

    /// Returns the names that the group reserves on its page.
    pub(crate) fn names(&self) -> GroupNames {
        let mut constant = self.labels.clone();
        constant.sort_unstable();
        GroupNames { desc: self.desc, constant: ConstantLabels(constant.into()) }
    }
}

/// The declaration and the constant labels of a group, without its values.
#[derive(Clone, Debug)]
pub(crate) struct GroupNames {
    desc: &'static GroupDesc,
    pub(crate) constant: ConstantLabels,
}

impl GroupNames {
    pub(crate) fn metrics(&self) -> Vec<&'static MetricDesc> {
        self.desc.all_metrics()
    }
}

/// Constant labels, sorted by name. Clones share the text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ConstantLabels(Arc<[(String, String)]>);

impl ConstantLabels {
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
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

/// [`Metrics`] without its constant, which a trait object cannot have.
trait VisitMetrics: Send + Sync {
    fn visit<'a>(&'a self, visit: &mut dyn FnMut(&'a dyn MetricView));
}

impl<G: Metrics> VisitMetrics for G {
    fn visit<'a>(&'a self, visit: &mut dyn FnMut(&'a dyn MetricView)) {
        Metrics::visit(self, visit);
    }
}

/// A reference is a group too, so a static needs no `Arc`.
impl<G: Metrics> Metrics for &'static G {
    const DESC: &'static GroupDesc = G::DESC;

    fn visit<'a>(&'a self, visit: &mut dyn FnMut(&'a dyn MetricView)) {
        G::visit(self, visit);
    }
}
