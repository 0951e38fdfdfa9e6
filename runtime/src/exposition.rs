//! One `/metrics` page.

use crate::conflict::{self, RegisterError};
use crate::encode;
use crate::group::LabeledGroup;

/// The groups of one `/metrics` page, and the page itself.
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
    groups: Vec<LabeledGroup>,
}

impl Exposition {
    /// The content type of [`text`](Self::text), for the HTTP header `Content-Type`.
    pub const TEXT_CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

    /// Creates a page without groups.
    #[must_use]
    pub const fn new() -> Self {
        Self { groups: Vec::new() }
    }

    /// Adds a group: `&GROUP`, an `Arc` of a group, or a [`LabeledGroup`] with constant labels.
    ///
    /// # Errors
    ///
    /// Nothing is added.
    /// - [`RegisterError::ConstantLabel`]: the name of a constant label is invalid or already used.
    /// - [`RegisterError::Conflict`]: another declaration uses a name, or the same declaration is on the
    ///   page with the same constant labels.
    pub fn add(&mut self, group: impl Into<LabeledGroup>) -> Result<(), RegisterError> {
        let new = group.into();
        conflict::check(&new, &self.groups, &[])?;
        self.groups.push(new);
        Ok(())
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
        encode::prometheus_text::write(&self.groups, out);
    }
}
