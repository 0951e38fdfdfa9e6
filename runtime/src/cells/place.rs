//! The place of a metric's words: a region, and the position in that region.
//!
//! A metric takes a place when it is first recorded into. The first metrics get a region each, so
//! that a scrape only visits the threads that recorded into the metric. Later metrics share regions,
//! because threads can cache the blocks of few regions. A metric that is dropped sets its words to
//! zero and gives its place back, for another metric with as many words. A far region has no entry
//! in the threads' caches: its blocks are searched on each record. Near regions run out after some
//! 330,000 words.
//!
//! Numbers of regions and positions are taken without a lock and without an allocation, so that a
//! metric can be counted in a memory allocator and in the child of a fork. Only the list of free
//! places has a lock, with a bound on the wait.

use super::block_cache::ENTRIES;
use super::growable_array::GrowableArray;
use super::place_word::PlaceWord;
use super::region::Region;
use crate::bounded_lock::BoundedLock;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// The number of near regions.
const NEAR_REGIONS: u32 = 256;
/// The number of metrics with a region each.
const PRIVATE_REGIONS: u32 = 128;
/// The number of near regions that pages of bounded series may take, so that some are left.
const PAGE_REGIONS: u32 = 192;

/// Returns the number of words in a shared region. The first ones are small, because a thread that
/// records into one metric makes a block with all words of the region.
const fn shared_words(region: u32) -> u32 {
    match region {
        0..176 => 128,
        176..208 => 1024,
        208..232 => 4096,
        _ => 8192,
    }
}

/// The largest wait for the free places, in milliseconds. Without them, a new place is taken, or a
/// place is lost. In the child of a fork, their lock may never be free.
const WAIT: u32 = 1;

/// The near regions. Region 0 is not used.
static NEAR: [Region; ENTRIES] = [const { Region::new() }; ENTRIES];
/// The number of the next near region.
static NEXT_NEAR: AtomicU32 = AtomicU32::new(1);
/// The far regions. Their numbers follow those of the near regions.
static FAR: GrowableArray<Region, 64, 19> = GrowableArray::new();
static NEXT_FAR: AtomicU32 = AtomicU32::new(NEAR_REGIONS);
/// The place after the last used word of the open shared region; 0 if no region is open.
static OPEN: AtomicU64 = AtomicU64::new(0);
/// The places of dropped metrics.
static FREE: BoundedLock<FreePlaces> = BoundedLock::new(BTreeMap::new(), WAIT);

/// Places by their number of words. Far places are apart, because near ones are used first.
type FreePlaces = BTreeMap<(u32, IsFar), Vec<Place>>;
type IsFar = bool;

/// A region and a position in it, in 64 bits: the number of the region if it is near (8 bits), the
/// number of the region (24 bits), and the position (32 bits).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place(u64);

/// The use of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// The fixed series of a metric, or its first bounded series.
    First,
    /// As `First`, while the memory allocator records: no memory may be allocated.
    FirstInAllocator,
    /// Further bounded series.
    Page,
}

impl Place {
    /// No place. Its near region is 0, in which no thread has a block.
    const NONE: Self = Self(0);

    const fn new(region: u32, first: u32) -> Self {
        let near = if region < NEAR_REGIONS { region } else { 0 };
        Self(near as u64 | (region as u64) << 8 | (first as u64) << 32)
    }

    /// Returns the number of the region in the threads' caches; 0 if it is far.
    #[inline(always)]
    #[expect(clippy::cast_possible_truncation, reason = "the low 8 bits")]
    pub(super) const fn near(self) -> u8 {
        self.0 as u8
    }

    /// Returns the position of the first word.
    #[inline(always)]
    pub(super) const fn first(self) -> u32 {
        (self.0 >> 32) as u32
    }

    /// Returns the position of a slot, if each slot has `len` words. Wraps only if the place does not
    /// have the slot.
    #[inline(always)]
    #[expect(clippy::cast_possible_truncation, reason = "a slot that a place has is far shorter")]
    pub(super) const fn slot(self, index: usize, len: usize) -> u32 {
        self.first().wrapping_add(index.wrapping_mul(len) as u32)
    }

    const fn number(self) -> u32 {
        (self.0 >> 8 & 0xff_ffff) as u32
    }

    pub(super) fn region(self) -> Option<&'static Region> {
        match self.number() {
            0 => None,
            number if number < NEAR_REGIONS => NEAR.get(number as usize),
            number => FAR.get(number - NEAR_REGIONS),
        }
    }

    /// Takes a place of `words` words, all zero. Returns `None` if no region can be made.
    fn take(words: u32, purpose: Use) -> Option<Self> {
        let free = |is_far| FREE.lock()?.get_mut(&(words, is_far))?.pop();
        free(false)
            .or_else(|| Self::take_near(words, purpose))
            .or_else(|| free(true))
            .or_else(|| if purpose == Use::FirstInAllocator { None } else { Self::new_far(words) })
    }

    /// Takes a place that no metric had, in a near region.
    fn take_near(words: u32, purpose: Use) -> Option<Self> {
        let own_limit = match purpose {
            Use::First | Use::FirstInAllocator => PRIVATE_REGIONS,
            Use::Page => 0,
        };
        if let Some(place) = Self::new_near(words, own_limit) {
            return Some(place);
        }
        let limit = if purpose == Use::Page { PAGE_REGIONS } else { NEAR_REGIONS };
        // A region that another thread opens meanwhile has a later number, so it is not smaller.
        if words <= shared_words(NEXT_NEAR.load(Ordering::Relaxed)) / 2 {
            Self::take_shared(words, limit)
        } else {
            Self::new_near(words, limit)
        }
    }

    /// Returns a new near region, if its number is below `limit`.
    fn new_near(words: u32, limit: u32) -> Option<Self> {
        Self::new_near_of_len(|_| words, limit)
    }

    fn new_near_of_len(len: impl FnOnce(u32) -> u32, limit: u32) -> Option<Self> {
        let next = |next| (next < limit).then_some(next + 1);
        let number = NEXT_NEAR.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next).ok()?;
        NEAR.get(number as usize)?.set_len(len(number));
        Some(Self::new(number, 0))
    }

    fn new_far(words: u32) -> Option<Self> {
        let next = |next: u32| (next < 1 << 24).then_some(next + 1);
        let number = NEXT_FAR.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next).ok()?;
        FAR.get_or_make(number - NEAR_REGIONS, Region::new)?.set_len(words);
        Some(Self::new(number, 0))
    }

    /// Takes words of the open shared region, or opens another one.
    fn take_shared(words: u32, limit: u32) -> Option<Self> {
        let mut open = OPEN.load(Ordering::Acquire);
        loop {
            let end = Self(open);
            let left = shared_words(end.number()).checked_sub(end.first() + words);
            let (taken, next) = match left {
                Some(_) if end != Self::NONE => (end, None),
                _ => {
                    let new = Self::new_near_of_len(shared_words, limit)?;
                    (new, Some(new))
                }
            };
            let after = Self::new(taken.number(), taken.first() + words);
            match OPEN.compare_exchange(open, after.0, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => return Some(taken),
                Err(current) => {
                    // Another thread opened a region or took the words.
                    if let Some(unused) = next {
                        unused.give_back(shared_words(unused.number()));
                    }
                    open = current;
                }
            }
        }
    }

    /// Gives back a place. Its words are zero.
    fn give_back(self, words: u32) {
        if let Some(mut free) = FREE.lock() {
            free.entry((words, self.near() == 0)).or_default().push(self);
        }
    }
}

/// The place of a metric, or no place before the first record.
#[derive(Debug)]
pub(super) struct PlaceCell(PlaceWord);

impl PlaceCell {
    pub(super) const fn new() -> Self {
        Self(PlaceWord::new(AtomicU64::new(Place::NONE.0)))
    }

    /// Returns the place. The thread sees the zeros in it, also if it recorded into a dropped
    /// metric of the same place.
    #[inline(always)]
    pub(super) fn load(&self) -> Place {
        Place(self.0.load())
    }

    /// Returns the place, and takes one if needed.
    pub(super) fn get_or_take(&self, words: usize, purpose: Use) -> Option<Place> {
        let place = self.load();
        if place != Place::NONE {
            return Some(place);
        }
        let words = u32::try_from(words).ok()?;
        let taken = Place::take(words, purpose)?;
        if purpose != Use::Page {
            taken.region()?.make_static_shared();
        }
        match self.0.set(taken.0) {
            Ok(()) => Some(taken),
            Err(first) => {
                taken.give_back(words);
                Some(Place(first))
            }
        }
    }

    /// Sets the words to zero and gives the place back. The metric is not used any more.
    pub(super) fn give_back(&self, words: usize) {
        let place = self.load();
        if let Some(region) = place.region()
            && let Ok(len) = u32::try_from(words)
        {
            region.clear(place.first(), words);
            place.give_back(len);
        }
        self.0.reset();
    }
}
