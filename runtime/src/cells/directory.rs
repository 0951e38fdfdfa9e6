//! The series of a metric that has bounded labels: found by their exact values, never more than the
//! bound allows.

use super::cache;
use crate::desc::MetricDesc;
use crate::label::{LabelKey, SeriesIndex};
use foldhash::fast::RandomState;
use hashbrown::HashTable;
use std::hash::{BuildHasher, Hasher};
use std::num::NonZeroU64;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// Where a series' values are: an index, and a serial. Series that have one index after another have
/// different serials, and the later one the greater. In one word, which is read and written at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Address(NonZeroU64);

impl Address {
    /// How many of the bits are the index: sixteen million series at once, and a million million in
    /// the life of a metric.
    const INDEX_BITS: u32 = 24;

    /// `None` if there are no such index and serial, which is from 1.
    fn new(index: u32, serial: u64) -> Option<Self> {
        let fits = index >> Self::INDEX_BITS == 0 && serial.leading_zeros() >= Self::INDEX_BITS;
        NonZeroU64::new(serial << Self::INDEX_BITS | u64::from(index)).filter(|_| fits).map(Self)
    }

    #[inline(always)]
    pub(crate) fn index(self) -> u32 {
        (self.0.get() & ((1 << Self::INDEX_BITS) - 1)) as u32
    }

    #[inline(always)]
    pub(crate) fn serial(self) -> u64 {
        self.0.get() >> Self::INDEX_BITS
    }
}

/// One series.
#[derive(Debug)]
pub(crate) struct Series {
    directory: u64,
    fixed: usize,
    keys: Keys,
    pub(crate) address: Address,
    removed: AtomicBool,
    /// A gauge's value.
    pub(crate) level: AtomicU64,
}

impl Series {
    /// Whether nobody can find it any more.
    pub(crate) fn is_removed(&self) -> bool {
        self.removed.load(Ordering::Acquire)
    }

    /// Whether it gathers what came after the bound.
    fn is_other(&self) -> bool {
        matches!(self.keys, Keys::Other)
    }

    /// Whether these are its labels.
    #[inline(always)]
    pub(super) fn is(&self, directory: u64, fixed: usize, keys: &[LabelKey<'_>]) -> bool {
        let same = match (&self.keys, keys) {
            (Keys::One(own), [key]) => own.borrow() == *key,
            (Keys::Many(own), keys) => own.iter().map(OwnedKey::borrow).eq(keys.iter().copied()),
            _ => false,
        };
        same && self.directory == directory && self.fixed == fixed
    }

    pub(super) fn hash(&self, hasher: &RandomState) -> u64 {
        let keys = self.keys.as_slice().iter().map(OwnedKey::borrow);
        hash(hasher, self.directory, self.fixed, keys)
    }

    /// The index over the fixed labels, and the bounded labels' keys.
    pub(crate) fn labels(&self) -> (usize, Option<Vec<LabelKey<'_>>>) {
        let keys = self.keys.as_slice().iter().map(OwnedKey::borrow).collect();
        (self.fixed, (!self.is_other()).then_some(keys))
    }
}

/// The hash of a series' labels under a random key.
#[inline(always)]
pub(super) fn hash<'a>(
    hasher: &RandomState,
    directory: u64,
    fixed: usize,
    keys: impl IntoIterator<Item = LabelKey<'a>>,
) -> u64 {
    let mut hasher = hasher.build_hasher();
    for key in keys {
        match key {
            LabelKey::Str(text) => hasher.write(text.as_bytes()),
            LabelKey::Signed(value) => hasher.write_i64(value),
            LabelKey::Unsigned(value) => hasher.write_u64(value),
        }
    }
    // Few and known, so they need no hash of their own.
    hasher.finish().wrapping_add(directory.rotate_left(32) ^ fixed as u64)
}

/// The addresses of the integers from 0 to 255, so that finding one is one load.
type Small = Box<[AtomicU64; 256]>;

/// The series there are, for each choice of the fixed labels.
#[derive(Debug)]
pub(crate) struct Directory {
    /// No two directories have one, also after one was dropped.
    id: u64,
    hasher: RandomState,
    small: Box<[OnceLock<Small>]>,
    series: RwLock<Table>,
    overflowed: AtomicU64,
}

#[derive(Debug)]
struct Table {
    by_keys: HashTable<Arc<Series>>,
    /// For each choice of the fixed labels: how many series, and the one that gathers the rest.
    places: Box<[(usize, Option<Arc<Series>>)]>,
    /// Indices whose series were removed.
    free: Vec<u32>,
    /// How many indices and how many serials were given.
    indices: u32,
    serials: u64,
}

impl Table {
    /// An address for a new series; `None` when there is none left.
    fn address(&mut self) -> Option<Address> {
        let address = Address::new(*self.free.last().unwrap_or(&self.indices), self.serials + 1)?;
        if self.free.pop().is_none() {
            self.indices += 1;
        }
        self.serials += 1;
        Some(address)
    }
}

impl Directory {
    pub(crate) fn new(desc: &MetricDesc) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let fixed = desc.fixed_series();
        Self {
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            hasher: RandomState::default(),
            small: (0..fixed).map(|_| OnceLock::new()).collect(),
            series: RwLock::new(Table {
                by_keys: HashTable::new(),
                places: (0..fixed).map(|_| (0, None)).collect(),
                free: Vec::new(),
                indices: 0,
                serials: 0,
            }),
            overflowed: AtomicU64::new(0),
        }
    }

    /// Where the series with these labels is. It is made if it is new and the bound allows it;
    /// else it is the one that gathers the rest.
    #[inline(always)]
    pub(crate) fn find(&self, place: SeriesIndex<'_>, bound: usize) -> Option<Address> {
        let fixed = place.fixed()?;
        if let Some(small) = place.only_key().and_then(small)
            && let Some(table) = self.small.get(fixed).and_then(OnceLock::get)
            && let Some(address) = NonZeroU64::new(table[small].load(Ordering::Acquire))
        {
            return Some(Address(address));
        }
        // Room for eight keys would have to be made in memory first.
        match place.only_key() {
            Some(key) => self.find_by_keys(fixed, std::slice::from_ref(&key), bound),
            None => self.find_by_place(fixed, place, bound),
        }
    }

    #[inline(never)]
    fn find_by_keys(&self, fixed: usize, keys: &[LabelKey<'_>], bound: usize) -> Option<Address> {
        self.with_series(fixed, keys, bound, |series| series.address)
    }

    #[inline(never)]
    fn find_by_place(&self, fixed: usize, place: SeriesIndex<'_>, bound: usize) -> Option<Address> {
        self.find_by_keys(fixed, place.keys(), bound)
    }

    /// What `take` takes of the series with these labels.
    #[inline(always)]
    pub(crate) fn with_series<T>(
        &self,
        fixed: usize,
        keys: &[LabelKey<'_>],
        bound: usize,
        take: impl Fn(&Arc<Series>) -> T,
    ) -> Option<T> {
        if let Some(found) = cache::find(self.id, fixed, keys, &take) {
            return Some(found);
        }
        let series = self.find_or_make(fixed, keys, bound)?;
        if !series.is_other() {
            cache::insert(&series);
        }
        Some(take(&series))
    }

    #[cold]
    fn find_or_make(
        &self,
        fixed: usize,
        keys: &[LabelKey<'_>],
        bound: usize,
    ) -> Option<Arc<Series>> {
        let hash = hash(&self.hasher, self.id, fixed, keys.iter().copied());
        let found = |table: &Table| {
            let series = table.by_keys.find(hash, |series| series.is(self.id, fixed, keys));
            let (count, other) = table.places.get(fixed)?;
            series.or_else(|| other.as_ref().filter(|_| *count >= bound)).map(Arc::clone)
        };
        // In a statement of its own, so that the lock is given back at its end.
        let series = found(&self.read());
        let series = series.or_else(|| {
            let mut table = self.write();
            // Somebody may have been faster.
            found(&table).or_else(|| self.make(&mut table, hash, fixed, keys, bound))
        })?;
        if series.is_other() {
            self.overflowed.fetch_add(1, Ordering::Relaxed);
        }
        Some(series)
    }

    fn make(
        &self,
        table: &mut Table,
        hash: u64,
        fixed: usize,
        keys: &[LabelKey<'_>],
        bound: usize,
    ) -> Option<Arc<Series>> {
        let full = table.places.get(fixed)?.0 >= bound;
        let address = table.address()?;
        let series = Arc::new(Series {
            directory: self.id,
            fixed,
            keys: if full { Keys::Other } else { Keys::new(keys) },
            address,
            removed: AtomicBool::new(false),
            level: AtomicU64::new(0),
        });
        let (count, other) = table.places.get_mut(fixed)?;
        if full {
            *other = Some(Arc::clone(&series));
            return Some(series);
        }
        *count += 1;
        table.by_keys.insert_unique(hash, Arc::clone(&series), |series| series.hash(&self.hasher));
        if let ([key], Some(tables)) = (keys, self.small.get(fixed))
            && let Some(small) = small(*key)
        {
            let table = tables.get_or_init(|| Box::new([const { AtomicU64::new(0) }; 256]));
            table[small].store(address.0.get(), Ordering::Release);
        }
        Some(series)
    }

    /// Forgets a series, and returns it.
    pub(crate) fn remove(&self, place: &SeriesIndex<'_>) -> Option<Arc<Series>> {
        let (fixed, keys) = (place.fixed()?, place.keys());
        let hash = hash(&self.hasher, self.id, fixed, keys.iter().copied());
        let mut table = self.write();
        let is = |series: &Arc<Series>| series.is(self.id, fixed, keys);
        let (series, _vacant) = table.by_keys.find_entry(hash, is).ok()?.remove();
        // Release: who finds a newer series' values in its place knows that it was removed.
        series.removed.store(true, Ordering::Release);
        if let ([key], Some(addresses)) = (keys, self.small.get(fixed)?.get())
            && let Some(small) = small(*key)
        {
            addresses[small].store(0, Ordering::Release);
        }
        table.places.get_mut(fixed)?.0 -= 1;
        table.free.push(series.address.index());
        Some(series)
    }

    /// The series in the order of their labels, so that two scrapes list them alike; what came
    /// after the bound is last. The lock is given back before anything is done with them.
    pub(crate) fn sorted(&self) -> Vec<Arc<Series>> {
        let table = self.read();
        let others = table.places.iter().filter_map(|(_, other)| other.as_ref());
        let mut sorted: Vec<_> = table.by_keys.iter().chain(others).map(Arc::clone).collect();
        drop(table);
        sorted.sort_by(|a, b| {
            let order = |series: &Series| (series.fixed, series.is_other());
            order(a).cmp(&order(b)).then_with(|| a.keys.as_slice().cmp(b.keys.as_slice()))
        });
        sorted
    }

    pub(crate) fn overflowed(&self) -> u64 {
        self.overflowed.load(Ordering::Relaxed)
    }

    fn read(&self) -> RwLockReadGuard<'_, Table> {
        self.series.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Table> {
        self.series.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Directory {
    /// Lets the threads' caches forget the series.
    fn drop(&mut self) {
        for series in &self.read().by_keys {
            series.removed.store(true, Ordering::Release);
        }
    }
}

/// The key, if it is an integer from 0 to 255.
#[inline]
fn small(key: LabelKey<'_>) -> Option<usize> {
    let value = match key {
        LabelKey::Signed(value) => u8::try_from(value).ok()?,
        LabelKey::Unsigned(value) => u8::try_from(value).ok()?,
        LabelKey::Str(_) => return None,
    };
    Some(value.into())
}

/// The bounded labels' values of a series.
#[derive(Debug)]
enum Keys {
    /// Of the series that gathers what came after the bound.
    Other,
    One(OwnedKey),
    Many(Box<[OwnedKey]>),
}

impl Keys {
    fn new(keys: &[LabelKey<'_>]) -> Self {
        match keys {
            [key] => Self::One(key.into()),
            keys => Self::Many(keys.iter().map(OwnedKey::from).collect()),
        }
    }

    fn as_slice(&self) -> &[OwnedKey] {
        match self {
            Self::Other => &[],
            Self::One(key) => std::slice::from_ref(key),
            Self::Many(keys) => keys,
        }
    }
}

/// A [`LabelKey`] that is kept.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum OwnedKey {
    Str(Box<str>),
    Signed(i64),
    Unsigned(u64),
}

impl OwnedKey {
    fn borrow(&self) -> LabelKey<'_> {
        match self {
            Self::Str(text) => LabelKey::Str(text),
            Self::Signed(value) => LabelKey::Signed(*value),
            Self::Unsigned(value) => LabelKey::Unsigned(*value),
        }
    }
}

impl From<&LabelKey<'_>> for OwnedKey {
    fn from(key: &LabelKey<'_>) -> Self {
        match *key {
            LabelKey::Str(text) => Self::Str(text.into()),
            LabelKey::Signed(value) => Self::Signed(value),
            LabelKey::Unsigned(value) => Self::Unsigned(value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn an_address_is_its_index_and_its_serial() {
        for (index, serial, fits) in [
            (0, 1, true),
            ((1 << 24) - 1, (1 << 40) - 1, true),
            (1 << 24, 1, false),
            (0, 1 << 40, false),
        ] {
            let address = Address::new(index, serial);
            let parts = address.map(|address| (address.index(), address.serial()));
            assert_eq!(parts, fits.then_some((index, serial)));
        }
    }
}
