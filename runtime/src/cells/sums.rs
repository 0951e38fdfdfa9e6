//! Values that add up: a thread's own words for each series.

use super::buckets::Buckets;
use super::directory::{Address, Directory};
use super::part::{Block, Part, bounded_len};
use super::pool;
use super::segments::{Position, Segments};
use super::thread::{self, Shortcut};
use super::{Cells, Visit};
use crate::desc::MetricDesc;
use crate::label::{Labels, SeriesIndex, bounded_series};
use crate::unit::Repr;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, OnceLock, PoisonError};

/// What a series of a metric that adds up keeps, and how its parts make its value.
pub(crate) trait Sum: Sized + 'static {
    /// What is read.
    type Value: Clone + Send;

    /// How many words a series has, where the metric has so many bucket bounds.
    fn words(bounds: usize) -> usize;

    /// Adds an amount in the place it belongs to.
    fn write(part: Part<'_>, place: usize, bits: u64, repr: Repr);

    /// The value of a series nobody recorded into.
    fn zero(bounds: usize) -> Self::Value;

    /// The value of a series.
    fn read(series: &Parts<'_, Self>, id: u64) -> Self::Value;
}

/// A number that only grows.
#[derive(Debug)]
pub(crate) enum Total {}

impl Sum for Total {
    type Value = u64;

    #[inline(always)]
    fn words(_bounds: usize) -> usize {
        1
    }

    #[inline(always)]
    fn write(part: Part<'_>, place: usize, bits: u64, repr: Repr) {
        part.add(place, bits, repr);
    }

    fn zero(_bounds: usize) -> u64 {
        0
    }

    fn read(series: &Parts<'_, Self>, _id: u64) -> u64 {
        series.total(0)
    }
}

/// A number that goes up and down, as two that only grow.
#[derive(Debug)]
pub(crate) enum Balance {}

impl Balance {
    const UP: usize = 0;
    const DOWN: usize = 1;
}

impl Sum for Balance {
    type Value = u64;

    #[inline(always)]
    fn words(_bounds: usize) -> usize {
        2
    }

    #[inline(always)]
    fn write(part: Part<'_>, place: usize, bits: u64, repr: Repr) {
        part.add(place, bits, repr);
    }

    fn zero(_bounds: usize) -> u64 {
        0
    }

    /// What was taken away is read first: what was added before it happened is then seen as well,
    /// so that what is never below zero is never read so.
    fn read(series: &Parts<'_, Self>, _id: u64) -> u64 {
        let repr = series.sums.repr;
        let down = series.total(Self::DOWN);
        repr.sum(series.total(Self::UP), repr.negate(down))
    }
}

/// Observations by bucket, and their sum.
#[derive(Debug)]
pub(crate) enum Distribution {}

/// What a distribution is read as.
#[derive(Clone, Debug)]
pub(crate) struct Observed {
    /// The sum, and then the observations in each bucket.
    words: Vec<u64>,
}

impl Observed {
    pub(crate) fn sum(&self) -> u64 {
        self.words[0]
    }

    pub(crate) fn into_counts(mut self) -> Vec<u64> {
        self.words.remove(0);
        self.words
    }
}

impl Sum for Distribution {
    type Value = Observed;

    /// A version, the sum, and a count for each bound and for what is above them.
    #[inline(always)]
    fn words(bounds: usize) -> usize {
        bounds + 3
    }

    #[inline(always)]
    fn write(part: Part<'_>, place: usize, bits: u64, repr: Repr) {
        part.observe(place, bits, repr);
    }

    fn zero(bounds: usize) -> Observed {
        Observed { words: vec![0; bounds + 2] }
    }

    /// Where a thread is stopped in the middle of an observation, the whole series is shown as it
    /// was seen before: older, but neither torn nor going back.
    fn read(series: &Parts<'_, Self>, id: u64) -> Observed {
        let mut last = series.sums.last.lock().unwrap_or_else(PoisonError::into_inner);
        let last = last.entry(id).or_insert_with(|| Self::zero(series.sums.bounds));
        if let Some(now) = Self::try_read(series) {
            *last = now;
        }
        last.clone()
    }
}

impl Distribution {
    fn try_read(series: &Parts<'_, Self>) -> Option<Observed> {
        let repr = series.sums.repr;
        let mut all = Self::zero(series.sums.bounds);
        let mut words = vec![0; all.words.len()];
        let mut complete = true;
        series.each(&mut |part| {
            complete = complete && part.distribution(&mut words).is_some();
            for (index, (all, word)) in all.words.iter_mut().zip(&words).enumerate() {
                *all = if index == 0 { repr.sum(*all, *word) } else { all.wrapping_add(*word) };
            }
        });
        complete.then_some(all)
    }
}

/// The parts of one series: one a thread that recorded into its metric.
#[derive(Debug)]
pub(crate) struct Parts<'a, S: Sum> {
    sums: &'a Sums<S>,
    at: At,
}

impl<S: Sum> Parts<'_, S> {
    fn each(&self, visit: &mut dyn FnMut(Part<'_>)) {
        let words = S::words(self.sums.bounds);
        match self.at {
            At::Fixed(index) => self.sums.fixed.each(&mut |block| {
                block.fixed(index, words).into_iter().for_each(&mut *visit);
            }),
            At::Bounded(address) => {
                let position = Page::of(address.index());
                let Some(open) = self.sums.open.get() else { return };
                open.pages.each(&mut |pages| {
                    let block = pages.get(position);
                    let part = block
                        .and_then(|block| block.open(position.offset(), words, address.serial()));
                    part.into_iter().for_each(&mut *visit);
                });
            }
            At::Nowhere => {}
        }
    }

    /// What a word of all parts adds up to.
    fn total(&self, word: usize) -> u64 {
        let (repr, mut total) = (self.sums.repr, 0);
        self.each(&mut |part| total = repr.sum(total, part.total(word)));
        total
    }
}

/// What each thread has of its own, by its position.
#[derive(Debug)]
struct Threads<T>(Segments<Box<[OnceLock<T>]>, 16, 13>);

impl<T> Threads<T> {
    const fn new() -> Self {
        Self(Segments::new())
    }

    fn get(&self, thread: thread::Position) -> Option<&T> {
        self.0.get(thread)?.get(thread.offset())?.get()
    }

    fn get_or_init(&self, thread: thread::Position, make: impl FnOnce() -> T) -> Option<&T> {
        let empty = || (0..thread.segment_len()).map(|_| OnceLock::new()).collect();
        Some(self.0.get_or_init(thread, empty)?.get(thread.offset())?.get_or_init(make))
    }

    fn each(&self, visit: &mut dyn FnMut(&T)) {
        self.0.iter().flatten().filter_map(OnceLock::get).for_each(visit);
    }
}

/// A thread's words of the bounded series, a block a segment of their indices.
type Pages = Segments<Block, 64, 27>;

/// Where a bounded series is in a thread's pages.
type Page = Position<64>;

#[derive(Debug)]
struct Bounded {
    directory: Directory,
    pages: Threads<Pages>,
}

/// The values of one metric that adds up, and the counts of what could not be recorded.
pub(crate) struct Sums<S: Sum> {
    desc: &'static MetricDesc,
    /// How many bucket bounds the metric has.
    bounds: usize,
    repr: Repr,
    /// To this thread's fixed series, or the first segment of its bounded ones.
    shortcut: Shortcut,
    fixed: Threads<Block>,
    open: OnceLock<Box<Bounded>>,
    ignored: AtomicU64,
    /// What readers saw last, by the index of a fixed series and the serial of a bounded one.
    last: Mutex<BTreeMap<u64, S::Value>>,
    sum: PhantomData<fn() -> S>,
}

impl<S: Sum> fmt::Debug for Sums<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sums").field("metric", &self.desc.name).finish_non_exhaustive()
    }
}

impl<S: Sum> Sums<S> {
    pub(crate) const fn new(desc: &'static MetricDesc, repr: Repr) -> Self {
        Self {
            desc,
            bounds: desc.buckets.len(),
            repr,
            shortcut: Shortcut::new(),
            fixed: Threads::new(),
            open: OnceLock::new(),
            ignored: AtomicU64::new(0),
            last: Mutex::new(BTreeMap::new()),
            sum: PhantomData,
        }
    }

    /// The slot of a series; a bounded series is made if its value is new and the bound allows it.
    #[inline(always)]
    pub(crate) fn slot<L: Labels>(&self, values: L::Values<'_>) -> Slot<'_, S> {
        self.slot_at::<L>(L::place(values))
    }

    #[inline(always)]
    pub(crate) fn slot_at<L: Labels>(&self, place: SeriesIndex<'_>) -> Slot<'_, S> {
        let at = match bounded_series::<L>() {
            None => place.fixed().map(At::Fixed),
            Some(bound) => self.open().directory.find(place, bound).map(At::Bounded),
        };
        Slot { sums: self, at: at.unwrap_or(At::Nowhere) }
    }

    #[inline]
    fn open(&self) -> &Bounded {
        match self.open.get() {
            Some(open) => open,
            None => self.make_open(),
        }
    }

    #[cold]
    fn make_open(&self) -> &Bounded {
        let open = || Bounded { directory: Directory::new(self.desc), pages: Threads::new() };
        self.open.get_or_init(|| Box::new(open()))
    }

    /// Adds to this thread's part of a fixed series, which is made if there is none.
    #[inline(never)]
    fn write_fixed(&self, index: usize, place: usize, bits: u64) {
        let words = S::words(self.bounds);
        if let Some(block) = self.fixed.get(thread::here())
            && let Some(part) = block.fixed(index, words)
        {
            self.shortcut.keep(*block);
            return S::write(part, place, bits, self.repr);
        }
        let make = || pool::take(self.desc.fixed_series() * words);
        thread::enter(|here| {
            let block = self.fixed.get_or_init(here, make);
            match block.and_then(|block| block.fixed(index, words)) {
                Some(part) => S::write(part, place, bits, self.repr),
                None => self.ignore(),
            }
        });
    }

    /// Adds to this thread's part of a bounded series, which is made if there is none.
    #[inline(never)]
    fn write_bounded(&self, address: Address, place: usize, bits: u64) {
        let words = S::words(self.bounds);
        let (position, serial) = (Page::of(address.index()), address.serial());
        let pages = self.open().pages.get(thread::here());
        if let Some(block) = pages.and_then(|pages| pages.get(position))
            && let Some(part) = block.open(position.offset(), words, serial)
        {
            if position.is_first() {
                self.shortcut.keep(*block);
            }
            return S::write(part, place, bits, self.repr);
        }
        let make = || pool::take(position.segment_len() * bounded_len(words));
        thread::enter(|here| {
            let pages = self.open().pages.get_or_init(here, Segments::new);
            let block = pages.and_then(|pages| pages.get_or_init(position, make));
            match block.and_then(|block| block.open(position.offset(), words, serial)) {
                Some(part) => S::write(part, place, bits, self.repr),
                None => self.ignore(),
            }
        });
    }

    /// Counts a value that cannot be recorded.
    #[cold]
    #[inline(never)]
    fn ignore(&self) {
        self.ignored.fetch_add(1, Relaxed);
    }

    fn read(&self, at: At, id: u64) -> S::Value {
        S::read(&Parts { sums: self, at }, id)
    }

    fn forget(&self, id: u64) {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
    }
}

impl<S: Sum> Drop for Sums<S> {
    fn drop(&mut self) {
        self.fixed.each(&mut |block| pool::give_back(*block));
        if let Some(open) = self.open.get() {
            open.pages.each(&mut |pages| pages.iter().for_each(|block| pool::give_back(*block)));
        }
    }
}

impl<S: Sum> Cells for Sums<S> {
    type Value = S::Value;

    fn desc(&self) -> &'static MetricDesc {
        self.desc
    }

    fn visit(&self, visit: &mut Visit<'_, S::Value>) {
        if !self.desc.has_bounded_label() {
            for index in 0..self.desc.fixed_series() {
                visit(index, Some(&[]), self.read(At::Fixed(index), index as u64));
            }
            return;
        }
        let Some(open) = self.open.get() else { return };
        for series in open.directory.sorted() {
            let value = self.read(At::Bounded(series.address), series.address.serial());
            // Its place may be another's by now, and what was read of it too little.
            if series.is_removed() {
                self.forget(series.address.serial());
            } else {
                let (fixed, keys) = series.labels();
                visit(fixed, keys.as_deref(), value);
            }
        }
    }

    fn remove<L: Labels>(&self, values: L::Values<'_>) -> bool {
        let Some(open) = self.open.get() else { return false };
        let removed = open.directory.remove(&L::place(values));
        if let Some(series) = &removed {
            self.forget(series.address.serial());
        }
        removed.is_some()
    }

    fn ignored(&self) -> u64 {
        self.ignored.load(Relaxed)
    }

    fn overflowed(&self) -> u64 {
        self.open.get().map_or(0, |open| open.directory.overflowed())
    }
}

/// Which series.
#[derive(Clone, Copy, Debug)]
enum At {
    Fixed(usize),
    Bounded(Address),
    /// None: the values stand for no series. What is recorded is ignored and counted.
    Nowhere,
}

/// One series to record into, from any thread.
#[derive(Debug)]
pub(crate) struct Slot<'a, S: Sum> {
    sums: &'a Sums<S>,
    at: At,
}

impl<S: Sum> Clone for Slot<'_, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S: Sum> Copy for Slot<'_, S> {}

impl<S: Sum> Slot<'_, S> {
    /// Adds an amount to this thread's part of the series, in the place it belongs to; `None` is
    /// an amount that is out of range.
    #[inline(always)]
    fn write(self, place: usize, bits: Option<u64>, repr: Repr) {
        let Self { sums, at } = self;
        let Some(bits) = bits else { return sums.ignore() };
        let words = S::words(sums.bounds);
        match at {
            At::Fixed(index) => match sums.shortcut.block().fixed(index, words) {
                Some(part) => S::write(part, place, bits, repr),
                None => sums.write_fixed(index, place, bits),
            },
            At::Bounded(address) => {
                let block = sums.shortcut.block();
                let part = Page::first(address.index())
                    .and_then(|offset| block.open(offset, words, address.serial()));
                match part {
                    Some(part) => S::write(part, place, bits, repr),
                    None => sums.write_bounded(address, place, bits),
                }
            }
            At::Nowhere => sums.ignore(),
        }
    }

    pub(crate) fn desc(self) -> &'static MetricDesc {
        self.sums.desc
    }

    pub(crate) fn read(self) -> S::Value {
        match self.at {
            At::Fixed(index) => self.sums.read(self.at, index as u64),
            At::Bounded(address) => self.sums.read(self.at, address.serial()),
            At::Nowhere => S::zero(self.sums.bounds),
        }
    }
}

impl Slot<'_, Total> {
    /// Adds an amount; `None` is one that is out of range.
    #[inline(always)]
    pub(crate) fn add(self, bits: Option<u64>, repr: Repr) {
        self.write(0, bits, repr);
    }
}

impl Slot<'_, Balance> {
    /// Adds an amount; `None` is one that is out of range.
    #[inline(always)]
    pub(crate) fn add(self, bits: Option<u64>, repr: Repr) {
        self.write(Balance::UP, bits, repr);
    }

    /// Takes an amount away; `None` is one that is out of range.
    #[inline(always)]
    pub(crate) fn sub(self, bits: Option<u64>, repr: Repr) {
        self.write(Balance::DOWN, bits, repr);
    }
}

impl Slot<'_, Distribution> {
    /// Counts an amount in its bucket; `None` is one that is out of range.
    #[inline(always)]
    pub(crate) fn observe(self, bits: Option<u64>, buckets: &Buckets, repr: Repr) {
        let bucket = bits.map_or(0, |bits| buckets.find(bits, repr));
        self.write(bucket, bits, repr);
    }
}
