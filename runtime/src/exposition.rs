//! One `/metrics` page.

use crate::conflict::{RegisterError, check_constant_labels};
use crate::encode;
use crate::group::LabeledGroup;
use crate::used_names::UsedNames;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

/// The groups of one `/metrics` page, and the page itself.
///
/// A metric without series, such as a bounded label without values, has no lines on the page.
///
/// The page is written without the `prometheus` crate. If other metrics of the program are in a
/// `prometheus::Registry`, register the groups there instead, with `register`.
///
/// ```
/// use tallymark::{Counter, Exposition, Metrics};
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
/// let mut page = Exposition::new();
/// page.add(&CACHE)?;
/// CACHE.misses_total().inc();
/// let text = page.text();
/// assert!(text.starts_with("# HELP misses_total Look-ups that found nothing."));
/// assert!(text.contains("misses_total 1\n"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Exposition {
    /// The groups in the order of their addition.
    groups: BTreeMap<GroupId, LabeledGroup>,
    names: UsedNames,
}

/// A group on a page, as [`Exposition::add`] returns it. No two groups of a process have the same id, also
/// on different pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GroupId(u64);

impl GroupId {
    fn next() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

impl Exposition {
    /// The content type of [`text`](Self::text), for the HTTP header `Content-Type`.
    pub const TEXT_CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

    /// Creates a page without groups.
    #[must_use]
    pub const fn new() -> Self {
        Self { groups: BTreeMap::new(), names: UsedNames::new() }
    }

    /// Adds a group: `&GROUP`, an `Arc` of a group, or a [`LabeledGroup`] with constant labels. The id is for
    /// [`remove`](Self::remove). A group without metrics changes nothing on the page.
    ///
    /// # Errors
    ///
    /// Nothing is added.
    /// - [`RegisterError::ConstantLabel`]: the name of a constant label is invalid or already used, or its value has
    ///   a NUL character.
    /// - [`RegisterError::Conflict`]: another declaration or a self metric uses a name, or the same
    ///   declaration is on the page with the same constant labels.
    pub fn add(&mut self, group: impl Into<LabeledGroup>) -> Result<GroupId, RegisterError> {
        let new = group.into();
        check_constant_labels(&new)?;
        self.names.reserve(&new.names())?;
        let id = GroupId::next();
        self.groups.insert(id, new);
        Ok(id)
    }

    /// Removes a group from the page, and returns it. Its names can be used again. Returns `None` if the
    /// group is not on this page, or was removed before.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use tallymark::{Exposition, Gauge, Metrics};
    ///
    /// #[derive(Debug, Metrics)]
    /// struct SessionMetrics {
    ///     /// Messages waiting to be sent.
    ///     messages_waiting: Gauge,
    /// }
    ///
    /// # fn main() -> Result<(), tallymark::RegisterError> {
    /// let mut page = Exposition::new();
    /// let session = page.add(Arc::new(SessionMetrics::new()))?;
    /// assert!(page.remove(session).is_some());
    /// assert_eq!(page.text(), "");
    /// page.add(Arc::new(SessionMetrics::new()))?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn remove(&mut self, id: GroupId) -> Option<LabeledGroup> {
        let group = self.groups.remove(&id)?;
        self.names.release(&group.names());
        Some(group)
    }

    /// Returns the page in Prometheus' text format 0.0.4, sorted by metric name. Its content type is
    /// [`TEXT_CONTENT_TYPE`](Self::TEXT_CONTENT_TYPE).
    #[must_use]
    pub fn text(&self) -> String {
        let mut page = String::new();
        self.write_text(&mut page);
        page
    }

    /// Appends the page to `out`, which can be a reused buffer.
    pub fn write_text(&self, out: &mut String) {
        encode::prometheus_text::write(self.groups.values(), out);
    }
}
