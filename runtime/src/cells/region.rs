//! A region: words that every thread has a block of.
//!
//! The words of a series have the same position in every block, so a metric only needs to know its
//! region and the position of its first word. Each thread's id has a block, made when the thread
//! first records into the region. Records without an id go to one shared block. Regions are never
//! freed: the words of a dropped metric are set to zero and used for another metric.

use super::growable_array::GrowableArray;
use super::id_allocator::GROUP;
use super::set_once::SetOnce;
use super::thread_block::ThreadBlock;
use super::{block_arena, thread_id};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Words that every thread has a block of.
#[derive(Debug)]
pub(super) struct Region {
    /// The number of words in a block.
    len: AtomicU32,
    shared: SetOnce<ThreadBlock>,
    groups: SetOnce<Box<Groups>>,
}

/// The blocks of all ids, by the group of the id.
type Groups = GrowableArray<SetOnce<Box<BlockGroup>>, 4, 10>;

/// The blocks of one group of ids.
#[derive(Debug)]
pub(super) struct BlockGroup {
    /// A bit for each id that has a block.
    present: AtomicU32,
    /// Only the holder of an id sets its block, so no thread waits for another here.
    blocks: [OnceLock<ThreadBlock>; GROUP as usize],
}

impl Region {
    pub(super) const fn new() -> Self {
        Self { len: AtomicU32::new(0), shared: SetOnce::new(), groups: SetOnce::new() }
    }

    /// Sets the number of words. Must be called before another thread knows the region.
    pub(super) fn set_len(&self, words: u32) {
        self.len.store(words, Ordering::Relaxed);
    }

    fn len(&self) -> usize {
        self.len.load(Ordering::Relaxed) as usize
    }

    /// Makes the shared block if that needs no allocation.
    pub(super) fn make_static_shared(&self) {
        if self.shared.get().is_none()
            && let Some(block) = block_arena::static_block(self.len())
        {
            let _ = self.shared.get_or_make(|| block);
        }
    }

    /// Returns the shared block, if it was made.
    pub(super) fn shared(&self) -> Option<ThreadBlock> {
        self.shared.get().copied()
    }

    /// Returns the shared block, and makes it if needed. Returns `None` if it is not made, and the
    /// memory allocator records.
    pub(super) fn shared_or_make(&self) -> Option<ThreadBlock> {
        let make = || self.shared.get_or_make(|| block_arena::new_block(self.len())).copied();
        self.shared().or_else(|| thread_id::while_making(make).flatten())
    }

    /// Returns the block of an id that the current thread holds, and makes it if needed.
    pub(super) fn own_or_make(&self, id: u32) -> Option<ThreadBlock> {
        let groups = self.groups.get_or_make(|| Box::new(Groups::new()))?;
        let group = groups.get_or_make(id / GROUP, SetOnce::new)?;
        let group = group.get_or_make(|| Box::new(BlockGroup::new()))?;
        let bit = id % GROUP;
        let block = group.blocks.get(bit as usize)?;
        if block.get().is_none() {
            // Made before it is set, because making it may allocate, and the allocator may record.
            let made = block_arena::new_block(self.len());
            // The thread holds the id, so no other thread sets the block.
            let _ = block.set(made);
            group.present.fetch_or(1 << bit, Ordering::Release);
        }
        block.get().copied()
    }

    /// Returns the groups that have blocks, with their numbers, in increasing order.
    pub(super) fn groups(&self) -> impl Iterator<Item = (u32, &BlockGroup)> {
        let groups = self.groups.get().into_iter().flat_map(|groups| groups.iter());
        groups.filter_map(|(number, group)| Some((number, &**group.get()?)))
    }

    /// Returns a group, if it has blocks.
    pub(super) fn group(&self, number: u32) -> Option<&BlockGroup> {
        self.groups.get()?.get(number)?.get().map(|group| &**group)
    }

    /// Sets words to zero in every block. No other thread may use the words at that time.
    pub(super) fn clear(&self, first: u32, len: usize) {
        let own = self.groups().flat_map(|(_, group)| group.blocks(u32::MAX));
        self.shared().into_iter().chain(own.map(|(_, block)| block)).for_each(|block| {
            block.clear(first, len);
        });
    }
}

impl BlockGroup {
    fn new() -> Self {
        Self { present: AtomicU32::new(0), blocks: [const { OnceLock::new() }; GROUP as usize] }
    }

    /// Returns a bit for each id that has a block.
    pub(super) fn present(&self) -> u32 {
        self.present.load(Ordering::Acquire)
    }

    /// Returns the blocks of some ids of the group, with the ids' bits, in increasing order.
    pub(super) fn blocks(&self, ids: u32) -> impl Iterator<Item = (u32, ThreadBlock)> {
        let mut left = ids & self.present();
        std::iter::from_fn(move || {
            let bit = (left != 0).then(|| left.trailing_zeros())?;
            left &= left - 1;
            Some(bit)
        })
        .filter_map(|bit| Some((bit, *self.blocks.get(bit as usize)?.get()?)))
    }
}
