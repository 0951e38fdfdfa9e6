//! The places of a metric's words, and the blocks of all threads there.
//!
//! The fixed series of a metric have one place. Bounded series have several, because their number
//! grows: the first slots have one place, and each later page of slots has its own. A write first
//! tries the thread's cached block. If that fails, it searches the thread's own block, and makes it
//! if needed. If the thread has no id, or makes a block right now, it writes to the shared block.

use super::kind::ShardedKind;
use super::{SeriesSlot, ShardedCells};
use crate::cells::block_cache;
use crate::cells::growable_array::GrowableArray;
use crate::cells::place::{Place, PlaceCell, Use};
use crate::cells::process_lock::ProcessLock;
use crate::cells::series_id::SeriesId;
use crate::cells::series_table::SeriesTable;
use crate::cells::series_words::SeriesWords;
use crate::cells::thread_block::{ThreadBlock, bounded_slot_len};
use crate::cells::thread_id::{self, while_making};
use crate::desc::MetricDesc;
use std::sync::atomic::{AtomicU32, AtomicU64};

/// The largest number of bounded series with the first place.
const FIRST_PAGE: usize = 64;
/// The number of bounded series in a later page.
const PAGE: u32 = 1024;

/// Held by a thread that writes to the shared block of a series without read-modify-writes.
pub(super) static SHARED_TURN: ProcessLock = ProcessLock::new(AtomicU64::new(0));

/// The parts of a metric that only some metrics need.
#[derive(Debug)]
pub(super) struct Extras {
    /// The bounded series.
    pub(super) table: Option<SeriesTable>,
    /// The places of the pages after the first one.
    pages: GrowableArray<PlaceCell, 16, 11>,
    /// For each group of ids: how often an id had been given back when all its ended threads were
    /// folded.
    pub(super) folded: GrowableArray<AtomicU32, 8, 9>,
}

impl Extras {
    pub(super) fn new(desc: &MetricDesc) -> Self {
        Self {
            table: desc.has_bounded_label().then(|| SeriesTable::new(desc)),
            pages: GrowableArray::new(),
            folded: GrowableArray::new(),
        }
    }
}

impl<S: ShardedKind> ShardedCells<S> {
    /// Writes to a block that is not cached, or does not exist yet.
    #[cold]
    #[inline(never)]
    pub(super) fn write_uncached(&self, slot: SeriesSlot, field: usize, bits: u64) {
        let own = while_making(|| self.own_block(slot)).flatten();
        let written = own.and_then(|(block, first)| {
            S::write(self.words_in(block, first, slot)?, field, bits, self.repr)
        });
        if written.or_else(|| self.write_shared(slot, field, bits)) != Some(true) {
            self.ignore();
        }
    }

    /// Returns the current thread's block with a slot, and the slot's position. Caches the block.
    fn own_block(&self, slot: SeriesSlot) -> Option<(ThreadBlock, u32)> {
        let id = thread_id::own()?;
        let (place, first) = self.place_or_take(slot)?;
        let block = place.region()?.own_or_make(id)?;
        block_cache::store(place.near(), block);
        Some((block, first))
    }

    /// Writes to the shared block.
    fn write_shared(&self, slot: SeriesSlot, field: usize, bits: u64) -> Option<bool> {
        let known = self.place(slot).filter(|(place, _)| place.region().is_some());
        let take = || match while_making(|| self.place_or_take(slot)) {
            Some(place) => place,
            None => self.take_in_allocator(slot),
        };
        let (place, first) = known.or_else(take)?;
        let series = self.words_in(place.region()?.shared_or_make()?, first, slot)?;
        let has_shared_write = S::has_shared_write(self.repr);
        if has_shared_write && !self.has_bounded_label() {
            return S::write_shared(series, field, bits, self.repr);
        }
        let write = || match series.claim() {
            // The series was removed, so the value is dropped.
            false => Some(true),
            true if has_shared_write => S::write_shared(series, field, bits, self.repr),
            true => S::write(series, field, bits, self.repr),
        };
        SHARED_TURN.with(write).flatten()
    }

    /// Returns the words of a slot that starts at `first` in a block.
    #[inline(always)]
    pub(super) fn words_in(
        &self,
        block: ThreadBlock,
        first: u32,
        slot: SeriesSlot,
    ) -> Option<SeriesWords<'static>> {
        match slot {
            SeriesSlot::Fixed(_) => Some(block.fixed_slot(first, self.words())),
            SeriesSlot::Bounded(id) => block.bounded_slot(first, self.words(), id.generation()),
        }
    }

    /// Returns the place of a slot, and the slot's position in the region; the place may not be
    /// taken yet.
    pub(super) fn place(&self, slot: SeriesSlot) -> Option<(Place, u32)> {
        let place = self.place.load();
        match slot {
            SeriesSlot::Fixed(index) => Some((place, place.slot(index, self.words()))),
            SeriesSlot::Bounded(id) => self.bounded_place(place, id, self.words()),
        }
    }

    /// Returns the place of a bounded series with `words` words, and its position in the region.
    /// `first` is the place of the first page.
    #[inline(always)]
    pub(super) fn bounded_place(
        &self,
        first: Place,
        id: SeriesId,
        words: usize,
    ) -> Option<(Place, u32)> {
        let (index, len) = (id.index() as usize, bounded_slot_len(words));
        match self.page(index) {
            None => Some((first, first.slot(index, len))),
            Some((page, index)) => {
                let place = self.page_place(page)?;
                Some((place, place.slot(index, len)))
            }
        }
    }

    #[inline(never)]
    fn page_place(&self, page: u32) -> Option<Place> {
        Some(self.extras.get()?.pages.get(page)?.load())
    }

    /// As [`place`](Self::place), and takes the place if needed.
    fn place_or_take(&self, slot: SeriesSlot) -> Option<(Place, u32)> {
        let page = match slot {
            SeriesSlot::Fixed(_) => None,
            SeriesSlot::Bounded(id) => self.page(id.index() as usize),
        };
        if let Some((page, _)) = page {
            let cell = self.extras.get()?.pages.get_or_make(page, PlaceCell::new)?;
            cell.get_or_take(PAGE as usize * self.slot_len(), Use::Page)?;
        } else {
            self.place.get_or_take(self.first_len(), Use::First)?;
        }
        self.place(slot)
    }

    /// Returns the places that were taken, with the number of slots in each.
    pub(super) fn places(&self) -> impl Iterator<Item = (Place, usize)> {
        let pages = self.extras.get().into_iter().flat_map(|extras| extras.pages.iter());
        let pages = pages.map(|(_, cell)| (cell.load(), PAGE as usize));
        std::iter::once((self.place.load(), self.first_slots())).chain(pages)
    }

    /// Returns the page of a bounded series and the index in that page; `None` for the first place.
    #[inline(always)]
    #[expect(clippy::cast_possible_truncation, reason = "an index has 24 bits")]
    fn page(&self, index: usize) -> Option<(u32, usize)> {
        let page = index as u32 / PAGE;
        (index >= self.first_bounded.into()).then_some((page, index % PAGE as usize))
    }

    /// As [`place_or_take`](Self::place_or_take), while the memory allocator records.
    fn take_in_allocator(&self, slot: SeriesSlot) -> Option<(Place, u32)> {
        let SeriesSlot::Fixed(_) = slot else { return None };
        self.place.get_or_take(self.first_len(), Use::FirstInAllocator)?;
        self.place(slot)
    }

    /// Gives all places back.
    pub(super) fn give_back(&mut self) {
        let (first, page) = (self.first_len(), PAGE as usize * self.slot_len());
        self.place.give_back(first);
        let pages = self.extras.get().into_iter().flat_map(|extras| extras.pages.iter());
        pages.for_each(|(_, cell)| cell.give_back(page));
    }

    /// Returns the number of words in a slot.
    #[inline(always)]
    pub(super) fn slot_len(&self) -> usize {
        if self.has_bounded_label() { bounded_slot_len(self.words()) } else { self.words() }
    }

    /// Returns the number of words at the first place.
    fn first_len(&self) -> usize {
        self.first_slots() * self.slot_len()
    }

    /// Returns the number of slots at the first place.
    fn first_slots(&self) -> usize {
        if self.has_bounded_label() { self.first_bounded.into() } else { self.desc.fixed_series() }
    }
}

/// Returns the number of bounded series with the first place; 0 without bounded labels.
#[expect(clippy::cast_possible_truncation, reason = "at most 64")]
pub(super) const fn first_bounded(desc: &MetricDesc) -> u8 {
    match desc.bounded_series() {
        None => 0,
        Some(bound) => {
            let series = desc.fixed_series().saturating_mul(bound.saturating_add(1));
            if series < FIRST_PAGE { series as u8 } else { FIRST_PAGE as u8 }
        }
    }
}
