//! Guilds: founded on a charter, joined by application, dissolved for want of members or time.

use crate::EXECUTION;
use crate::digest::Digest;
use crate::fault::{Fault, outcome};
use crate::identity::Identity;
use crate::line::Line;
use crate::manifest::{self, GuildManifest};
use crate::meter::{Meter, bytes};
use crate::node::Clock;
use crate::store::Store;
use crate::tally::Tally;
use ed25519_dalek::VerifyingKey;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tallymark_catalog::execution::{Component, ErrorType, TimeoutOperation};

const TICK: Duration = Duration::from_millis(40);

/// Guilds there may be at a time.
const GUILDS: usize = 6;

/// Members a guild may have.
const MEMBERS: usize = 6;

/// Time a new guild has to find as many members as its charter says.
const FORMATION: Duration = Duration::from_millis(1_200);

/// Who could join one.
const CANDIDATES: usize = 16;

/// One application in so many is damaged on its way.
const DAMAGED_APPLICATIONS: u32 = 7;

struct Guild {
    id: String,
    charter: Digest,
    quorum: usize,
    members: Vec<VerifyingKey>,
    founded: Instant,
    formed: bool,
}

/// Keeps the register of guilds.
pub(crate) struct Registrar {
    store: Arc<Store>,
    guilds: Vec<Guild>,
    /// Guilds ever thought of: each has its own id.
    ids: u32,
    candidates: Vec<Identity>,
    rng: fastrand::Rng,
    line: Line,
    tally: Tally,
}

impl Registrar {
    pub(crate) fn new(store: &Arc<Store>, mut rng: fastrand::Rng) -> Self {
        Self {
            store: Arc::clone(store),
            guilds: Vec::new(),
            ids: 0,
            candidates: (0..CANDIDATES).map(|_| Identity::new(&mut rng)).collect(),
            line: Line::new(rng.fork(), DAMAGED_APPLICATIONS),
            rng,
            tally: Tally::default(),
        }
    }

    /// Keeps the register until the clock stops.
    pub(crate) fn run(mut self, clock: &Clock) -> Tally {
        while clock.tick(TICK) {
            self.give_up();
            match self.rng.u32(..20) {
                0..3 => self.found(),
                3..14 => self.join(),
                14..19 => self.leave(),
                _ => self.dissolve_any(),
            }
        }
        self.tally
    }

    fn found(&mut self) {
        let start = Instant::now();
        let result = self.try_found();
        let status = outcome(&result);
        EXECUTION.guilds.record_created(status, start.elapsed());
        if let Some(guild) = self.tally.note(result) {
            self.guilds.push(guild);
            self.tally.guilds_created += 1;
        }
    }

    fn try_found(&mut self) -> Result<Guild, Fault> {
        if self.guilds.len() >= GUILDS {
            return Err(exhausted());
        }
        let meter = Meter::start();
        self.ids += 1;
        let id = format!("guild-{:03}", self.ids);
        let charter = GuildManifest {
            guild: id.clone(),
            // One more than a guild can have, now and then.
            quorum: self.rng.usize(2..=MEMBERS + 1),
            max_members: MEMBERS,
        };
        let (digest, text) = manifest::create(&charter, &mut self.tally)?;
        let size = bytes(text.len());
        self.store.manifests.put(digest.clone(), text);
        let opened = manifest::open::<GuildManifest>(&self.store.manifests, &digest)
            .inspect_err(|_| self.store.manifests.remove(&digest))?;
        meter.record(Component::Guild, size);
        Ok(Guild {
            id,
            charter: digest,
            quorum: opened.quorum,
            members: Vec::new(),
            founded: Instant::now(),
            formed: false,
        })
    }

    /// A candidate applies to a guild, in writing.
    fn join(&mut self) {
        let Some(guild) = self.rng.choice(&mut self.guilds) else {
            return;
        };
        let Some(candidate) = self.rng.choice(&self.candidates) else {
            return;
        };
        let mut application = format!("let me join {}", guild.id).into_bytes();
        let signature = candidate.sign(&application);
        let key = candidate.public_key();
        self.line.carry(&mut application);

        let start = Instant::now();
        let meter = Meter::start();
        let verified = key.verify_strict(&application, &signature);
        let result = verified
            .map_err(|_| Fault::Validation(Component::Guild, ErrorType::Signature))
            .and_then(|()| guild.admit(key));
        meter.record(Component::Guild, bytes(application.len()));
        let status = outcome(&result);
        EXECUTION.guilds.record_member_join(&guild.id, status, start.elapsed());
        self.tally.note(result);
    }

    /// A member leaves; a guild that had enough members and has not any more is dissolved.
    fn leave(&mut self) {
        let manned = (0..self.guilds.len()).filter(|&index| !self.guilds[index].members.is_empty());
        let Some(index) = self.rng.choice(manned.collect::<Vec<_>>()) else {
            return;
        };
        let guild = &mut self.guilds[index];
        guild.members.swap_remove(self.rng.usize(..guild.members.len()));
        EXECUTION.guilds.record_member_leave(&guild.id);
        if guild.formed && guild.members.len() < guild.quorum {
            self.dissolve(index);
        }
    }

    /// Guilds that did not find their members in time are dissolved.
    fn give_up(&mut self) {
        let late = |guild: &Guild| !guild.formed && guild.founded.elapsed() > FORMATION;
        while let Some(index) = self.guilds.iter().position(late) {
            let timeout = Fault::Timeout(Component::Guild, TimeoutOperation::GuildFormation);
            timeout.record(&mut self.tally);
            self.dissolve(index);
        }
    }

    fn dissolve_any(&mut self) {
        if let Some(index) = self.rng.choice(0..self.guilds.len()) {
            self.dissolve(index);
        }
    }

    fn dissolve(&mut self, index: usize) {
        let start = Instant::now();
        let guild = self.guilds.swap_remove(index);
        self.store.manifests.remove(&guild.charter);
        EXECUTION.guilds.remove_members(&guild.id);
        EXECUTION.guilds.record_dissolved(start.elapsed());
        self.tally.guilds_dissolved += 1;
    }
}

impl Guild {
    fn admit(&mut self, member: VerifyingKey) -> Result<(), Fault> {
        if self.members.contains(&member) {
            return Err(Fault::Validation(Component::Guild, ErrorType::InvalidInput));
        }
        if self.members.len() >= MEMBERS {
            return Err(exhausted());
        }
        self.members.push(member);
        self.formed |= self.members.len() >= self.quorum;
        Ok(())
    }
}

fn exhausted() -> Fault {
    Fault::Execution(Component::Guild, ErrorType::ResourceExhausted)
}
