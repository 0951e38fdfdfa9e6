//! The blocks of all threads for one metric.
//!
//! Blocks are in growable arrays indexed by thread id. Fixed series have one block per thread.
//! Bounded series have several: slot indices grow with the number of series, and each thread has a
//! block per segment of them. A write first tries the thread's cached block, which is the block of
//! the fixed series or of the first segment. If that fails, it searches the arrays and caches the
//! block. Only a thread's first write to a block makes it. Blocks of the shared id 0 are not cached.

use crate::cells::block_cache::BlockCacheIndex;
use crate::cells::block_pool;
use crate::cells::growable_array::{GrowableArray, SegmentedIndex};
use crate::cells::series_id::SeriesId;
use crate::cells::series_words::SeriesWords;
use crate::cells::thread_block::{ThreadBlock, bounded_slot_len};
use crate::cells::thread_id::{self, ThreadId, with_thread_id};
use crate::desc::MetricDesc;
use std::sync::OnceLock;

/// The blocks of all threads for one metric.
#[derive(Debug)]
pub(super) struct BlockStore {
    desc: &'static MetricDesc,
    cache: BlockCacheIndex,
    fixed: PerThread<ThreadBlock>,
    bounded: OnceLock<Box<PerThread<BoundedBlocks>>>,
}

/// One thread's blocks for bounded series.
type BoundedBlocks = GrowableArray<ThreadBlock, 64, 27>;

/// The slot index of a bounded series, split for [`BoundedBlocks`].
type BoundedSlotIndex = SegmentedIndex<64>;

/// The slot of a series in every thread's blocks.
#[derive(Clone, Copy, Debug)]
pub(crate) enum SeriesSlot {
    Fixed(FixedSlot),
    Bounded(BoundedSlot),
}

impl BlockStore {
    pub(super) const fn new(desc: &'static MetricDesc) -> Self {
        Self {
            desc,
            cache: BlockCacheIndex::new(),
            fixed: PerThread::new(),
            bounded: OnceLock::new(),
        }
    }

    /// Returns the slot's words in the current thread's cached block, if it is there.
    #[inline(always)]
    pub(super) fn cached(
        &self,
        slot: impl BlockSlot,
        words: usize,
    ) -> Option<SeriesWords<'static>> {
        slot.words_in_cached(self.cache.load(), words)
    }

    /// Returns the slot's words in the current thread's block, if the thread has an id and the block
    /// was made. Caches the block.
    #[inline(always)]
    pub(super) fn find(&self, slot: impl BlockSlot, words: usize) -> Option<SeriesWords<'static>> {
        let block = *slot.find_block(self, thread_id::current())?;
        let series = slot.words_in(block, words)?;
        if slot.is_in_cached_block() {
            self.cache.store(block);
        }
        Some(series)
    }

    /// Calls `write` with the slot's words in a block of the current thread's id or of the shared
    /// id. The block is made if needed. Returns `false` if there is no such slot.
    pub(super) fn find_or_make(
        &self,
        slot: impl BlockSlot,
        words: usize,
        write: impl FnOnce(SeriesWords<'_>),
    ) -> bool {
        with_thread_id(|thread| {
            let block = slot.find_or_make_block(self, thread, words);
            let series = block.and_then(|block| slot.words_in(*block, words));
            series.map(write).is_some()
        })
    }

    /// Calls `visit` with the slot's words in each thread's block.
    pub(super) fn visit(
        &self,
        slot: SeriesSlot,
        words: usize,
        visit: &mut dyn FnMut(SeriesWords<'_>),
    ) {
        match slot {
            SeriesSlot::Fixed(slot) => {
                self.fixed.iter().filter_map(|block| slot.words_in(*block, words)).for_each(visit);
            }
            SeriesSlot::Bounded(slot) => {
                let threads = self.bounded.get().into_iter().flat_map(|threads| threads.iter());
                let blocks = threads.filter_map(|blocks| blocks.get(slot.index()));
                blocks.filter_map(|block| slot.words_in(*block, words)).for_each(visit);
            }
        }
    }
}

impl Drop for BlockStore {
    fn drop(&mut self) {
        let bounded = self.bounded.get().into_iter().flat_map(|threads| threads.iter());
        let blocks = self.fixed.iter().chain(bounded.flat_map(GrowableArray::iter));
        blocks.copied().for_each(block_pool::give_back);
    }
}

/// The way from a slot to its words in a thread's block.
pub(crate) trait BlockSlot: Copy {
    /// Returns a thread's block with the slot.
    fn find_block(self, store: &BlockStore, thread: ThreadId) -> Option<&ThreadBlock>;

    /// Returns a thread's block with the slot, and makes it if needed.
    fn find_or_make_block(
        self,
        store: &BlockStore,
        thread: ThreadId,
        words: usize,
    ) -> Option<&ThreadBlock>;

    /// Returns the slot's words in a block that has the slot.
    fn words_in(self, block: ThreadBlock, words: usize) -> Option<SeriesWords<'static>>;

    /// Returns the slot's words in the cached block, if that block has the slot.
    fn words_in_cached(self, block: ThreadBlock, words: usize) -> Option<SeriesWords<'static>>;

    /// Returns whether the slot is in the block that threads cache.
    fn is_in_cached_block(self) -> bool;
}

/// The slot of a fixed series: its index.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FixedSlot(pub(super) usize);

impl BlockSlot for FixedSlot {
    #[inline(always)]
    fn find_block(self, store: &BlockStore, thread: ThreadId) -> Option<&ThreadBlock> {
        store.fixed.get(thread)
    }

    fn find_or_make_block(
        self,
        store: &BlockStore,
        thread: ThreadId,
        words: usize,
    ) -> Option<&ThreadBlock> {
        store.fixed.get_or_init(thread, || block_pool::take(store.desc.fixed_series() * words))
    }

    #[inline(always)]
    fn words_in(self, block: ThreadBlock, words: usize) -> Option<SeriesWords<'static>> {
        block.fixed_slot(self.0, words)
    }

    #[inline(always)]
    fn words_in_cached(self, block: ThreadBlock, words: usize) -> Option<SeriesWords<'static>> {
        self.words_in(block, words)
    }

    #[inline(always)]
    fn is_in_cached_block(self) -> bool {
        true
    }
}

/// The slot of a bounded series, for the series with this id.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BoundedSlot(pub(super) SeriesId);

impl BoundedSlot {
    #[inline(always)]
    fn index(self) -> BoundedSlotIndex {
        BoundedSlotIndex::split(self.0.index())
    }
}

impl BlockSlot for BoundedSlot {
    #[inline(always)]
    fn find_block(self, store: &BlockStore, thread: ThreadId) -> Option<&ThreadBlock> {
        store.bounded.get()?.get(thread)?.get(self.index())
    }

    fn find_or_make_block(
        self,
        store: &BlockStore,
        thread: ThreadId,
        words: usize,
    ) -> Option<&ThreadBlock> {
        let index = self.index();
        let threads = store.bounded.get_or_init(|| Box::new(PerThread::new()));
        let blocks = threads.get_or_init(thread, GrowableArray::new)?;
        let make = || block_pool::take(index.segment_len() * bounded_slot_len(words));
        blocks.get_or_init(index, make)
    }

    #[inline(always)]
    fn words_in(self, block: ThreadBlock, words: usize) -> Option<SeriesWords<'static>> {
        block.bounded_slot(self.index().offset(), words, self.0.generation())
    }

    #[inline(always)]
    fn words_in_cached(self, block: ThreadBlock, words: usize) -> Option<SeriesWords<'static>> {
        let offset = BoundedSlotIndex::offset_in_first(self.0.index())?;
        block.bounded_slot(offset, words, self.0.generation())
    }

    #[inline(always)]
    fn is_in_cached_block(self) -> bool {
        self.index().is_in_first()
    }
}

/// One value per thread id.
#[derive(Debug)]
struct PerThread<T>(GrowableArray<Box<[OnceLock<T>]>, 16, 13>);

impl<T> PerThread<T> {
    const fn new() -> Self {
        Self(GrowableArray::new())
    }

    fn get(&self, thread: ThreadId) -> Option<&T> {
        self.0.get(thread)?.get(thread.offset())?.get()
    }

    fn get_or_init(&self, thread: ThreadId, make: impl FnOnce() -> T) -> Option<&T> {
        let empty = || (0..thread.segment_len()).map(|_| OnceLock::new()).collect();
        Some(self.0.get_or_init(thread, empty)?.get(thread.offset())?.get_or_init(make))
    }

    fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter().flatten().filter_map(OnceLock::get)
    }
}
