//! The search for a known series of a [`SeriesTable`]: the array of small integers, and the thread's
//! caches.

use super::cache_key::{CacheKey, SHORT};
use super::long_text_key::LongTextKey;
use super::many_key::ManyKey;
use super::medium_text_key::MediumTextKey;
use super::series_id::SeriesId;
use super::series_table::SeriesTable;
use super::value_caches::CachedKey;
use crate::label::{LabelKey, SeriesIndex};

impl SeriesTable {
    /// Returns the id of the series with these labels. A new series is made if the bound allows it;
    /// otherwise the overflow series is returned. Returns `None` if no series can be reached.
    ///
    /// `labels` is the number of bounded labels. It is a constant, so that one path is compiled.
    #[inline(always)]
    pub(crate) fn find(
        &self,
        series: &SeriesIndex<'_>,
        labels: usize,
        bound: usize,
    ) -> Option<SeriesId> {
        let fixed = series.fixed()?;
        let [a, b, c, d, ..] = *series.all_keys();
        match labels {
            1 => match a {
                LabelKey::Str(text) if text.len() > SHORT => {
                    self.find_long_text(fixed, text, bound)
                }
                LabelKey::Str(text) => self.find_short_text(fixed, text, bound),
                LabelKey::Unsigned(value) => match self.find_small(fixed, value.try_into().ok()) {
                    Some(id) => Some(id),
                    None => self.find_cached(fixed, &[a], CacheKey::unsigned(fixed, value), bound),
                },
                LabelKey::Signed(value) => match self.find_small(fixed, value.try_into().ok()) {
                    Some(id) => Some(id),
                    None => self.find_cached(fixed, &[a], CacheKey::signed(fixed, value), bound),
                },
            },
            2 => self.find_many(fixed, &[a, b], bound),
            3 => self.find_many(fixed, &[a, b, c], bound),
            4 => self.find_many(fixed, &[a, b, c, d], bound),
            _ => self.find_by_values(fixed, series.keys(), bound),
        }
    }

    #[inline(always)]
    fn find_small(&self, fixed: usize, value: Option<u8>) -> Option<SeriesId> {
        self.choices.get(fixed)?.small_integer(value?)
    }

    /// Returns the id of the series with one text of at most 16 bytes. The path of a known text needs
    /// few registers: the other paths start again.
    #[inline]
    fn find_short_text(&self, fixed: usize, text: &str, bound: usize) -> Option<SeriesId> {
        if let Some(key) = CacheKey::short_text(fixed, text)
            && let Some(id) = key.find(self.stamp.load())
        {
            return Some(id);
        }
        self.find_new_text(fixed, text, bound)
    }

    /// Returns the id of the series with one text of more than 16 bytes.
    #[inline(never)]
    fn find_long_text(&self, fixed: usize, text: &str, bound: usize) -> Option<SeriesId> {
        let stamp = self.stamp.load();
        if let Some(key) = MediumTextKey::<2>::new(fixed, text) {
            if let Some(id) = key.find(stamp) {
                return Some(id);
            }
        } else if let Some(key) = MediumTextKey::<4>::new(fixed, text) {
            if let Some(id) = key.find(stamp) {
                return Some(id);
            }
        } else if let Some(key) = LongTextKey::new(fixed, text)
            && let Some(id) = key.find(stamp)
        {
            return Some(id);
        }
        self.find_new_text(fixed, text, bound)
    }

    /// Returns the id of the series with one text, which is not cached.
    #[inline(never)]
    fn find_new_text(&self, fixed: usize, text: &str, bound: usize) -> Option<SeriesId> {
        let values = &[LabelKey::Str(text)];
        if let Some(key) = CacheKey::short_text(fixed, text) {
            self.find_uncached(fixed, values, key, bound)
        } else if let Some(key) = MediumTextKey::<2>::new(fixed, text) {
            self.find_uncached(fixed, values, key, bound)
        } else if let Some(key) = MediumTextKey::<4>::new(fixed, text) {
            self.find_uncached(fixed, values, key, bound)
        } else if let Some(key) = LongTextKey::new(fixed, text) {
            self.find_uncached(fixed, values, key, bound)
        } else {
            self.find_by_values(fixed, values, bound)
        }
    }

    #[inline(always)]
    fn find_many<const V: usize>(
        &self,
        fixed: usize,
        values: &[LabelKey<'_>; V],
        bound: usize,
    ) -> Option<SeriesId> {
        match ManyKey::new(fixed, values) {
            Some(key) => self.find_cached(fixed, values, key, bound),
            None => self.find_by_values(fixed, values, bound),
        }
    }

    /// Returns the id of the series with this key and these values. Compiled in the user's crate, where
    /// thread-locals are reached faster.
    #[inline(always)]
    fn find_cached<K: CachedKey, const V: usize>(
        &self,
        fixed: usize,
        values: &[LabelKey<'_>; V],
        key: K,
        bound: usize,
    ) -> Option<SeriesId> {
        match key.find(self.stamp.load()) {
            Some(id) => Some(id),
            None => self.find_uncached(fixed, values, key, bound),
        }
    }

    #[inline(never)]
    fn find_uncached(
        &self,
        fixed: usize,
        values: &[LabelKey<'_>],
        key: impl CachedKey,
        bound: usize,
    ) -> Option<SeriesId> {
        // Loaded before the look-up: a series that is removed meanwhile is cached with an old stamp.
        let stamp = self.stamp.load();
        let (id, is_overflow) =
            self.find_or_insert(fixed, values, bound, |series| (series.id, series.is_overflow()))?;
        if !is_overflow {
            key.insert(stamp, id);
        }
        Some(id)
    }

    #[inline(never)]
    fn find_by_values(
        &self,
        fixed: usize,
        values: &[LabelKey<'_>],
        bound: usize,
    ) -> Option<SeriesId> {
        self.with_series(fixed, values, bound, |series| series.id)
    }
}
