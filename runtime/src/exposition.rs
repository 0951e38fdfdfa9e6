//! One `/metrics` page.

use crate::conflict::{self, RegisterError};
use crate::encode;
use crate::group::LabeledGroup;

/// The groups of one `/metrics` page, and the page itself.
///
/// It is written straight from the cells, without the `prometheus` crate; register groups in a
/// [`prometheus::Registry`] instead ([`register`](crate::register)) where other metrics live
/// there.
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
    instances: Vec<LabeledGroup>,
}

impl Exposition {
    /// The content type of [`text`](Self::text), for the HTTP header.
    pub const TEXT_CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

    /// A page without groups.
    #[must_use]
    pub const fn new() -> Self {
        Self { instances: Vec::new() }
    }

    /// Adds a group: `&GROUP`, an `Arc` of one, or an [`LabeledGroup`] with constant labels.
    ///
    /// # Errors
    ///
    /// Nothing is added if the group cannot stand beside those that are there:
    /// [`RegisterError::ConstantLabel`] if a constant label is not a label name or is taken,
    /// [`RegisterError::Conflict`] if a name is taken by another declaration, or by the same one
    /// without constant labels that tell the two apart.
    pub fn add(&mut self, group: impl Into<LabeledGroup>) -> Result<(), RegisterError> {
        let new = group.into();
        conflict::check(&new, &self.instances, &[])?;
        self.instances.push(new);
        Ok(())
    }

    /// The page in Prometheus' text format 0.0.4 ([`TEXT_CONTENT_TYPE`](Self::TEXT_CONTENT_TYPE)): families in the order of
    /// their names.
    #[must_use]
    pub fn text(&self) -> String {
        let mut page = String::new();
        self.write_text(&mut page);
        page
    }

    /// Appends the page to `out`, so that a buffer can be used again.
    pub fn write_text(&self, out: &mut String) {
        encode::prometheus_text::write(&self.instances, out);
    }
}
